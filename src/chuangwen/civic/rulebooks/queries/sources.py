"""The texts of a book as people hand them in: a folder, a zip file, or one YAML file."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path, PurePosixPath

MOST_FILES = 200
MOST_BYTES = 5 * 1024 * 1024
SUFFIXES = (".yaml", ".yml")
ENCRYPTED = 0x1


class NotBookFiles(ValueError):
    """What was handed in holds no readable book files; the message says what to do."""


def texts_of_folder(folder: Path) -> dict[str, str]:
    """Return the YAML files of a folder by their path inside it.

    :raises NotBookFiles: there are none, or one is not UTF-8.
    """
    found = sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES)
    return _texts((path.relative_to(folder).as_posix(), path.read_bytes()) for path in found)


def texts_of_upload(name: str, content: bytes) -> dict[str, str]:
    """Return the YAML files of an uploaded zip file, or the one YAML file itself.

    :raises NotBookFiles: another kind of file, too large, locked, or not UTF-8.
    """
    if len(content) > MOST_BYTES:
        raise NotBookFiles("文件太大（超过5 MB）。细则只需要文字文件，请去掉其他内容后再上传。")
    if name.lower().endswith(SUFFIXES):
        return _texts([(PurePosixPath(name).name, content)])
    if not name.lower().endswith(".zip"):
        raise NotBookFiles(f"“{name}”不是细则文件。请上传 .zip 或 .yaml 文件。")
    return _without_shared_folder(_texts(_members(content)))


def _members(content: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            infos = [i for i in archive.infolist() if i.filename.endswith(SUFFIXES) and not _is_noise(i.filename)]
            _must_be_modest(infos)
            for info in infos:
                with archive.open(info) as member:
                    yield info.filename, member.read(info.file_size)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise NotBookFiles("压缩包打不开，可能已损坏。请重新压缩后再上传。") from error


def _is_noise(filename: str) -> bool:
    """Tell what some systems slip into a zip file."""
    return filename.startswith("__MACOSX/") or PurePosixPath(filename).name.startswith(".")


def _must_be_modest(infos: list[zipfile.ZipInfo]) -> None:
    if any(info.flag_bits & ENCRYPTED for info in infos):
        raise NotBookFiles("压缩包加了密码，无法读取。请去掉密码后再上传。")
    if len(infos) > MOST_FILES or sum(info.file_size for info in infos) > MOST_BYTES:
        raise NotBookFiles(f"压缩包太大（最多{MOST_FILES}个文件、解压后5 MB）。请只放细则文件。")


def _texts(files: Iterator[tuple[str, bytes]] | list[tuple[str, bytes]]) -> dict[str, str]:
    texts = {}
    for name, content in files:
        try:
            texts[name] = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise NotBookFiles(f"“{name}”不是UTF-8编码的文字。请另存为UTF-8后再上传。") from error
    if not texts:
        raise NotBookFiles("里面没有 .yaml 文件。请检查是否选对了文件。")
    return texts


def _without_shared_folder(texts: dict[str, str]) -> dict[str, str]:
    """Drop the folder that all files of a zip lie in, if there is one."""
    heads = {name.split("/", 1)[0] for name in texts}
    if len(heads) > 1 or any("/" not in name for name in texts):
        return texts
    return {name.split("/", 1)[1]: text for name, text in texts.items()}
