"""Compare a reading with an annotated report: the same comparison for tests and for the benchmark.

A row read matches an annotated one when their number tokens overlap, one to one. Rows that
the annotators left open (`penalise: false`) count neither way.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = dict[str, Any]
ASPECTS = ("value", "unit", "kind", "status", "period", "approx")


@dataclass(frozen=True)
class Annotated:
    name: str
    text: str
    facts: list[Row]
    excluded: list[Row]


@dataclass
class Score:
    gold: int = 0
    found: int = 0
    hit: int = 0
    full: int = 0
    right: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ASPECTS, 0))
    missed: list[Row] = field(default_factory=list)
    false: list[Row] = field(default_factory=list)
    wrong: list[Row] = field(default_factory=list)

    def __add__(self, other: "Score") -> "Score":
        right = {a: self.right[a] + other.right[a] for a in ASPECTS}
        return Score(
            self.gold + other.gold,
            self.found + other.found,
            self.hit + other.hit,
            self.full + other.full,
            right,
            self.missed + other.missed,
            self.false + other.false,
            self.wrong + other.wrong,
        )

    @property
    def detection(self) -> float:
        return 2 * self.hit / (self.gold + self.found) if self.gold + self.found else 1.0

    @property
    def full_f1(self) -> float:
        return 2 * self.full / (self.gold + self.found) if self.gold + self.found else 1.0

    def share(self, aspect: str) -> float:
        return self.right[aspect] / self.hit if self.hit else 0.0

    def line(self, name: str) -> str:
        shares = " ".join(f"{a} {self.share(a):.3f}" for a in ASPECTS)
        return f"{name:12} gold {self.gold:4} found {self.found:4} detection {self.detection:.3f}  {shares}  full {self.full_f1:.3f}"


def read_folder(folder: Path) -> Iterator[Annotated]:
    for path in sorted(folder.glob("*.facts.jsonl")):
        name = path.name.removesuffix(".facts.jsonl")
        with (folder / f"{name}.txt").open(encoding="utf-8", newline="") as file:
            text = file.read()
        excluded = folder / f"{name}.excluded.jsonl"
        yield Annotated(name, text, _rows(path), _rows(excluded) if excluded.exists() else [])


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _overlap(a: Row, b: Row, *, key: str = "num_") -> bool:
    return bool(a["num_start"] < b[f"{key}end"] and b[f"{key}start"] < a["num_end"])


def _allowed(row: Row, name: str) -> set[Any]:
    alt = row.get(f"alt_{name}") or []
    return {row[name], *(alt if isinstance(alt, list) else [alt])}


def score_document(document: Annotated, predicted: list[Row]) -> Score:
    score, free = Score(gold=len(document.facts)), list(predicted)
    for fact in document.facts:
        hit = next((p for p in free if _overlap(p, fact)), None)
        if hit is None:
            score.missed.append({k: fact[k] for k in ("text", "num", "unit", "kind")})
            continue
        free.remove(hit)
        _mark(score, fact, hit)
    open_places = [e for e in document.excluded if not e.get("penalise", True)]
    score.false = [
        {
            **{k: p[k] for k in ("text", "num", "unit", "kind")},
            "around": document.text[max(0, p["num_start"] - 15) : p["num_end"] + 15],
        }
        for p in free
        if not any(_overlap(p, e, key="") for e in open_places)
    ]
    score.found = score.hit + len(score.false)
    return score


def _mark(score: Score, fact: Row, hit: Row) -> None:
    flags = {
        "value": abs(fact["value"] - hit["value"]) <= 1e-9 * max(1, abs(fact["value"])),
        "unit": fact["unit"] == hit["unit"],
        "kind": hit["kind"] in _allowed(fact, "kind"),
        "status": hit["status"] in _allowed(fact, "status"),
        "period": fact.get("period", hit.get("period")) == hit.get("period"),
        "approx": bool(fact.get("approx", hit.get("approx"))) == bool(hit.get("approx")),
    }
    score.hit += 1
    score.full += flags["value"] and flags["kind"] and flags["status"]
    for aspect, flag in flags.items():
        score.right[aspect] += flag
    if not all(flags[a] for a in ("value", "unit", "kind", "status")):
        score.wrong.append(
            {
                **{k: fact[k] for k in ("text", "num", "value", "unit", "kind", "status")},
                "read_kind": hit["kind"],
                "read": (hit["value"], hit["unit"], hit["status"]),
            }
        )
