"""The book of the benchmark: 142 criteria, made of a city's book as it once stood, so that the rivals keep meaning it.

Every category stands there over all entries, again over typed ones (`t`), and five of the seven over sheets (`x`).
"""

import json
from pathlib import Path

from chuangwen.core.catalogue import Catalogue
from chuangwen.core.catalogue import load as load_catalogue
from chuangwen.core.rulebook import Book, load
from chuangwen.core.rulebook.yaml_tree import parse, plain

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(__file__).parent / "book"
SOURCES = {"t": "typed", "x": "excel"}
THIRD = ("2-", "4-", "5-", "6-", "7-")
HEADS = {
    "count", "any", "sum", "latest", "lowest", "periods", "distinct", "survey", "sites", "opinion", "graded", "target",
}  # fmt: skip


def catalogue() -> Catalogue:
    return load_catalogue((ROOT / "catalogues" / "kinds.yaml").read_text(encoding="utf-8"))


def book(words: Catalogue) -> Book:
    head = _tree(FOLDER / "book.yaml")
    head.pop("methods")
    texts, full, amend = {}, 0.0, []
    for path in sorted((FOLDER / "criteria").glob("*.yaml")):
        tree = _tree(path)
        copies = ["", *(mark for mark in SOURCES if mark == "t" or path.name.startswith(THIRD))]
        for mark in copies:
            texts[f"{mark}{path.name}"] = json.dumps(_copied(tree, mark), ensure_ascii=False)
            amend += [_renamed(a, mark) for a in head["amend"] if a["criterion"] in _codes(tree)]
        points = sum(float(c["points"]) for c in tree["criteria"])
        full += len(copies) * min(points, float(tree.get("cap", points)))
    texts["book.yaml"] = json.dumps({**head, "base": f"{full:g}", "amend": amend}, ensure_ascii=False)
    return load(texts, words)


def _tree(path: Path) -> dict:
    tree = plain(parse(path.read_text(encoding="utf-8"), path.name))
    tree.pop("examples", None)
    return tree


def _codes(tree: dict) -> set[str]:
    return {criterion["code"] for criterion in tree["criteria"]}


def _renamed(amendment: dict, mark: str) -> dict:
    return {**amendment, "criterion": f"{amendment['criterion']}{mark}"}


def _copied(tree: dict, mark: str) -> dict:
    if not mark:
        return tree
    criteria = [
        {**c, "code": f"{c['code']}{mark}", "measure": _narrowed(c["measure"], SOURCES[mark])} for c in tree["criteria"]
    ]
    return {**tree, "category": f"{tree['category']}{mark}", "criteria": criteria}


def _narrowed(measure: object, source: str) -> object:
    """Put the source into every filter of a measure."""
    if isinstance(measure, list):
        return [_narrowed(part, source) for part in measure]
    if not isinstance(measure, dict):
        return measure
    inner = {key: value if key == "where" else _narrowed(value, source) for key, value in measure.items()}
    if HEADS & inner.keys():
        inner["where"] = {**inner.get("where", {}), "source": source}
    return inner
