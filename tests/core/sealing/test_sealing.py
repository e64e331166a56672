"""A sealed result recomputed on another machine; every tampering found and named, also with the hashes made to fit."""

import json
import shutil
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from chuangwen.civic.wordbook import kinds
from chuangwen.core import rulebook, sealing
from chuangwen.core.scoring import ENGINE_VERSION, Fact, UnitCase, read_cases, write_snapshot
from chuangwen.core.sealing import folder as files
from chuangwen.core.sealing.engines import marked_by
from tests.civic.small_books import ASSESSED_ON, TEXTS

OFFICE, INTRUDER = "11" * 32, "22" * 32
RANKED = TEXTS["criteria/2.yaml"].replace("{per: 1, worth: 0.5}", "{rank: {0.5: 4, 1: 1}}")


def a_fact(number, kind="meeting", day=date(2025, 3, 5), **more):
    until = day + timedelta(days=1)
    return Fact(id=number, kind=kind, start_date=day, until_date=until, **more)


def minutes(number, day):
    return a_fact(number, day=day, topic="creation", proofs=frozenset({"minutes"}))


def cases():
    return [
        UnitCase(
            id=7, name="青石区税务局", kind="agency", path="00001",
            facts=(minutes(1, date(2025, 3, 5)), minutes(2, date(2025, 5, 6)), a_fact(3, "volunteer_activity", times=3)),
        ),
        UnitCase(id=9, name="临江区水务局", kind="agency", path="00002", facts=(a_fact(4, "volunteer_activity", times=8),)),
        UnitCase(id=11, name="青石区实验小学", kind="school", path="00003"),
    ]  # fmt: skip


def a_seal(place, *, key=OFFICE, book=None, given=None, sources=None):
    """Write a seal of the small book over three units; return its folder and what was written."""
    sources = sources or {**TEXTS, "criteria/2.yaml": RANKED}
    book = book or rulebook.load(sources, kinds())
    snapshot = write_snapshot(place / "snapshot", given or cases(), kinds())
    peers, lines = marked_by("duckdb", book, snapshot, ASSESSED_ON)
    folder = place / "seal"
    written = sealing.write_seal(
        folder,
        about={"place": "云岭市", "assessed_on": ASSESSED_ON.isoformat()},
        engine=ENGINE_VERSION,
        book=(book.digest, rulebook.to_canonical(book)),
        sources=sources,
        snapshot=(snapshot.digest, snapshot.folder),
        peers=peers,
        lines=lines,
        private_key=key,
    )
    return folder, written


@pytest.fixture
def sealed(tmp_path):
    return a_seal(tmp_path)[0]


def rehash(folder, key=""):
    """Make the hashes fit again, as a tamperer would, and sign with the key given or with none."""
    manifest = json.loads((folder / files.SEAL).read_bytes())
    snapshot = folder / files.SNAPSHOT / "manifest.json"
    inner = json.loads(snapshot.read_bytes())
    for name in inner["files"]:
        inner["files"][name]["sha256"] = files.hash_of(folder / files.SNAPSHOT / name)
    snapshot.write_text(json.dumps(inner, ensure_ascii=False, sort_keys=True, indent=1))
    manifest["snapshot"] = sha256(snapshot.read_bytes()).hexdigest()
    manifest["book"] = rulebook.from_canonical((folder / files.BOOK).read_text()).digest
    manifest["files"] = {name: files._entry(folder / name) for name in files.names_in(folder)}
    (folder / files.SEAL).write_bytes(sealing.canonical(manifest))
    (folder / files.SIGNATURE).unlink(missing_ok=True)
    if key:
        files.signed(folder, key)


def change_a_fact(folder):
    """Take one meeting away from the unit that has two."""
    snapshot = folder / files.SNAPSHOT
    given = read_cases(sealing.verifying.open_snapshot(snapshot), range(3))
    changed = [replace(given[0], facts=tuple(f for f in given[0].facts if f.id != 2)), *given[1:]]
    shutil.rmtree(snapshot)
    write_snapshot(snapshot, changed, kinds())


def change_a_criterion(folder):
    text = (folder / files.BOOK).read_text()
    sources = {**TEXTS, "criteria/2.yaml": RANKED}
    sources["criteria/1.yaml"] = sources["criteria/1.yaml"].replace("{per: 1, worth: 1}", "{per: 1, worth: 2}")
    changed = rulebook.to_canonical(rulebook.load(sources, kinds()))
    assert changed != text
    (folder / files.BOOK).write_text(changed)


def change_a_mark(folder):
    path = folder / files.MARKS
    lines = path.read_text().splitlines(keepends=True)
    row = json.loads(lines[0])
    row["marks"]["I-1"] = [4000, 4000, 4000]
    path.write_bytes(b"".join([sealing.line(row), *(each.encode() for each in lines[1:])]))


TAMPERINGS = {
    "a fact": (change_a_fact, "青石区税务局（编号7）：标准I-1“创建领导小组每季度至少召开一次专题会议。”封存为2分（满分4），复算为1分（满分4）。"),
    "a criterion": (change_a_criterion, "青石区税务局（编号7）：标准I-1“创建领导小组每季度至少召开一次专题会议。”封存为2分（满分4），复算为4分（满分4）。"),
    "a mark": (change_a_mark, "青石区税务局（编号7）：标准I-1“创建领导小组每季度至少召开一次专题会议。”封存为4分（满分4），复算为2分（满分4）。"),
}  # fmt: skip
OTHER_TEXT = "book/source/里的细则原文与计分所用的细则（book/canonical.json）不一致。"
NAMED = {"a fact": "snapshot/", "a criterion": "book/canonical.json", "a mark": "marks.jsonl"}


@pytest.mark.parametrize("engine", ["duckdb", "scalar"])
def test_what_nobody_has_touched_is_the_same_on_either_engine(sealed, engine):
    report = sealing.verify(sealed, engine=engine, key=sealing.public_key_of(OFFICE))

    assert (report.differences, report.units) == ((), 3)
    assert report.notes == ()


def test_the_same_result_is_sealed_with_the_same_bytes(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    for place in (one, two):
        place.mkdir()
        sealing.pack(a_seal(place)[0], place / "seal.zip")

    assert (one / "seal.zip").read_bytes() == (two / "seal.zip").read_bytes()


@pytest.mark.parametrize("name", TAMPERINGS)
def test_a_tampering_is_found_and_named_by_file_unit_and_criterion(sealed, name):
    tamper, said = TAMPERINGS[name]
    tamper(sealed)

    differences = sealing.verify(sealed).differences

    assert any(NAMED[name] in each and "已被改动" in each for each in differences)
    assert said in differences


@pytest.mark.parametrize("key", ["", INTRUDER], ids=["unsigned", "signed by another key"])
@pytest.mark.parametrize("engine", ["duckdb", "scalar"])
@pytest.mark.parametrize("name", TAMPERINGS)
def test_a_tampering_with_hashes_made_to_fit_is_found_by_recomputing(sealed, name, engine, key):
    tamper, said = TAMPERINGS[name]
    tamper(sealed)
    rehash(sealed, key)

    beside = (OTHER_TEXT,) if name == "a criterion" else ()
    assert sealing.verify(sealed, engine=engine).differences == (*beside, said)


@pytest.mark.parametrize(("key", "said"), [("", "没有签名"), (INTRUDER, "签名用的不是公布的公钥")])
def test_a_result_made_anew_from_changed_facts_is_told_by_the_key_and_by_the_digest(tmp_path, key, said):
    """Whoever changes a fact and marks everything anew has a seal that agrees with itself."""
    (tmp_path / "true").mkdir()
    (tmp_path / "false").mkdir()
    _, published = a_seal(tmp_path / "true")
    forged, _ = a_seal(tmp_path / "false", key=key, given=[replace(cases()[0], facts=()), *cases()[1:]])

    alone = sealing.verify(forged)
    by_key = sealing.verify(forged, key=published.key)
    by_digest = sealing.verify(forged, digest=published.digest)

    assert alone.is_same
    assert "请用 --digest 或 --key" in alone.notes[0]
    assert said in by_key.differences[0]
    assert "封存码不同" in by_digest.differences[0]


def test_a_manifest_changed_after_signing_has_no_valid_signature(sealed):
    path = sealed / files.SEAL
    path.write_bytes(path.read_bytes().replace("云岭市".encode(), "青石区".encode()))

    assert sealing.verify(sealed).differences == ("签名无效：清单在签名之后被改动过。",)


def test_a_missing_and_an_added_file_are_named(sealed):
    (sealed / "peers.json").unlink()
    (sealed / "extra.txt").write_text("多的")

    differences = sealing.verify(sealed).differences

    assert {"缺少文件peers.json。", "多出清单上没有的文件extra.txt。"} <= set(differences)


def test_peers_values_made_to_fit_are_told(sealed):
    (sealed / "peers.json").write_text("{}")
    rehash(sealed)

    assert sealing.verify(sealed).differences == ("同类数值（peers.json）与复算的不同。",)


def test_a_unit_left_out_is_told(sealed):
    path = sealed / files.MARKS
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:2]))
    rehash(sealed)

    assert sealing.verify(sealed).differences == ("青石区实验小学（编号11）：复算有得分，封存里没有。",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("points: 四", "book/source/里的细则原文读不出来，无法与计分所用的细则核对。"),
        ("points: 4  # 原文的注释", ""),
        ("points: 4\n    note: 改过的说明", OTHER_TEXT),
    ],
)
def test_the_published_text_must_say_what_the_marking_book_says(sealed, text, said):
    path = sealed / files.SOURCE / "criteria" / "1.yaml"
    assert "points: 4" in path.read_text()
    path.write_text(path.read_text().replace("points: 4", text, 1))
    rehash(sealed)

    assert sealing.verify(sealed).differences == ((said,) if said else ())


def test_a_figure_is_named_before_the_sentences_that_it_changes(sealed):
    path = sealed / files.MARKS
    first, second, *others = path.read_text().splitlines(keepends=True)
    row = json.loads(second)
    row["certain"] += 1000
    path.write_text("".join([first.replace("得2分", "得两分"), sealing.line(row).decode(), *others]))
    rehash(sealed)

    assert sealing.verify(sealed).differences[0].startswith("临江区水务局（编号9）：总分封存为")


def test_a_changed_sentence_is_told_where_the_engine_is_the_same(sealed):
    path = sealed / files.MARKS
    path.write_text(path.read_text().replace("得2分", "得两分"))
    rehash(sealed)

    assert "标准I-1" in sealing.verify(sealed).differences[0]
    assert "的说明不同" in sealing.verify(sealed).differences[0]


def test_marks_of_another_version_of_the_engine_are_compared_without_their_words(sealed, monkeypatch):
    change_a_mark(sealed)
    monkeypatch.setattr("chuangwen.core.sealing.verifying.ENGINE_VERSION", "一百")

    report = sealing.verify(sealed)

    assert TAMPERINGS["a mark"][1] in report.differences
    assert "只比较得分，不比较说明文字" in report.notes[-1]


def test_an_engine_that_is_not_installed_says_so(sealed, monkeypatch):
    monkeypatch.setitem(sealing.engines.COLUMNS, "spark", "chuangwen.core.scoring.not_installed")

    with pytest.raises(sealing.EngineMissing, match="没有安装"):
        sealing.verify(sealed, engine="spark")


def test_what_is_no_seal_is_refused_with_what_to_do(tmp_path):
    (tmp_path / "letter.zip").write_text("这不是压缩包")

    with pytest.raises(sealing.SealError, match="打不开"), sealing.unpacked(tmp_path / "letter.zip"):
        pass
    with pytest.raises(sealing.SealError, match="重新下载"):
        sealing.verify(tmp_path)


def test_a_zip_that_reaches_out_of_its_folder_is_not_opened(tmp_path):
    with files.ZipFile(tmp_path / "bad.zip", "w") as archive:
        archive.writestr("../outside.txt", "坏")

    with pytest.raises(sealing.SealError, match="文件夹之外"), sealing.unpacked(tmp_path / "bad.zip"):
        pass
    assert not (tmp_path.parent / "outside.txt").exists()


def test_canonical_bytes_hold_no_float():
    with pytest.raises(ValueError, match="float"):
        sealing.canonical({"marks": [1.5]})


def test_a_seal_goes_through_a_zip_unchanged(sealed, tmp_path):
    sealing.pack(sealed, tmp_path / "seal.zip")

    with sealing.unpacked(tmp_path / "seal.zip") as place:
        assert sealing.verify(place).is_same
        assert Path(place / "说明.txt").read_text(encoding="utf-8").startswith("这是一份封存的测评结果。")
