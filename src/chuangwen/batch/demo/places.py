"""The invented tree of 云岭市: about 130 units over nine kinds.

Every place, unit and code is made up; the codes pass the check digit because
a real office's codes do.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from stdnum.cn import uscc

CITY = "云岭市"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A unit to be: `parent` is the parent's name, "" for the city."""

    name: str
    kind: str
    parent: str
    area_code: str
    uscc: str
    staff: int | None
    households: int | None


DISTRICTS = {
    "青石区": {
        "云栖街道": ("街道", ["梧桐里社区", "望江社区", "柳荫社区"]),
        "石桥街道": ("街道", ["石桥社区", "东风里社区", "银杏社区"]),
        "白塘镇": ("镇", ["白塘村", "前湾村", "稻香村"]),
    },
    "临江区": {
        "码头街道": ("街道", ["码头社区", "观澜社区", "南门社区"]),
        "新港街道": ("街道", ["新港社区", "锦绣社区", "船厂社区"]),
        "渔歌镇": ("镇", ["渔歌村", "沙洲村", "芦花村"]),
    },
    "松岗县": {
        "松岗镇": ("镇", ["松岗社区", "古井社区", "松溪村"]),
        "青竹镇": ("镇", ["青竹村", "竹海村", "茶山村"]),
        "双河镇": ("镇", ["双河村", "北坡村", "梨园村"]),
    },
}
CITY_UNITS = {
    "agency": [
        "教育局",
        "民政局",
        "司法局",
        "财政局",
        "交通运输局",
        "水利局",
        "文化和旅游局",
        "市场监督管理局",
        "税务局",
        "林业局",
        "气象局",
        "信访局",
    ],
    "institution": ["图书馆", "博物馆", "政务服务中心", "园林管理处", "气象台"],
    "school": ["第一中学", "实验小学", "职业技术学校"],
    "hospital": ["人民医院", "中医院"],
    "enterprise": ["公交集团", "自来水公司", "供电公司", "粮油集团", "建设投资公司"],
    "association": ["志愿者协会", "慈善会"],
}
DISTRICT_UNITS = {
    "agency": ["教育局", "卫生健康局", "住房和城乡建设局", "农业农村局", "应急管理局", "税务局", "民政局"],
    "institution": ["文化馆", "便民服务中心", "体育中心"],
    "school": ["第二中学", "中心小学", "实验幼儿园"],
    "hospital": ["医院", "妇幼保健院"],
    "enterprise": ["环卫公司", "供热公司", "客运公司", "食品公司"],
    "association": ["志愿服务联合会"],
}
STAFF = {
    "agency": (30, 120),
    "institution": (12, 60),
    "school": (40, 180),
    "hospital": (90, 420),
    "enterprise": (60, 600),
    "association": (6, 20),
}

MARKS = {"agency": "11", "enterprise": "91", "association": "51"}


def planned_units() -> Iterator[Planned]:
    """Yield the city's units, parents before children."""
    dice = Random("云岭市的单位")  # noqa: S311 an invented city, not a secret
    yield _place(CITY, "city", "", "530900")
    yield from _creating_units(CITY_UNITS, CITY, "530900", dice)
    for number, (district, streets) in enumerate(DISTRICTS.items(), start=1):
        code = f"5309{number:02}"
        yield _place(district, "district", CITY, code)
        yield from _creating_units(DISTRICT_UNITS, district, code, dice)
        for order, (street, (word, villages)) in enumerate(streets.items(), start=1):
            yield _local(street, "street" if word == "街道" else "town", district, f"{code}{order:03}000", dice)
            for place, village in enumerate(villages, start=1):
                kind = "community" if village.endswith("社区") else "village"
                yield _local(village, kind, street, f"{code}{order:03}{place:03}", dice)


def _place(name: str, kind: str, parent: str, code: str) -> Planned:
    return Planned(name=name, kind=kind, parent=parent, area_code=code, uscc="", staff=None, households=None)


def _creating_units(units: dict[str, list[str]], parent: str, code: str, dice: Random) -> Iterator[Planned]:
    for kind, names in units.items():
        for name in names:
            staff = dice.randint(*STAFF[kind])
            yield Planned(
                name=f"{parent}{name}",
                kind=kind,
                parent=parent,
                area_code=code,
                uscc=_code(MARKS.get(kind, "12"), code, dice),
                staff=staff,
                households=None,
            )


def _local(name: str, kind: str, parent: str, code: str, dice: Random) -> Planned:
    households = dice.randint(400, 3200) if kind in {"community", "village"} else None
    mark = "54" if kind in {"community", "village"} else "11"
    return Planned(
        name=name,
        kind=kind,
        parent=parent,
        area_code=code,
        uscc=_code(mark, code[:6], dice),
        staff=dice.randint(8, 46),
        households=households,
    )


def _code(mark: str, area: str, dice: Random) -> str:
    body = mark + area + "".join(dice.choice("0123456789") for _ in range(9))
    return body + str(uscc.calc_check_digit(body))
