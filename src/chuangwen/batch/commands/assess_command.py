"""`chuangwen assess`: mark all units of a place, or one, by a published edition; the result is kept."""

from argparse import ArgumentParser, Namespace

from chuangwen.batch import naming
from chuangwen.batch.arguments import NotFound
from chuangwen.batch.progress import ProgressLine
from chuangwen.batch.speech import columns, say
from chuangwen.civic.assessments.models import Assessment, Card
from chuangwen.civic.assessments.work import assess_in_stages
from chuangwen.civic.rulebooks.enums import EditionStatus
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.civic.wordbook import unit_kinds

MILLI = 1000


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("book", metavar="细则", help="细则代码，如 city-unit；指定版本写 city-unit@2026")
    parser.add_argument("--by", required=True, metavar="账号", help="以谁的名义测评，须是该地文明办工作人员")
    parser.add_argument("--unit", metavar="单位", help="测评哪个地方（含全部下级）或哪个单位，默认是细则所属的地方")
    parser.add_argument("--top", type=int, metavar="个数", help="每类只列前几名，默认全部")


def run(options: Namespace) -> int:
    """Assess, then list the marks by peer group and position."""
    edition = edition_named(options.book)
    place = naming.unit(options.unit) if options.unit else edition.unit
    actor = naming.account(options.by)
    assessment = assess_in_stages(edition_id=edition.pk, unit_id=place.pk, actor=actor, watch=ProgressLine())
    say(f"已按“{edition}”测评{place.name}，测评日{assessment.assessed_on}，测评编号{assessment.pk}。")
    say(*columns([("类型", "名次", "得分", "还可得", "单位"), *_rows(assessment, options.top)]))
    return 0


def edition_named(text: str) -> Edition:
    """Return the published edition of this code, the newest unless one is named.

    :raises NotFound: naming the books that are published.
    """
    code, _, edition = text.partition("@")
    published = Edition.objects.filter(status=EditionStatus.PUBLISHED).select_related("unit")
    found = published.filter(code=code, **({"edition": edition} if edition else {}))
    newest = found.order_by("-published_at", "-id").first()
    if newest is None:
        known = [f"{code}@{edition}" for code, edition in published.order_by("id").values_list("code", "edition")]
        why = f"已发布的有：{'、'.join(known)}。" if known else "还没有发布任何细则。"
        raise NotFound(f"没有已发布的细则“{text}”。", why=why, remedy="发布细则：chuangwen rulebook publish --help。")
    return newest


def _rows(assessment: Assessment, top: int | None) -> list[tuple[str, ...]]:
    cards = Card.objects.filter(assessment=assessment).select_related("unit").order_by("peers", "position", "unit_id")
    return [
        (
            unit_kinds()[card.unit.kind].name,
            f"{card.position}/{card.group_size}",
            f"{card.certain / MILLI:.2f}",
            f"{(card.possible - card.certain) / MILLI:.2f}",
            card.unit.name,
        )
        for card in cards
        if top is None or card.position <= top
    ]
