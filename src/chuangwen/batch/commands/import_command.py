"""`chuangwen import`: a sheet of entries into a unit's ledger, checked first, then all or nothing."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from django.http import Http404

from chuangwen import clock
from chuangwen.batch import arguments, naming
from chuangwen.batch.speech import complain, say
from chuangwen.civic.assessments import previews
from chuangwen.civic.ledger import storage
from chuangwen.civic.ledger.operations import imports as acts
from chuangwen.civic.ledger.queries import imports as sheets
from chuangwen.civic.ledger.queries.imports import CheckedSheet
from chuangwen.civic.orgs import access
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.people.models import User
from chuangwen.core.refusals import Refusal

MOST_TOLD = 30
HAS_FAULTS = 1


class NotTheClerk(Refusal):
    """Entries are recorded by the unit's own clerk."""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("file", type=Path, metavar="文件", help="要导入的 .xlsx 表格（模板可在网站“台账 → 导入”下载）")
    parser.add_argument("--unit", required=True, metavar="单位", help="记到哪个单位：编号、名称或“上级/名称”")
    parser.add_argument("--by", required=True, metavar="账号", help="以谁的名义导入，须是该单位的联络员")
    parser.add_argument("--year", type=int, metavar="年份", help="日期没有写年份时按哪一年，默认今年")
    parser.add_argument("--commit", action="store_true", help="检查无误后正式导入；不写时只检查，什么也不改")
    parser.add_argument("--draft", action="store_true", help="导入为草稿，留待联络员在网站上确认")
    parser.add_argument("--with-twins", action="store_true", help="与已有记录完全相同的行也导入")
    parser.add_argument("--marked", type=Path, metavar="文件", help="把标出问题的表格另存到这里")


def run(options: Namespace) -> int:
    """Check the sheet and say what stands against it; with `--commit` record it."""
    unit, clerk = naming.unit(options.unit), naming.account(options.by)
    _must_be_clerk(clerk, unit)
    content = arguments.content(options.file)
    file = storage.store([content])
    checked = sheets.check_sheet(
        content,
        name=options.file.name,
        file_id=file.sha256,
        unit_id=unit.pk,
        year=options.year or clock.today().year,
        today=clock.today(),
    )
    _tell(checked)
    if options.marked:
        options.marked.write_bytes(sheets.marked_sheet(checked))
        say(f"标出问题的表格：{options.marked}")
    if checked.bad:
        return HAS_FAULTS
    if options.commit:
        _commit(options, unit, clerk, file, checked)
    else:
        say("检查通过，还没有导入。确认后请加上 --commit 再运行一次。")
    return 0


def _must_be_clerk(clerk: User, unit: Unit) -> None:
    try:
        access.unit_to_fill(clerk, unit.pk)
    except Http404 as hidden:
        raise NotTheClerk(
            "没有导入。", why=f"账号“{clerk.username}”不是{unit.name}的联络员。", remedy="请换用该单位联络员的账号。"
        ) from hidden


def _tell(checked: CheckedSheet) -> None:
    summary = sheets.summary_of(checked)
    for note in summary["notes"]:
        say(note)
    say(
        f"共{summary['rows']}行：可导入{summary['good']}行，有问题{summary['bad']}行，与已有记录重复{summary['same']}行。"
    )
    faults = [fault for row in checked.bad for fault in row.faults]
    complain(*(fault.sentence for fault in faults[:MOST_TOLD]))
    if len(faults) > MOST_TOLD:
        complain(f"……另有{len(faults) - MOST_TOLD}处，可用 --marked 另存一份标出全部问题的表格。")


def _commit(options: Namespace, unit: Unit, clerk: User, file: storage.StoredFile, checked: CheckedSheet) -> None:
    at = clock.now()
    batch = acts.hand_in_sheet(unit_id=unit.pk, name=options.file.name, file=file, checked=checked, actor=clerk, at=at)
    batch = acts.commit_sheet(
        batch_id=batch.pk,
        checked=checked,
        confirm=not options.draft,
        with_twins=options.with_twins,
        actor=clerk,
        at=at,
    )
    previews.refresh(unit.pk, at)
    imported = batch.summary["imported"]["count"]
    say(f"已导入{imported}条记录（{'草稿' if options.draft else '已确认'}），导入批次编号{batch.pk}。")
