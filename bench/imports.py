"""Excel import: how long a large sheet of ledger entries takes, against reading its bytes alone.

    script/bench imports [--rows N]

Hands a sheet in, commits it and undoes it, in the database that CHUANGWEN_DATABASE
names (a throw-away SQLite file by default).
"""

import argparse
import os
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from io import BytesIO

import xlsxwriter
from python_calamine import CalamineWorkbook

KINDS = (
    ("会议", "文明创建", "创建工作推进会", "参会人数（人）"),
    ("学习培训", "理论学习", "集中学习", "参加人数（人）"),
    ("志愿服务", "文明实践", "社区志愿服务", "服务时长（小时）"),
    ("环境清洁", "爱国卫生", "清理背街小巷", "清运重量（吨）"),
    ("资金投入", "环境整治", "拨付创建经费", "金额（元）"),
    ("宣传报道", "核心价值观", "刊发创建信息", "发放数量（份）"),
)
HEADS = ("类别", "主题", "标题", "开始日期", "结束日期", "次数", *dict.fromkeys(kind[3] for kind in KINDS), "说明")
DAYS = 365


def main() -> None:
    """Print the time of each step, their sum, and the ratio against the floor."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--rows", type=int, default=100_000)
    args = ask.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chuangwen.settings")
    os.environ.setdefault("CHUANGWEN_HOME", tempfile.mkdtemp())
    content = sheet(args.rows)
    print(f"{args.rows:,} rows, {len(HEADS)} columns, {len(content) / 2**20:.1f} MB")
    import_and_undo(content, floor=floor_of(content))


def sheet(rows: int) -> bytes:
    """Make a workbook of believable entries, always the same."""
    chance = random.Random(7)  # noqa: S311 not a secret
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "constant_memory": True}) as book:
        page, day = book.add_worksheet("台账"), book.add_format({"num_format": "yyyy-mm-dd"})
        page.write_row(0, 0, HEADS)
        for row in range(1, rows + 1):
            kind, topic, title, measured = chance.choice(KINDS)
            page.write_row(row, 0, (kind, topic, f"第{row}次{title}"))
            start = datetime(2025, 1, 1) + timedelta(days=chance.randrange(DAYS))  # noqa: DTZ001 a day has no zone
            page.write_datetime(row, 3, start, day)
            page.write_number(row, 5, chance.choice((1, 1, 1, 2)))
            page.write_number(row, HEADS.index(measured), chance.randrange(1, 200))
    return file.getvalue()


def floor_of(content: bytes) -> float:
    """Return the seconds that reading the cells alone takes: nothing can be faster."""
    started = time.perf_counter()
    CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    return time.perf_counter() - started


def import_and_undo(content: bytes, *, floor: float) -> None:
    """Go the whole way of a sheet, timing each step."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from chuangwen.civic.ledger import storage
    from chuangwen.civic.ledger.models import Entry
    from chuangwen.civic.ledger.operations import imports as acts
    from chuangwen.civic.ledger.queries import imports as queries
    from chuangwen.civic.orgs.models import Unit
    from chuangwen.civic.people.models import User

    call_command("migrate", verbosity=0, skip_checks=True)
    at = timezone.now()  # noqa: TID251 a benchmark stands at the edge
    stamp = str(at.timestamp())
    unit = Unit.objects.create(path=str(int(at.timestamp()))[-5:], name=f"计时单位{stamp}", kind="agency")
    clerk = User.objects.create(username=f"bench{stamp}", name="计时员", created_at=at)
    who = {"actor": clerk, "at": at}
    times: dict[str, float] = {}
    with timed(times, "store"):
        file = storage.store([content])
    with timed(times, "check"):
        checked = queries.check_sheet(
            content, name="台账.xlsx", file_id=file.sha256, unit_id=unit.pk, year=2025, today=date(2026, 6, 1)
        )
    with timed(times, "hand in"):
        batch = acts.hand_in_sheet(unit_id=unit.pk, name="台账.xlsx", file=file, checked=checked, **who)
    with timed(times, "check again"):
        checked = queries.check_batch(batch, today=date(2026, 6, 1))
    with timed(times, "commit"):
        acts.commit_sheet(batch_id=batch.pk, checked=checked, confirm=True, with_twins=True, **who)
    whole = sum(times.values())
    count = Entry.objects.filter(batch=batch).count()
    with timed(times, "undo (not counted)"):
        acts.undo_import(batch_id=batch.pk, reason="", **who)
    for step, seconds in times.items():
        print(f"  {step:20} {seconds:6.2f} s")
    print(f"  {'floor (cells alone)':20} {floor:6.2f} s")
    print(f"{count:,} entries in {whole:.2f} s: {whole / floor:.1f} x the floor (target: at most 10 s)")


@contextmanager
def timed(times: dict[str, float], step: str) -> Iterator[None]:
    """Note how long a step takes."""
    started = time.perf_counter()
    yield
    times[step] = time.perf_counter() - started


if __name__ == "__main__":
    main()
