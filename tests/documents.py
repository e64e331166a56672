"""Documents that the program writes of itself; `script/docs` stores them, `test_docs.py` compares them."""

import inspect
import json
import os
import re
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from tempfile import NamedTemporaryFile

import django

from chuangwen.civic.wordbook import kinds
from chuangwen.core.catalogue import Catalogue, Kind
from chuangwen.core.lifecycle.drawing import lifecycle_document
from chuangwen.core.rulebook import manual
from chuangwen.core.rulebook.schema import schema_of
from tests import house, specimens

GENERATED = "<!-- written by script/docs; do not edit -->\n"


def acts_document() -> str:
    """Return docs/acts.md: every act with what it does and what it refuses."""
    return "\n".join([GENERATED + "# Acts\n", *_act_sections()]).rstrip() + "\n"


def _act_sections() -> Iterator[str]:
    yield "Each is one transaction, keyword-only, with `actor` and `at`, and writes one journal line.\n"
    acts = sorted(house.acts(), key=lambda act: (_noun(act), act.__name__))
    for noun, some in groupby(acts, key=_noun):
        yield f"## {noun}\n\n| act | what it does | refuses |\n|---|---|---|"
        for act in some:
            said = inspect.getdoc(act) or ""
            does = said.split("\n\n")[0].replace("\n", " ")
            refuses = ", ".join(f"`{name}`" for name in re.findall(r":raises (\w+):", said)) or "–"
            yield f"| `{act.__name__}` | {does} | {refuses} |"
        yield ""


def _noun(act) -> str:
    return act.__module__.split(".")[2]


def kinds_document() -> str:
    """Return docs/kinds.md: every kind of ledger entry."""
    catalogue = kinds()
    parts = [
        GENERATED + "# 台账记录类别\n",
        f"目录版本：{catalogue.version}。定义在 `catalogues/kinds.yaml`。\n",
        *(line for name, some in catalogue.groups().items() for line in _group(name, some, catalogue)),
        "## 主题\n",
        "、".join(f"{name}（`{code}`）" for code, name in catalogue.topics.items()) + "。",
    ]
    return "\n".join(parts).rstrip() + "\n"


def _group(name: str, some: tuple[Kind, ...], catalogue: Catalogue) -> Iterator[str]:
    yield f"## {name}\n\n| 代码 | 名称 | 一条记录是什么 | 计数 | 数量 | 常用佐证 |\n|---|---|---|---|---|---|"
    for kind in some:
        quantities = "、".join(f"{each.name}（{each.unit}，`{each.code}`）" for each in kind.quantities) or "–"
        proofs = "、".join(catalogue.evidence[code] for code in kind.evidence) or "–"
        by_office = "（文明办记录）" if kind.recorded_by == "office" else ""
        yield f"| `{kind.code}` | {kind.name}{by_office} | {kind.summary} | {kind.times} | {quantities} | {proofs} |"
    yield ""


def rulebook_document() -> str:
    """Return docs/rulebook.md: written by hand, but for what the definitions say themselves."""
    return manual.written((house.ROOT / "docs" / "rulebook.md").read_text(encoding="utf-8"))


def schema_document() -> str:
    """Return docs/rulebook.schema.json: what the readers take, watched as they read the manual and the shipped books."""
    manual = (house.ROOT / "docs" / "rulebook.md").read_text(encoding="utf-8")
    said = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", manual, re.MULTILINE))
    measures, scores = (specimens.listed(first) for first in ("# measures", "# scores"))
    written = schema_of(specimens.books(), measures, scores, kinds(), said)
    return json.dumps(written, ensure_ascii=False, indent=1) + "\n"


def drawn_lifecycle() -> str:
    """Return docs/lifecycle.md: the rules of rounds and titles, drawn from their table."""
    return GENERATED + lifecycle_document()


DOCUMENTS = {
    "acts.md": acts_document,
    "kinds.md": kinds_document,
    "lifecycle.md": drawn_lifecycle,
    "rulebook.md": rulebook_document,
    "rulebook.schema.json": schema_document,
}


def _write(path: Path, text: str) -> None:
    """Put a document in place whole: a reader, or a second writing at once, never finds it empty or half."""
    with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False) as draft:
        draft.write(text)
    Path(draft.name).chmod(0o644)
    Path(draft.name).replace(path)


def main() -> None:
    """Write all documents."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chuangwen.settings")
    django.setup()
    for name, document in DOCUMENTS.items():
        _write(house.ROOT / "docs" / name, document())
        sys.stdout.write(f"written: docs/{name}\n")


if __name__ == "__main__":
    main()
