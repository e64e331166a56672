"""A seal on disk: a folder, or the same folder as a zip whose bytes are always the same.

Layout: `seal.json` names every other file with its SHA-256, and its own SHA-256 identifies the seal;
`signature.json` signs the bytes of `seal.json` where the office has a key. `book/canonical.json` is the book that
marks, `book/source/` the files as published, `snapshot/` the units and facts, `marks.jsonl` one line a unit.
"""

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from chuangwen.core.sealing.canonical import canonical
from chuangwen.core.sealing.keys import ALGORITHM, public_key_of, sign

FORMAT = "chuangwen-seal-1"
SEAL, SIGNATURE, README = "seal.json", "signature.json", "说明.txt"
MARKS, PEERS = "marks.jsonl", "peers.json"
BOOK, SOURCE, SNAPSHOT = "book/canonical.json", "book/source", "snapshot"
BEGINNING = (1980, 1, 1, 0, 0, 0)
LARGEST = 64 * 2**30
READ_ME = """这是一份封存的测评结果。任何人都可以用它复算，并查出有没有被改动。

怎么核验（需要安装“创文”，不需要数据库）：
    chuangwen verify 本文件夹或压缩包
与公布的封存码核对：
    chuangwen verify 本文件夹或压缩包 --digest 公布的64位封存码
核对签名：
    chuangwen verify 本文件夹或压缩包 --key 公布的64位公钥

文件：
    seal.json            清单：每个文件的SHA-256；它自身的SHA-256就是封存码
    signature.json       对清单的Ed25519签名（没有密钥时没有这个文件）
    book/canonical.json  计分所用的细则；book/source/ 是发布时的原文
    snapshot/            测评日的单位和记录（台账快照）
    peers.json           名次所比较的同类数值
    marks.jsonl          每个单位的得分，一行一个单位
"""


class SealError(ValueError):
    """The folder or zip is no seal that can be read; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A seal that has been written: what its manifest says in bytes, and its digest."""

    manifest: bytes
    digest: str
    marks: str
    key: str = ""
    signature: str = ""


def write_seal(
    folder: Path,
    *,
    about: Mapping[str, Any],
    engine: str,
    book: tuple[str, str],
    sources: Mapping[str, str],
    snapshot: tuple[str, Path],
    peers: Mapping[str, Any],
    lines: Iterable[bytes],
    private_key: str = "",
) -> Written:
    """Write a seal into a new folder. `book` and `snapshot` are (digest, canonical text) and (digest, folder)."""
    _write(folder / BOOK, book[1].encode())
    for name, text in sources.items():
        _write(folder / SOURCE / name, text.encode())
    shutil.copytree(snapshot[1], folder / SNAPSHOT)
    _write(folder / PEERS, canonical(peers))
    with (folder / MARKS).open("wb") as file:
        file.writelines(lines)
    files = {name: _entry(folder / name) for name in names_in(folder)}
    said = {
        "format": FORMAT,
        "about": about,
        "engine": engine,
        "book": book[0],
        "snapshot": snapshot[0],
        "files": files,
    }
    manifest = canonical(said)
    _write(folder / SEAL, manifest)
    _write(folder / README, READ_ME.encode())
    key, signature = signed(folder, private_key) if private_key else ("", "")
    digest = sha256(manifest).hexdigest()
    return Written(manifest=manifest, digest=digest, marks=files[MARKS]["sha256"], key=key, signature=signature)


def signed(folder: Path, private_key: str) -> tuple[str, str]:
    """Sign the manifest as it stands; return the public key and the signature."""
    key, signature = public_key_of(private_key), sign(private_key, (folder / SEAL).read_bytes())
    _write(folder / SIGNATURE, canonical({"algorithm": ALGORITHM, "key": key, "signature": signature}))
    return key, signature


def names_in(folder: Path) -> list[str]:
    """Return the names of the files that a manifest speaks of, in order."""
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(name for name in found if name not in {SEAL, SIGNATURE, README})


def hash_of(path: Path) -> str:
    """Return a file's SHA-256."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _entry(path: Path) -> dict[str, Any]:
    return {"sha256": hash_of(path), "bytes": path.stat().st_size}


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def read_json(path: Path) -> Any:
    """Read a JSON file of a seal.

    :raises SealError: it is missing or broken.
    """
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise SealError(f"{path.name}缺失或读不出来，这不是一份完整的封存。请重新下载。") from error


def pack(folder: Path, target: Path) -> None:
    """Put a folder into a zip: names in order, no dates, so that the same seal is the same file."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    with ZipFile(target, "w") as archive:
        for path in paths:
            entry = ZipInfo(path.relative_to(folder).as_posix(), BEGINNING)
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o644 << 16
            with path.open("rb") as source, archive.open(entry, "w", force_zip64=True) as sink:
                shutil.copyfileobj(source, sink)


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """Give a seal as a folder, whether it is one or a zip.

    :raises SealError: it is neither, or the zip reaches out of its folder.
    """
    if path.is_dir():
        yield path
        return
    with TemporaryDirectory(prefix="chuangwen-seal-") as place:
        try:
            with ZipFile(path) as archive:
                _must_stay_inside(archive)
                archive.extractall(place)
        except (OSError, BadZipFile) as error:
            raise SealError(f"{path.name}打不开：既不是封存文件夹，也不是压缩包。请核对路径。") from error
        yield Path(place)


def _must_stay_inside(archive: ZipFile) -> None:
    names = archive.namelist()
    if any(name.startswith("/") or ".." in name.split("/") or "\\" in name for name in names):
        raise SealError("压缩包里有文件指向文件夹之外，没有打开。请从公布的页面重新下载。")
    if sum(entry.file_size for entry in archive.infolist()) > LARGEST:
        raise SealError("压缩包解开后大得不合常理，没有打开。请从公布的页面重新下载。")
