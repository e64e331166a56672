"""The rival: the same 142 criteria as one DuckDB query, written by hand, a common table per kind of entry.

Written from the text of the book alone, without the engine, so that equal totals also say something. The book holds
every category again over typed entries (`t`), and five over sheets (`x`); the text below is put in for each.
"""

# ruff: noqa: S608  # it reads the files that the benchmark has just written
import re
from string import Template

import duckdb

from chuangwen.core.scoring import Snapshot

LEVELS = "CASE level WHEN 'national' THEN {} WHEN 'provincial' THEN {} WHEN 'city' THEN {} WHEN 'county' THEN {} END"
CREATION = "topic = 'creation'"
LAST = "((until_date - DATE '1970-01-01')::BIGINT << 44) + id"
MONTH = "CASE WHEN month(start_date) = month(until_date - 1) THEN 1 << month(start_date) END"
QUARTER = "CASE WHEN quarter(start_date) = quarter(until_date - 1) THEN 1 << quarter(start_date) END"
HALF = "CASE WHEN start_date >= DATE '2026-07-01' THEN 2 WHEN until_date <= DATE '2026-07-01' THEN 1 END"
FESTIVALS = (
    ("02-08", "02-25"), ("02-25", "03-08"), ("03-25", "04-10"), ("06-09", "06-24"),
    ("08-09", "08-24"), ("09-15", "09-30"), ("10-08", "10-23"),
)  # fmt: skip
FESTIVAL = (
    "CASE "
    + " ".join(
        f"WHEN start_date >= DATE '2026-{a}' AND until_date <= DATE '2026-{b}' THEN {1 << i}"
        for i, (a, b) in enumerate(FESTIVALS)
    )
    + " END"
)


def proof(*codes: str) -> str:
    return "(" + " OR ".join(f"contains(proofs, ',{code},')" for code in codes) + ")"


def topics(*codes: str) -> str:
    return f"topic IN ({', '.join(repr(code) for code in codes)})"


# By kind: the name of a column, its aggregate, its condition.
COLUMNS = {
    "meeting": [
        ("quarters", f"bit_or({QUARTER})", f"{CREATION} AND {proof('minutes')}"),
        ("meetings", "sum(times)", CREATION),
    ],
    "body": [("bodies", "sum(times)", f"{CREATION} AND {proof('document', 'roster')}")],
    "document": [
        ("plans", "sum(times)", CREATION),
        ("rules", "sum(times)", f"{topics('integrity', 'public_service')} AND {proof('document', 'web_page')}"),
    ],
    "pledge": [("pledges", "sum(times)", CREATION)],
    "funding": [
        ("spent", "sum(q_amount)", CREATION),
        ("proven", "sum(q_amount)", f"{CREATION} AND {proof('receipt', 'document')}"),
    ],
    "inspection": [
        ("inspections", "sum(times)", CREATION),
        ("halves", f"bit_or({HALF})", CREATION),
    ],
    "problem_found": [("found", "sum(times)", "true")],
    "problem_resolved": [("resolved", "sum(times)", "true")],
    "target": [
        ("targets", "sum(1)", f"{topics('creation', 'volunteering', 'environment')} AND q_planned >= 0 AND q_actual >= 0"),
        ("met", "sum(1)", f"{topics('creation', 'volunteering', 'environment')} AND q_actual >= q_planned"),
    ],
    "study": [
        ("months", f"bit_or({MONTH})", f"topic = 'theory' AND {proof('sign_in', 'minutes')}"),
        ("came", "sum(q_attendees)", f"{topics('theory', 'party')} AND q_expected >= 0"),
        ("expected", "sum(q_expected)", f"{topics('theory', 'party')} AND q_attendees >= 0"),
        ("lawful", "sum(times)", f"{topics('rule_of_law', 'clean_government')} AND start_date >= DATE '2026-07-01'"),
    ],
    "lecture": [
        ("halls", "sum(times)", f"{topics('values', 'morality')} AND {proof('photo')}"),
        ("law", "sum(times)", "topic = 'rule_of_law'"),
        ("preached", "sum(times)", "topic = 'practice'"),
    ],
    "activity": [
        ("valued", "sum(times)", "topic = 'values' AND q_attendees >= 20"),
        ("festivals", f"bit_or({FESTIVAL})", f"topic = 'festival' AND {proof('photo', 'report')}"),
        ("reading", "sum(times)", "topic = 'reading'"),
        ("sports", "sum(times)", topics("sports", "culture")),
        ("family", "sum(times)", topics("family", "minors")),
        ("honest", "sum(times)", "topic = 'integrity'"),
    ],
    "publicity": [
        ("media", "count(DISTINCT medium)", f"{topics('values', 'morality', 'integrity')} AND medium <> ''"),
        ("news", "sum(times)", f"{CREATION} AND level IN ('national', 'provincial', 'city', 'county') AND {proof('web_page', 'report')}"),
        ("waste", "sum(times)", topics("waste_sorting", "dining")),
        ("spread", "sum(times)", f"{CREATION} AND level IN ('national', 'provincial', 'city')"),
    ],
    "title_person": [("persons", "sum(times)", "topic = 'morality'")],
    "volunteer_person": [("registered", f"arg_max(q_people, {LAST})", "q_people IS NOT NULL")],
    "volunteer_activity": [
        ("served_months", f"bit_or({MONTH})", proof("photo", "sign_in", "web_page")),
        ("hours", "sum(q_hours)", "true"),
        ("served", "sum(q_served)", "true"),
    ],
    "volunteer_team": [("teams", "sum(times)", f"q_members >= 10 AND {proof('roster')}")],
    "project": [("projects", "sum(times)", topics("volunteering", "practice"))],
    "beneficiary": [("helped", "sum(q_people)", topics("poverty", "health", "minors"))],
    "pairing": [("paired", "sum(times)", "true")],
    "budget_facility": [
        ("places", "sum(times)", f"{topics('culture', 'reading', 'practice')} AND {proof('photo')}"),
        ("sorts", "count(DISTINCT topic)", "topic <> ''"),
    ],
    "grading": [
        ("culture_grade", f"arg_max(q_grade, {LAST})", "topic = 'culture' AND q_grade IS NOT NULL"),
        ("work_grade", f"arg_max(q_grade, {LAST})", f"{CREATION} AND q_grade IS NOT NULL"),
    ],
    "title_household": [("households", "sum(q_households)", "true")],
    "cleaning": [
        ("clean_months", f"bit_or({MONTH})", f"{topics('sanitation', 'environment')} AND {proof('photo', 'ledger_sheet')}"),
    ],
    "site_check": [
        ("spots", "sum(q_sites)", f"{topics('sanitation', 'safety')} AND q_passed >= 0"),
        ("spots_passed", "sum(q_passed)", f"{topics('sanitation', 'safety')} AND q_sites >= 0"),
        ("sites", "sum(q_sites)", f"{topics('creation', 'public_service', 'traffic')} AND q_passed >= 0"),
        ("passed", "sum(q_passed)", f"{topics('creation', 'public_service', 'traffic')} AND q_sites >= 0"),
    ],
    "violation": [("fouled", "sum(times)", "topic = 'environment'")],
    "greening": [("greened", "sum(times)", "true")],
    "survey": [
        ("asked", "sum(q_answers)", "topic = 'public_service' AND q_satisfied >= 0"),
        ("pleased", "sum(q_satisfied)", "topic = 'public_service' AND q_answers >= 0"),
        ("weighed", "sum(q_score * q_answers)", CREATION),
        ("answers", "sum(q_answers)", f"{CREATION} AND q_score >= 0"),
    ],
    "opinion": [
        ("opined", "sum(q_score)", "true"),
        ("opinions", "sum(1)", "q_score >= 0"),
        ("worst", "min(q_score)", "true"),
    ],
    "proposal": [
        ("proposals", "sum(times)", "true"),
        ("replied", "sum(q_replied)", "true"),
        ("heard", "sum(times)", CREATION),
    ],
    "case": [("cases", "sum(times)", "true"), ("settled", "sum(q_settled)", "true")],
    "coverage_rate": [
        ("known", f"arg_max(q_rate, {LAST})", f"{CREATION} AND {proof('survey_sheet', 'ledger_sheet')} AND q_rate IS NOT NULL"),
    ],
}  # fmt: skip

# Bonus and negative list stand once, over all entries.
ONCE = {
    "title_unit": [("titled", f"max({LEVELS.format(5000, 3000, 1500, 'NULL')})", proof("certificate"))],
    "publicity": [("told", f"sum({LEVELS.format(1000, 500, 'NULL', 'NULL')} * times)", CREATION)],
    "violation": [
        (name, f"sum({cost} * times * CASE WHEN self_reported = false THEN 2 ELSE 1 END)", f"topic = '{topic}'")
        for name, topic, cost in (("dishonest", "integrity", 5000), ("online", "internet", 3000), ("unlawful", "rule_of_law", 4000))
    ],
}  # fmt: skip
MATTERS = """
matters_{name} AS (
  SELECT unit, sum(best) AS {name} FROM (
    SELECT unit, CASE WHEN title = '' THEN '#' || id ELSE title END AS matter, max({worth}) AS best
    FROM '{folder}/facts/kind={kind}.parquet'
    WHERE status = 'confirmed' AND start_date >= DATE '2026-01-01' AND until_date <= DATE '2027-01-01' AND {where}
    GROUP BY 1, 2) GROUP BY 1)"""

# `round(a / b)` with halves up, in whole numbers, for a >= 0; and division rounding up.
MACROS = """
CREATE TEMP MACRO near(a, b) AS (2 * greatest(a, 0) + b) // (2 * b);
CREATE TEMP MACRO ups(a, b) AS (greatest(a, 0) + b - 1) // b;
CREATE TEMP MACRO zero(a) AS coalesce(a, 0)"""

MARKS = Template("""
  least(zero(quarters$t) * 500, 2000) + CASE WHEN bodies$t > 0 THEN 1000 ELSE 0 END
  + CASE (zero(plans$t) > 0)::INT + (zero(pledges$t) > 0)::INT + (zero(spent$t) >= 100)::INT
       + (zero(inspections$t) >= 2)::INT + (zero(meetings$t) > 0)::INT WHEN 5 THEN 2000 WHEN 4 THEN 1500 WHEN 3 THEN 1000 ELSE 0 END
  + CASE WHEN attr_staff >= 10 AND pledges$t > 0 THEN least(near(5000 * pledges$t - 2000 * attr_staff, attr_staff), 2000) ELSE 0 END
  + least(zero(halves$t) * 500, 1000)
  + CASE WHEN found$t IS NULL THEN 2000 ELSE greatest(2000 - 500 * ups(9 * found$t - 10 * zero(resolved$t), found$t), 0) END
  + CASE WHEN proven$t >= 5000000 THEN 2000 WHEN proven$t >= 2000000 THEN 1500 WHEN proven$t >= 500000 THEN 1000 ELSE 0 END
  + CASE WHEN targets$t IS NULL THEN 0 ELSE near(4000 * zero(met$t) - 2000 * targets$t, targets$t) END AS one$t,

  least(zero(months$t) * 250, 3000)
  + CASE WHEN zero(expected$t) = 0 THEN 0 ELSE greatest(2000 - 500 * ups(9 * expected$t - 10 * came$t, expected$t), 0) END
  + CASE WHEN halls$t >= 4 THEN 2000 ELSE zero(halls$t) * 500 END + least(zero(valued$t) * 500, 2000)
  + least(zero(media$t) * 500, 1500) + least(zero(news$t) // 2 * 500, 1500) + CASE WHEN law$t > 0 THEN 1000 ELSE 0 END
  + least(zero(persons$t) * 500, 1000) AS two$t,

  CASE WHEN NOT staffed THEN 0 WHEN registered$t * 2 >= attr_staff THEN 2000 WHEN registered$t * 10 >= attr_staff * 3 THEN 1500
       WHEN registered$t * 10 >= attr_staff THEN 500 ELSE 0 END
  + least(zero(served_months$t) * 250, 3000)
  + CASE WHEN NOT staffed THEN 3000 WHEN hours$t >= 0 AND attr_staff > 0 THEN least(near(3 * hours$t, attr_staff), 3000) ELSE 0 END
  + CASE WHEN teams$t > 0 THEN 1000 ELSE 0 END + CASE WHEN projects$t >= 2 THEN 1500 WHEN projects$t >= 1 THEN 1000 ELSE 0 END
  + CASE WHEN 10 * better$t < size THEN 2000 WHEN 10 * better$t < 3 * size THEN 1500 WHEN 10 * better$t < 6 * size THEN 1000 ELSE 0 END
  + least(zero(preached$t) * 500, 1500)
  + CASE WHEN helped$t >= 100 THEN 2000 WHEN helped$t >= 50 THEN 1500 WHEN helped$t >= 20 THEN 1000 ELSE 0 END
  + CASE WHEN paired$t > 0 THEN 1000 ELSE 0 END AS three$t,

  least(zero(festivals$t) * 500, 3000) + CASE WHEN reading$t >= 4 THEN 2000 WHEN reading$t >= 2 THEN 1000 WHEN reading$t >= 1 THEN 500 ELSE 0 END
  + least(zero(sports$t) // 2 * 500, 2000) + CASE WHEN places$t > 0 THEN 1000 ELSE 0 END
  + CASE WHEN culture_grade$t >= 4 THEN 2000 WHEN culture_grade$t >= 3 THEN 1500 WHEN culture_grade$t >= 2 THEN 1000 ELSE 0 END
  + CASE WHEN family$t >= 2 THEN 1000 ELSE 0 END
  + CASE WHEN staffed THEN 1000 WHEN households$t >= 10 THEN 1000 WHEN households$t >= 5 THEN 500 ELSE 0 END AS four$t,

  least(zero(clean_months$t) * 250, 3000)
  + CASE WHEN zero(spots$t) = 0 THEN 0 ELSE greatest(4000 - 500 * ups(18 * spots$t - 20 * spots_passed$t, spots$t), 0) END
  + CASE WHEN zero(before$t) = 0 OR now$t IS NULL THEN 0 ELSE least(near(1000 * (103 * before$t - 100 * now$t), 3 * before$t), 2000) END
  + greatest(2000 - 1000 * zero(fouled$t), 0) + CASE WHEN greened$t > 0 THEN 1000 ELSE 0 END
  + least(zero(sorts$t) * 500, 2000) + CASE WHEN waste$t >= 2 THEN 1000 ELSE 0 END AS five$t,

  CASE WHEN zero(asked$t) = 0 THEN 0 ELSE greatest(4000 - 500 * ups(18 * asked$t - 20 * pleased$t, asked$t), 0) END
  + CASE WHEN opinions$t IS NULL THEN 0 ELSE least(near(3 * opined$t, 10 * opinions$t), 3000) END
  + CASE WHEN worst$t >= 6000 THEN 1000 ELSE 0 END
  + CASE WHEN proposals$t IS NULL THEN 2000 ELSE greatest(2000 - 500 * ups(10 * proposals$t - 10 * zero(replied$t), proposals$t), 0) END
  + least(zero(rules$t) * 500, 1000)
  + CASE WHEN cases$t IS NULL THEN 0 ELSE least(near(2500 * zero(settled$t) - 1500 * cases$t, cases$t), 1000) END
  + CASE WHEN honest$t > 0 THEN 1000 ELSE 0 END + least(zero(lawful$t) * 500, 1000) AS six$t,

  CASE WHEN zero(answers$t) = 0 THEN 0 ELSE least(near(4 * (weighed$t - 6000 * answers$t), 3 * answers$t), 4000) END
  + CASE WHEN zero(sites$t) = 0 THEN 0 ELSE greatest(4000 - 500 * (greatest(17 * sites$t - 20 * passed$t, 0) // sites$t), 0) END
  + CASE WHEN work_grade$t >= 4 THEN 2000 WHEN work_grade$t >= 3 THEN 1500 WHEN work_grade$t >= 2 THEN 1000 ELSE 0 END
  + CASE WHEN known$t >= 9000 THEN 2000 WHEN known$t >= 8000 THEN 1500 WHEN known$t >= 6000 THEN 1000 ELSE 0 END
  + least(zero(spread$t) * 500, 2000) + least(zero(heard$t) // 5 * 500, 1000) AS seven$t""")

SUBTOTALS = {
    "one": "CASE WHEN attr_staff < 10 THEN near(one$t * 14, 12) ELSE one$t END",
    "two": "two$t",
    "three": "least(CASE WHEN staffed THEN three$t ELSE near(three$t * 17, 15) END, 16000)",
    "four": "four$t",
    "five": "five$t",
    "six": "CASE WHEN cases$t IS NULL THEN near(six$t * 14, 13) ELSE six$t END",
    "seven": "seven$t",
}
COPIES = {"": tuple(SUBTOTALS), "t": tuple(SUBTOTALS), "x": ("two", "four", "five", "six", "seven")}
SOURCES = {"t": " AND source = 'typed'", "x": " AND source = 'excel'"}
PARTS = dict(zip(SUBTOTALS, re.split(r",\n\n", MARKS.template), strict=True))
READ_X = set(re.findall(r"(\w+)\$t", " ".join(PARTS[part] + SUBTOTALS[part] for part in COPIES["x"])))


def totals(snapshot: Snapshot) -> list[int]:
    """Return every covered unit's certain total, in order of unit."""
    with duckdb.connect(":memory:") as connection:
        connection.execute(MACROS)
        return connection.execute(query(str(snapshot.folder))).fetchnumpy()["total"].tolist()


def query(folder: str) -> str:
    """Write the whole book as one query."""
    tables = [_table(kind, columns, folder) for kind, columns in COLUMNS.items()]
    tables.append(_electricity(folder))
    tables.append(
        MATTERS.format(
            name="praised",
            kind="honour",
            folder=folder,
            where="level IN ('national', 'provincial', 'city', 'county')",
            worth=LEVELS.format(3000, 2000, 1000, 500),
        )
    )
    tables.append(
        MATTERS.format(
            name="model",
            kind="title_person",
            folder=folder,
            where=f"level IN ('national', 'provincial', 'city') AND {topics('morality', 'volunteering')}",
            worth=LEVELS.format(3000, 2000, 1000, "NULL"),
        )
    )
    tables.append(_table("title_unit", [], folder))
    joins = " ".join(f"LEFT JOIN k_{kind} USING (unit)" for kind in (*COLUMNS, "saving", "title_unit"))
    wide = f"""wide AS (
  SELECT *, count(*) OVER (PARTITION BY kind) AS size, rank() OVER (PARTITION BY kind ORDER BY zero(served) DESC) - 1 AS better,
         rank() OVER (PARTITION BY kind ORDER BY zero(servedt) DESC) - 1 AS bettert
  FROM units {joins} LEFT JOIN matters_praised USING (unit) LEFT JOIN matters_model USING (unit))"""
    units = f"""units AS (SELECT *, kind NOT IN ('community', 'village') AS staffed FROM (
  SELECT (row_number() OVER (ORDER BY id) - 1)::INT AS unit, kind, attr_staff FROM '{folder}/units.parquet') WHERE kind <> 'office')"""
    parts = [Template(PARTS[part]).substitute(t=mark) for mark, parts in COPIES.items() for part in parts]
    marks = f"marks AS (SELECT *, {', '.join(parts)} FROM wide)"
    bonus = "least(least(zero(titled), 5000) + least(zero(praised), 4000) + least(zero(model), 3000) + least(zero(told), 2000), 10000)"
    sums = [Template(SUBTOTALS[part]).substitute(t=mark) for mark, parts in COPIES.items() for part in parts]
    whole = f"{' + '.join(sums)} + {bonus} - zero(dishonest) - zero(online) - zero(unlawful)"
    body = ",\n".join([*tables, units, wide, marks])
    return f"WITH {body}\nSELECT ((2 * greatest({whole}, 0) + 10) // 20 * 10)::BIGINT AS total FROM marks ORDER BY unit"


def _table(kind: str, columns: list[tuple[str, str, str]], folder: str) -> str:
    selects = [_aggregate(how, where, name) for name, how, where in (*columns, *ONCE.get(kind, ()))]
    for mark, source in SOURCES.items():
        selects += [
            _aggregate(how, where + source, f"{name}{mark}")
            for name, how, where in columns
            if mark != "x" or name in READ_X
        ]
    return f"""k_{kind} AS (
  SELECT unit, {", ".join(selects)} FROM '{folder}/facts/kind={kind}.parquet'
  WHERE status = 'confirmed' AND start_date >= DATE '2026-01-01' AND until_date <= DATE '2027-01-01' GROUP BY unit)"""


def _aggregate(how: str, where: str, name: str) -> str:
    """Write one aggregate; the bits of a mask of periods are counted."""
    filtered = f"{how} FILTER (WHERE {where})"
    return f"{f'bit_count({filtered})' if how.startswith('bit_or') else filtered} AS {name}"


def _electricity(folder: str) -> str:
    now, before = "start_date >= DATE '2026-01-01'", "until_date <= DATE '2026-01-01'"
    selects = [
        f"sum(q_electricity) FILTER (WHERE {when}{typed}) AS {name}{mark}"
        for name, when in (("now", now), ("before", before))
        for mark, typed in (("", ""), *SOURCES.items())
    ]
    return f"""k_saving AS (
  SELECT unit, {", ".join(selects)} FROM '{folder}/facts/kind=saving.parquet'
  WHERE status = 'confirmed' AND {proof("ledger_sheet", "receipt")}
    AND start_date >= DATE '2025-01-01' AND until_date <= DATE '2027-01-01' GROUP BY unit)"""
