"""No document leaves with a blank: a missing value is refused by its name."""

from chuangwen.core.refusals import Refusal
from chuangwen.core.writing.wording import is_doc_number

LABELS = {
    "issuer": "发文机关",
    "to": "主送机关",
    "doc_number": "发文字号",
    "date": "成文日期",
    "unit": "单位名称",
    "honour": "称号",
    "round_name": "申报轮次",
    "grounds": "不予通过的情形",
    "reason": "具体原因",
    "remedy": "救济途径",
    "listed": "名单",
    "first_date": "公示开始日期",
    "last_date": "公示截止日期",
    "length": "公示期长度",
    "contact": "联系方式",
    "basis": "依据",
    "term": "有效期",
    "facts": "认定的事实",
    "statement": "陈述申辩情况",
    "demands": "整改要求",
    "due": "期限",
    "intended": "拟作出的决定",
    "objector": "异议人",
    "matter": "异议事项",
    "findings": "核查情况",
    "result": "处理结果",
    "holder": "获得者",
    "number": "证书编号",
    "verify_url": "核验网址",
    "applicant": "申报单位",
    "self_mark": "自评得分",
    "verb": "命名方式",
    "copies": "抄送机关",
}


class BlankField(Refusal):
    """A document lacks a value that it cannot do without; `field` names it."""

    def __init__(self, field: str) -> None:
        super().__init__("文书没有生成。", why=f"“{LABELS.get(field, field)}”还没有填写。", remedy="请补充后重新生成。")
        self.field = field


class WrongDocNumber(Refusal):
    """A document number is not of the form that the standard asks for."""


def fill(**values: object) -> None:
    """Let only filled values pass.

    :raises BlankField: a value is missing, blank or empty.
    :raises WrongDocNumber: `doc_number` is not of the form 云文明办〔2026〕5号.
    """
    for field, value in values.items():
        is_blank = value is None or value == () or value == [] or (isinstance(value, str) and not value.strip())
        if is_blank:
            raise BlankField(field)
    number = values.get("doc_number")
    if isinstance(number, str) and not is_doc_number(number):
        raise WrongDocNumber(
            "文书没有生成。",
            why=f"发文字号“{number}”的写法不对。",
            remedy="请写成“云文明办〔2026〕5号”：年份用六角括号，号前不加“第”，不编虚位。",
        )
