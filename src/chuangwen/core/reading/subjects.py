"""Who did it: the organisation named in the clause, in the sentence, or in the title."""

import re

from chuangwen.core.reading.clauses import Layout

_ORGANISATION = re.compile(
    r"(?:[市县区省州镇乡]直(?:各)?(?:机关各?单位|机关|单位|部门|系统)|全[市县区局校院镇乡街](?:各级)?(?:系统|机关|党员)?|[一-龥]{2,14}?(?:人民政府|管委会|委员会|管理局|局|委|办事处|办公室|街道|社区|村委会|学校|中学|小学|幼儿园|医院|公司|集团|镇|乡|中心|支队|大队|总队|银行|研究院|工委|党组|党委|党支部|法院|检察院|公安分局))"
)
_SELF = re.compile(
    r"(?:我|本)(?:局|校|院|镇|乡|县|区|市|社区|村|街道|公司|单位|厅|委|办|中心|部门|站|所|处|科|园|队|支部|行|集团|机关)"
)
_ACTS = re.compile(r"[了着过的]|建成|召开|开展|组织|举办|成立|投入|完成|安装|帮助|深入|参加|制定|印发|获|评|被|\d")
_LEADS = re.compile(
    r"^(?:为|对|向|给|在|由|被|到|赴|把|将|和|与|经|受|据|按照?|根据|以及|以|及|是|从|通过|围绕|其中|同时|组织|协调|配合|联合|邀请|协助|参加|深入|先后|获|召开|成立|建立|开展|加强|积极)"
)


def subject_of(layout: Layout, start: int, number_start: int, default: str) -> str | None:
    """Return the name that stands before the number in its sentence, else the filing unit."""
    sentence = layout.sentence(number_start)
    lead = layout.plain[sentence.start : number_start]
    if match := _SELF.search(lead):
        return default or match.group()
    clause = layout.clause(number_start)
    for text in (layout.plain[clause.start : number_start], lead.split("，", 1)[0]):
        named = _ORGANISATION.match(
            re.sub(r"^[一二三四五六七八九十\d（）、.是]+|^(?:(?:19|20)\d{2}年|今年|去年|其中|同时)，?", "", text)
        )
        if named and not _LEADS.match(named.group()) and len(named.group()) > 2 and not _ACTS.search(named.group()):
            return named.group()
    return default or None
