"""Believable ledgers in columns, always the same for the same size."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa

from chuangwen.core.catalogue import Catalogue, Kind, load
from chuangwen.core.scoring import Tables, write_snapshot
from chuangwen.core.scoring.snapshot import fact_schema

UNIT_KINDS = np.array(["agency", "institution", "enterprise", "school", "hospital", "community", "village", "office"])
COMMON = {"meeting": 6, "study": 8, "activity": 8, "publicity": 8, "volunteer_activity": 8, "cleaning": 6}
FIRST_DAY = np.datetime64("2025-01-01")
DAYS = 750
LARGE = {"amount": 3_000_000, "electricity": 500_000, "hours": 20_000, "score": 10_000, "rate": 10_000}


class Facts(Mapping[str, pa.Table]):
    """The facts of each kind, made when they are asked for, so that a nation need not be in memory at once."""

    def __init__(self, units: int, facts_per_unit: int, catalogue: Catalogue) -> None:
        weights = {code: COMMON.get(code, 1.5) for code in catalogue.kinds}
        whole = units * facts_per_unit / sum(weights.values())
        self.units, self.facts_per_unit, self.catalogue = units, facts_per_unit, catalogue
        self.rows = {code: int(whole * weight) for code, weight in weights.items()}

    def __iter__(self) -> Iterator[str]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, code: str) -> pa.Table:
        place = list(self.rows).index(code)
        chance = np.random.default_rng([self.units, self.facts_per_unit, place])
        number = 1 + sum(list(self.rows.values())[:place])
        return _facts(self.catalogue.kinds[code], self.rows[code], number, self.units, chance, self.catalogue)


def tables(units: int, facts_per_unit: int, catalogue: Catalogue) -> Tables:
    """Make units and facts; the random numbers start from the size."""
    chance = np.random.default_rng([units, facts_per_unit])
    staff = chance.integers(3, 120, units)
    unit_table = pa.table(
        {
            "id": pa.array(np.arange(1, units + 1), pa.int64()),
            "name": pa.array([f"单位{n}" for n in range(1, units + 1)]),
            "kind": pa.array(UNIT_KINDS[chance.integers(0, len(UNIT_KINDS), units)]),
            "path": pa.array(["/1/"] * units),
            "attr_staff": pa.array(staff, pa.int64(), mask=chance.random(units) < 0.05),
        }
    )
    return Tables(units=unit_table, facts=Facts(units, facts_per_unit, catalogue))


def _facts(
    kind: Kind, rows: int, number: int, units: int, chance: np.random.Generator, catalogue: Catalogue
) -> pa.Table:
    start = FIRST_DAY + chance.integers(0, DAYS, rows)
    length = np.where(chance.random(rows) < 0.9, 1, chance.integers(2, 20, rows))
    proofs = ["", *(f",{code}," for code in kind.evidence), f",{','.join(sorted(kind.evidence))},"]

    def words(options: list[str]) -> pa.Array:
        codes = pa.array(chance.integers(0, len(options), rows, dtype=np.int32))
        return pa.array(options, pa.string()).take(codes)

    columns = {
        "unit": pa.array(np.sort(chance.integers(0, units, rows, dtype=np.int32))),
        "id": pa.array(np.arange(number, number + rows), pa.int64()),
        "start_date": pa.array(start, pa.date32()),
        "until_date": pa.array(start + length, pa.date32()),
        "times": pa.array(np.where(chance.random(rows) < 0.9, 1, chance.integers(2, 6, rows)), pa.int32()),
        "topic": words(list(kind.topics) or [""]),
        "level": words(["", *catalogue.levels] if "level" in kind.fields else [""]),
        "medium": words(["", *catalogue.media] if "medium" in kind.fields else [""]),
        "place": words(["", "东街", "西街"]),
        "source": words(["typed", "excel", "report"]),
        "status": words(["confirmed"] * 18 + ["draft", "corrected"]),
        "title": words([f"事项{n}" for n in range(40)]),
        "proofs": words(proofs),
        "self_reported": pa.array(chance.random(rows) < 0.7, mask=chance.random(rows) < 0.2),
    }
    for quantity in kind.quantities:
        values = chance.integers(0, LARGE.get(quantity.code, 5 if quantity.code == "grade" else 60), rows)
        columns[f"q_{quantity.code}"] = pa.array(values, pa.int64(), mask=chance.random(rows) < 0.1)
    schema = fact_schema(kind)
    return pa.table({name: columns[name] for name in schema.names}, schema=schema)


def main() -> None:
    """Write the snapshot of a size: `python -m bench.rivals.scoring_data FOLDER UNITS FACTS`."""
    folder, units, facts = sys.argv[1:]
    words = load((Path(__file__).resolve().parents[2] / "catalogues" / "kinds.yaml").read_text(encoding="utf-8"))
    write_snapshot(folder, tables(int(units), int(facts), words), words)
    print("{}")


if __name__ == "__main__":
    main()
