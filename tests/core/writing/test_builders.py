"""Builders: plain data in; every blank has a value, or is refused by its name."""

import pytest

from chuangwen.core.writing import BlankField, DocumentKind, Listed, say_date, write_docx, write_pdf
from chuangwen.core.writing.builders import FeatureTooLong, WrongDocNumber
from tests.core.writing.papers import BUILDERS, NAMES, built, squeezed, words_of

BLANKS = [
    (name, field)
    for name, (_, told) in BUILDERS.items()
    for field in told
    if field not in {"facts", "features", "opinions", "applicant"} or (field == "facts" and name != "application")
]


@pytest.mark.parametrize(("name", "field"), BLANKS)
@pytest.mark.parametrize("blank", ["", None, " "], ids=["empty", "none", "space"])
def test_a_blank_is_refused_by_its_name(name, field, blank):
    value = [] if isinstance(BUILDERS[name][1][field], list | tuple) else blank
    with pytest.raises(BlankField) as refused:
        built(name, **{field: value})

    assert refused.value.field == field
    assert field not in str(refused.value)  # said in Chinese


@pytest.mark.parametrize("name", BUILDERS)
@pytest.mark.parametrize("write", [write_docx, write_pdf], ids=["docx", "pdf"])
def test_everything_told_stands_in_the_paper(name, write):
    words = squeezed(words_of(write(built(name))))
    told = BUILDERS[name][1]
    texts = [text for value in told.values() for text in ([value] if isinstance(value, str) else value_texts(value))]

    missing = [text for text in texts if squeezed(text) not in words and not text.startswith("https:")]
    assert missing == []


def value_texts(value):
    if isinstance(value, Listed):
        return [value.name, value.place]
    if isinstance(value, list | tuple):
        return [text for each in value for text in ([each] if isinstance(each, str) else value_texts(each))]
    return [say_date(value)] if hasattr(value, "year") else []


@pytest.mark.parametrize(
    "number", ["云文明办[2026]5号", "云文明办〔2026〕第5号", "云文明办〔2026〕05号", "〔2026〕5号"]
)
def test_a_document_number_of_another_form_is_refused(number):
    with pytest.raises(WrongDocNumber, match="六角括号"):
        built("refusal", doc_number=number)


def test_a_short_list_stands_in_the_notice_and_a_long_one_behind_it():
    short, long = built("publicity", listed=NAMES[:10]), built("publicity")

    assert (len(short.attachments), len(long.attachments)) == (0, 1)
    assert "附件所列60个对象" in long.body[0].text


def test_a_refused_recommendation_says_so():
    notice = built("refusal", is_recommendation=True)

    assert (notice.kind, notice.title) == (DocumentKind.REFUSAL, "不予推荐通知书")


def test_a_notice_of_publicity_needs_no_number_but_a_right_one():
    assert built("publicity").doc_number == ""
    with pytest.raises(WrongDocNumber):
        built("publicity", doc_number="五号")


def test_what_a_unit_writes_to_a_criterion_is_capped():
    with pytest.raises(FeatureTooLong, match="501字"):
        built("application", features=[("志愿服务", "字" * 501)])
