"""The demo's evidence: a few drawn pictures and typed papers that many entries share."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from random import Random

from docx import Document
from PIL import Image, ImageDraw

from chuangwen.civic.ledger import storage
from chuangwen.civic.ledger.operations.evidence import NewEvidence
from chuangwen.civic.ledger.storage import StoredFile

SCENES = 10
SHEETS = {
    "minutes": "会议纪要",
    "sign_in": "签到表",
    "document": "文件",
    "notice": "活动方案",
    "roster": "名单",
    "ledger_sheet": "台账表格",
    "signed_pledge": "责任书",
    "receipt": "票据",
    "certificate": "证书",
    "report": "工作简报",
    "reply": "答复材料",
    "survey_sheet": "问卷汇总",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """Stored sample files: `photos` by number, `sheets` by type of proof."""

    photos: tuple[StoredFile, ...]
    sheets: Mapping[str, StoredFile]

    @staticmethod
    @cache
    def laid() -> "Papers":
        """Draw and store the samples, once for each process."""
        photos = tuple(storage.store([_picture(number)]) for number in range(SCENES))
        sheets = {proof: storage.store([_paper(word)]) for proof, word in SHEETS.items()}
        return Papers(photos=photos, sheets=sheets)

    def behind(self, proofs: tuple[str, ...], title: str, unit: str) -> list[NewEvidence]:
        """Return the evidence of one entry, the same on every machine."""
        dice = Random(f"{unit}{title}{proofs}")  # noqa: S311 sample papers
        found = []
        for proof in proofs:
            if proof == "photo":
                found.append(NewEvidence(proof=proof, name=f"{title}.jpg", file=dice.choice(self.photos)))
            elif proof == "web_page":
                url = f"https://www.yunling.example/news/{dice.randint(10000, 99999)}.html"
                found.append(NewEvidence(proof=proof, name=title, url=url))
            else:
                found.append(NewEvidence(proof=proof, name=f"{title}（{SHEETS[proof]}）.docx", file=self.sheets[proof]))
        return found


def _picture(number: int) -> bytes:
    """Draw a plain invented scene: sky, hills, houses, people as shapes."""
    dice = Random(f"第{number}张样图")  # noqa: S311 sample pictures
    image = Image.new("RGB", (960, 640), (dice.randint(196, 226), 222, 236))
    pen = ImageDraw.Draw(image)
    for hill in range(3):
        top = 240 + hill * 50 + dice.randint(-20, 20)
        shade = 150 - hill * 26
        pen.polygon(
            [(0, 480), (dice.randint(120, 420), top), (dice.randint(560, 900), top + 30), (960, 480)],
            (shade - 30, shade + 16, shade - 26),
        )
    pen.rectangle([0, 460, 960, 640], (206, 200, 186))
    for house in range(dice.randint(2, 4)):
        left, height = 60 + house * 220 + dice.randint(-20, 30), dice.randint(110, 190)
        pen.rectangle([left, 470 - height, left + 150, 470], (238, 232, 220))
        pen.polygon([(left - 12, 470 - height), (left + 75, 420 - height), (left + 162, 470 - height)], (140, 74, 62))
    for person in range(dice.randint(5, 11)):
        x, y = 50 + person * 82 + dice.randint(-14, 14), dice.randint(500, 560)
        pen.ellipse([x - 12, y - 44, x + 12, y - 20], (226, 190, 160))
        pen.rounded_rectangle(
            [x - 18, y - 20, x + 18, y + 44], 8, dice.choice([(178, 48, 42), (52, 92, 150), (70, 128, 92)])
        )
    file = BytesIO()
    image.save(file, "JPEG", quality=84)
    return file.getvalue()


def _paper(word: str) -> bytes:
    """Type a one-page sample paper."""
    paper = Document()
    paper.add_heading(f"{word}（样例）", level=1)
    paper.add_paragraph("本页为云岭市演示数据所附的样例材料，单位、人物均为虚构。")
    file = BytesIO()
    paper.save(file)
    return file.getvalue()
