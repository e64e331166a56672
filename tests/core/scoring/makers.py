"""Small books and facts for tests that show one thing."""

import json
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from chuangwen.core.catalogue import load as load_catalogue
from chuangwen.core.rulebook import load
from chuangwen.core.scoring import Fact, UnitCase

ROOT = Path(__file__).parents[3]
ON = date(2027, 1, 1)


@cache
def catalogue():
    return load_catalogue((ROOT / "catalogues" / "kinds.yaml").read_text(encoding="utf-8"))


def a_criterion(measure, score, *, code="I-1", points=4, when_missing="zero", **others):
    return {
        "code": code, "text": "示例。", "clause": "第一条", "points": points, "measure": measure, "score": score,
        "when_missing": when_missing, **others,
    }  # fmt: skip


def a_book(*criteria, category=None, **head):
    """Make a book of one category; `head` adds to or replaces the book's own keys."""
    category = {"category": "I", "title": "甲", "criteria": list(criteria), **(category or {})}
    total = sum(c["points"] for c in criteria)
    texts = {
        "book.yaml": {
            "book": "small", "edition": "1", "title": "示例细则",
            "authority": {"body": "甲", "document": "乙", "basis": "丙"},
            "in_force": {"from": date(2026, 1, 1), "until": date(2027, 1, 1)},
            "applies_to": {"unit_kinds": ["agency", "school", "village"]},
            "window": {"months": 12}, "base": min(total, category.get("cap", total)), **head,
        },
        "1.yaml": category,
    }  # fmt: skip
    return load({name: json.dumps(part, ensure_ascii=False, default=str) for name, part in texts.items()}, catalogue())


def a_fact(number, kind, start, *, days=1, **others):
    return Fact(id=number, kind=kind, start_date=start, until_date=start + timedelta(days=days), **others)


def a_case(*facts, number=1, kind="agency", **attributes):
    return UnitCase(id=number, name=f"单位{number}", kind=kind, path="", attributes=attributes, facts=facts)
