"""`chuangwen unit`: the first units of a new installation; the rest is done on the pages."""

from argparse import ArgumentParser, Namespace

from chuangwen import clock
from chuangwen.batch import naming
from chuangwen.batch.parsing import Parser
from chuangwen.batch.speech import columns, say
from chuangwen.civic.orgs.access import below
from chuangwen.civic.orgs.models import STEP, Unit
from chuangwen.civic.orgs.operations import units as acts
from chuangwen.civic.wordbook import unit_kinds
from chuangwen.core.registry.particulars import Particulars


def add_arguments(parser: Parser) -> None:
    """Declare what can be done and the options."""
    actions = parser.actions()
    _add(actions.add_parser("add", help="建立一个单位；不写上级时是最高一级"))
    some = actions.add_parser("list", help="列出单位")
    some.add_argument("--under", metavar="单位", help="只列出这个单位和它的下级")
    some.set_defaults(do=list_units)


def _add(parser: ArgumentParser) -> None:
    kinds = "，".join(f"{kind.code} {kind.name}" for kind in unit_kinds().values())
    parser.add_argument("name", metavar="名称", help="单位名称，如 云岭市")
    parser.add_argument("--kind", required=True, choices=unit_kinds(), metavar="类型", help=f"单位类型：{kinds}")
    parser.add_argument("--parent", metavar="上级", help="上级单位：编号、名称或“上级/名称”")
    parser.add_argument("--by", metavar="账号", help="以谁的名义办理；不写时，操作日志记为命令行")
    parser.set_defaults(do=add_unit)


def run(options: Namespace) -> int:
    """Do what was asked."""
    options.do(options)
    return 0


def add_unit(options: Namespace) -> None:
    """Add a unit."""
    unit = acts.add_unit(
        parent_id=naming.unit(options.parent).pk if options.parent else None,
        kind=options.kind,
        name=options.name,
        particulars=Particulars(),
        actor=naming.account(options.by) if options.by else None,
        at=clock.now(),
    )
    say(f"已建立“{unit.name}”，编号{unit.pk}。")


def list_units(options: Namespace) -> None:
    """List units as a tree."""
    found = Unit.objects.order_by("path")
    if options.under:
        found = found.filter(below(naming.unit(options.under).path))
    names = unit_kinds()
    rows = [(str(unit.pk), _indented(unit), names[unit.kind].name) for unit in found.only("path", "name", "kind")]
    say(
        *columns([("编号", "名称", "类型"), *rows])
        if rows
        else ["还没有单位。建立最高一级：chuangwen unit add 名称 --kind city"]
    )


def _indented(unit: Unit) -> str:
    return "  " * (len(unit.path) // STEP - 1) + unit.name
