"""The columns of a sheet of units, as its template offers and its reader knows them."""

from collections.abc import Sequence

from chuangwen.core.sheets import Field


# long: a table of words, read best in one piece
def fields(kinds: Sequence[str]) -> tuple[Field, ...]:
    """Return the columns; `kinds` are the names that the kind column may hold."""
    return (
        Field(
            key="parent",
            label="上级单位",
            synonyms=("上级", "所属", "所属单位", "主管单位", "隶属单位"),
            help="填上级的名称；有重名时写出层级，用“/”隔开。直接隶属于您所管的最高一级时留空。上级可以写在本表的任何一行。",
            example="青石区/槐荫街道",
            width=24,
        ),
        Field(
            key="name",
            label="单位名称",
            synonyms=("名称", "单位", "单位全称", "全称"),
            required=True,
            help="填全称，同一上级下不能重名。",
            example="梧桐里社区",
            width=28,
        ),
        Field(
            key="kind",
            label="单位类型",
            synonyms=("类型", "类别", "单位类别", "单位性质", "性质"),
            required=True,
            choices=tuple(kinds),
            example="社区",
        ),
        Field(
            key="uscc",
            label="统一社会信用代码",
            synonyms=("信用代码", "社会信用代码", "统一信用代码"),
            help="18位。没有的可以不填。",
            example="91110000600037341L",
            width=24,
        ),
        Field(
            key="area_code",
            label="行政区划代码",
            synonyms=("区划代码", "行政区划"),
            help="6位、9位或12位数字。",
            example="350102",
        ),
        Field(
            key="staff",
            label="在职人数",
            synonyms=("人数", "职工人数", "在职职工数", "干部职工人数"),
            help="只填数字。",
            example="86",
        ),
        Field(key="households", label="户数", synonyms=("总户数", "居民户数"), help="只填数字。", example="1200"),
        Field(key="contact", label="联系人", synonyms=("联络员", "创建联络员"), example="林小满"),
    )
