"""A small city that lives: a published book, facts with their proofs, sheets and reports half done.

Everything is laid down by the acts that people use, so that pages show what they would show in an office.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO

import xlsxwriter
from PIL import Image

from chuangwen.civic.assessments import previews
from chuangwen.civic.ledger import storage
from chuangwen.civic.ledger.enums import Source
from chuangwen.civic.ledger.operations.entries import record_entry
from chuangwen.civic.ledger.operations.evidence import NewEvidence
from chuangwen.civic.rulebooks.operations import load_edition, publish_edition
from chuangwen.core.catalogue import FactDraft
from chuangwen.places import RULEBOOKS
from tests.factories import SHANGHAI

THE_DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=SHANGHAI)
YEAR_END = date(2027, 1, 1)
ONE_DAY = timedelta(days=1)
HEADS = ("类别", "主题", "标题", "日期", "参会人数")

REPORT = """青石区税务局2026年文明创建工作总结

今年以来，我局围绕创建目标扎实开展工作，现总结如下。
一、加强组织领导。3月18日召开文明创建工作专题会议，42人参加，部署全年任务。4月22日召开创建工作推进会，38人参加。
二、弘扬志愿精神。5月10日组织志愿者26人到梧桐里社区开展清洁家园志愿服务活动，服务时长78小时。
三、丰富群众文化。9月20日举办“我们的节日·中秋”主题活动，吸引群众120人参加。
明年计划召开创建专题会议6次。

青石区税务局
2026年11月16日
"""


def put_book_in_force(place, officer, code="city-unit"):
    """Load and publish a book that comes with the program, for a place."""
    folder = RULEBOOKS / code / "2026"
    texts = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.yaml")}
    draft = load_edition(unit_id=place.pk, texts=texts, assessed_on=YEAR_END, actor=officer, at=NOW)
    return publish_edition(edition_id=draft.pk, actor=officer, at=NOW)


def a_photo(colour=(190, 60, 50)):
    """Return the bytes of a picture."""
    file = BytesIO()
    Image.new("RGB", (320, 200), colour).save(file, "JPEG")
    return file.getvalue()


def a_paper(words):
    """Return the bytes of a text file."""
    return f"{words}\n".encode()


def a_sheet(*rows, heads=HEADS):
    """Return the bytes of a workbook as a clerk would make it."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet("台账")
        for number, row in enumerate([heads, *rows]):
            page.write_row(number, 0, row)
    return file.getvalue()


def meeting(unit, clerk, day, title, *, minutes=True, confirm=True, at=NOW, **more):
    """Record a meeting on the creation work."""
    draft = FactDraft(kind="meeting", topic="creation", title=title, start_date=day, until_date=day + ONE_DAY, **more)
    proof = NewEvidence(proof="minutes", name=f"{title}纪要.txt", file=storage.store([a_paper(title)]))
    return record_entry(
        unit_id=unit.pk,
        draft=draft,
        token=None,
        confirm=confirm,
        source=Source.TYPED,
        actor=clerk,
        at=at,
        evidence=[proof] if minutes else [],
    )


def volunteering(unit, clerk, day, title, *, at=NOW):
    """Record a volunteer activity with a photo."""
    draft = FactDraft(
        kind="volunteer_activity", topic="volunteering", title=title, start_date=day, until_date=day + ONE_DAY
    )
    proof = NewEvidence(proof="photo", name=f"{title}.jpg", file=storage.store([a_photo()]))
    return record_entry(
        unit_id=unit.pk,
        draft=draft,
        token=None,
        confirm=True,
        source=Source.TYPED,
        actor=clerk,
        at=at,
        evidence=[proof],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """The city of `tests.factories`, a book in force, and its people."""

    city: object
    clerk: object
    officer: object
    edition: object


def a_living_town(city, clerk, officer):
    """Publish the book and give two units a year: the agency some facts, the other agency hardly any."""
    edition = put_book_in_force(city.city, officer)
    meeting(city.agency, clerk, date(2026, 3, 18), "第一季度创建工作专题会")
    meeting(city.agency, clerk, date(2026, 6, 11), "第二季度创建工作专题会", minutes=False)
    volunteering(city.agency, clerk, date(2026, 5, 10), "梧桐里社区清洁家园")
    previews.refresh_all(city.city, NOW)
    return Town(city=city, clerk=clerk, officer=officer, edition=edition)
