"""Verifying a seal without the database: the hashes, the signature, and every mark worked out anew."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from typing import Any

from duckdb import Error as DuckError
from pyarrow import ArrowException

from chuangwen.core.rulebook import Book, BookErrors, from_canonical, load_folder
from chuangwen.core.scoring import ENGINE_VERSION, Snapshot, open_snapshot
from chuangwen.core.sealing.canonical import canonical
from chuangwen.core.sealing.engines import marked_by
from chuangwen.core.sealing.folder import (
    BOOK,
    FORMAT,
    MARKS,
    PEERS,
    SEAL,
    SIGNATURE,
    SNAPSHOT,
    SOURCE,
    SealError,
    hash_of,
    names_in,
    read_json,
)
from chuangwen.core.sealing.keys import verifies

MILLI = 1000
LAST = 2**63  # behind every unit
FIGURES = {
    "certain": "总分", "possible": "最高可得", "full": "满分", "peers": "组别", "verdict": "结果",
    "position": "名次", "group_size": "组内单位数",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was found: the same when `differences` is empty. `notes` say what could not be judged."""

    digest: str
    differences: tuple[str, ...]
    notes: tuple[str, ...]
    units: int
    engine: str
    key: str = ""

    @property
    def is_same(self) -> bool:
        """Say whether nothing differs."""
        return not self.differences


def verify(folder: Path, *, engine: str = "duckdb", key: str = "", digest: str = "") -> Report:
    """Check a seal's files, its signature, and its marks, each worked out anew by an engine.

    `key` and `digest` are what the office has made public: without either, a seal only proves that it agrees with itself.

    :raises SealError: there is no readable seal.
    :raises EngineMissing: the engine is not installed.
    """
    manifest = _manifest(folder)
    found = sha256((folder / SEAL).read_bytes()).hexdigest()
    signer, differences = _signature(folder, key)
    if digest and digest.lower() != found:
        differences.append(f"封存码不同：公布的是{digest.lower()}，这一份是{found}。")
    differences += _files(folder, manifest)
    recomputed, units = _recomputed(folder, manifest, engine)
    return Report(
        digest=found,
        differences=(*differences, *recomputed),
        notes=tuple(_notes(manifest, signer, key, digest)),
        units=units,
        engine=engine,
        key=signer,
    )


def _manifest(folder: Path) -> Mapping[str, Any]:
    manifest = read_json(folder / SEAL)
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise SealError(f"这不是本程序认识的封存（应为 {FORMAT}）。请用较新的“创文”核验。")
    if {"files", "book", "snapshot", "engine", "about"} - manifest.keys():
        raise SealError("封存清单不完整。请从公布的页面重新下载。")
    return manifest


def _signature(folder: Path, key: str) -> tuple[str, list[str]]:
    """Return the key that signed, and what is wrong with the signature."""
    if not (folder / SIGNATURE).exists():
        return "", ["没有签名，而公布的结果是签过名的。"] if key else []
    said = read_json(folder / SIGNATURE)
    signer, signature = str(said.get("key", "")), str(said.get("signature", ""))
    if not verifies(signer, signature, (folder / SEAL).read_bytes()):
        return signer, ["签名无效：清单在签名之后被改动过。"]
    if key and signer != key.lower():
        return signer, [f"签名用的不是公布的公钥：这一份由{signer}签名。"]
    return signer, []


def _files(folder: Path, manifest: Mapping[str, Any]) -> Iterator[str]:
    files = manifest["files"]
    for name, said in files.items():
        path = folder / name
        if ".." in Path(name).parts or not path.is_file():
            yield f"缺少文件{name}。"
        elif hash_of(path) != said["sha256"]:
            yield f"文件{name}与清单不符，已被改动。"
    yield from (f"多出清单上没有的文件{name}。" for name in names_in(folder) if name not in files)


def _notes(manifest: Mapping[str, Any], signer: str, key: str, digest: str) -> Iterator[str]:
    if not key and not digest:
        said = f"这一份由公钥{signer}签名；" if signer else "这一份没有签名；"
        yield f"{said}要确认它就是公布的那一份，请用 --digest 或 --key 写明公布的封存码或公钥。"
    if manifest["engine"] != ENGINE_VERSION:
        yield f"封存时的计分程序是第{manifest['engine']}版，本机是第{ENGINE_VERSION}版：只比较得分，不比较说明文字。"


@dataclass
class Comparison:
    """Stored marks beside those worked out anew, a unit a line."""

    book: Book
    snapshot: Snapshot
    sealed_by: str  # the version of the engine
    units: int = 0

    def first(self, stored: Iterable[bytes], anew: Iterable[bytes]) -> str:
        """Return the first difference in words; only the first, because one fact may move many ranks.

        A figure is told before a sentence: where a unit leaves a group, all the others' sentences change.
        """
        told = {True: "", False: ""}  # by whether a figure differs
        for was, now in zip_longest(stored, anew):
            self.units += 1
            if was != now and not told[True]:
                figures = _without_words(was) != _without_words(now)
                told[figures] = told[figures] or self._told(was, now)
        return told[True] or told[False]

    @cached_property
    def names(self) -> Mapping[int, str]:
        """What the units are called."""
        table = self.snapshot.units()
        return dict(zip(table["id"].to_pylist(), table["name"].to_pylist(), strict=True))

    def _told(self, was: bytes | None, now: bytes | None) -> str:
        old, new = json.loads(was or b"{}"), json.loads(now or b"{}")
        before, after = old.get("unit", LAST), new.get("unit", LAST)
        if before != after:  # lines are in order of unit, so the smaller number is the one that the other side lacks
            lacks = before > after
            unit = self._name(new if lacks else old)
            return f"{unit}：{'复算有得分，封存里没有' if lacks else '封存里有得分，复算没有'}。"
        found = self._difference(old, new)
        return f"{self._name(old)}：{found}" if found else ""

    def _name(self, row: Mapping[str, Any]) -> str:
        return f"{self.names.get(row.get('unit', 0), '不知名的单位')}（编号{row.get('unit')}）"

    def _difference(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
        """Return the first figure that differs: a criterion before a sum of criteria."""
        for part, shown in (("marks", self._criterion), ("categories", self._category)):
            codes = [*new[part], *(code for code in old[part] if code not in new[part])]
            for code in codes:
                before, after = old[part].get(code), new[part].get(code)
                if before != after:
                    return f"{shown(code)}封存为{_figures(before)}，复算为{_figures(after)}。"
        for name, words in FIGURES.items():
            if old.get(name) != new.get(name):
                return f"{words}封存为{_figure(name, old.get(name))}，复算为{_figure(name, new.get(name))}。"
        return self._words(old, new)

    def _words(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
        if self.sealed_by != ENGINE_VERSION or old.get("card") == new.get("card"):
            return ""
        before, after = old["card"].get("marks", {}), new["card"].get("marks", {})
        for code in after:
            if before.get(code) != after[code]:
                was, now = before.get(code, {}).get("sentence"), after[code].get("sentence")
                return f"{self._criterion(code)}的说明不同：封存为“{was}”，复算为“{now}”。"
        return "负面清单、扣分或结论的说明与复算的不同。"

    def _criterion(self, code: str) -> str:
        texts = {c.code: c.text for c in (*self.book.criteria, *self.book.bonus.items)}
        return f"标准{code}“{texts[code]}”" if code in texts else f"标准{code}"

    def _category(self, code: str) -> str:
        titles = {c.code: c.title for c in self.book.categories}
        return f"项目{code}“{titles[code]}”" if code in titles else f"项目{code}"


def _recomputed(folder: Path, manifest: Mapping[str, Any], engine: str) -> tuple[list[str], int]:
    """Return what differs in the book, the snapshot, the peers and the marks, and how many units were marked."""
    found: list[str] = []
    try:
        book = from_canonical((folder / BOOK).read_text(encoding="utf-8"))
        snapshot = open_snapshot(folder / SNAPSHOT)
        if book.digest != manifest["book"]:
            found.append("细则不是封存时的细则：指纹不同。")
        if snapshot.digest != manifest["snapshot"]:
            found.append("台账快照不是封存时的快照：指纹不同。")
        found += [*_source(folder, book), *_damage(snapshot)]
        comparison = Comparison(book, snapshot, manifest["engine"])
        peers, anew = marked_by(engine, book, snapshot, date.fromisoformat(manifest["about"]["assessed_on"]))
        with (folder / MARKS).open("rb") as stored:
            told = comparison.first(stored, anew)
        if told:
            found.append(told)
        elif (folder / PEERS).read_bytes() != canonical(peers):
            found.append("同类数值（peers.json）与复算的不同。")
    except (ValueError, OSError, KeyError, TypeError, AttributeError, ArrowException, DuckError) as error:
        return [*found, f"无法复算：{error}"], 0
    return found, comparison.units


def _source(folder: Path, book: Book) -> Iterator[str]:
    """Compare the published text, which people read, with the book that marks."""
    if not (folder / SOURCE).is_dir():
        return
    try:
        read = load_folder(folder / SOURCE, book.words)
    except BookErrors:
        yield f"{SOURCE}/里的细则原文读不出来，无法与计分所用的细则核对。"
        return
    if _rules(read) != _rules(book):
        yield f"{SOURCE}/里的细则原文与计分所用的细则（{BOOK}）不一致。"


def _rules(book: Book) -> Any:
    """Return what a book says, whatever the format it is stored in."""
    return {key: said for key, said in json.loads(book.canonical).items() if key != "format"}


def _damage(snapshot: Snapshot) -> list[str]:
    try:
        snapshot.verify()
    except ValueError as error:
        return [str(error)]
    return []


def _without_words(line: bytes | None) -> Any:
    return {key: said for key, said in json.loads(line or b"{}").items() if key != "card"}


def _figures(found: list[int] | None) -> str:
    """Write [now, at most, full] as points."""
    if found is None:
        return "没有这一条"
    got, most, full = (f"{each / MILLI:g}" for each in found)
    return f"{got}分（满分{full}）" if got == most else f"{got}至{most}分（满分{full}）"


def _figure(name: str, value: Any) -> str:
    if name in {"certain", "possible", "full"} and isinstance(value, int):
        return f"{value / MILLI:g}分"
    return {"passes": "达标", "fails": "未达标", "open": "待定"}.get(value, f"{value}") if value != "" else "（空）"
