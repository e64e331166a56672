"""Which quantity of a kind a measured value fills, and the value in that quantity's unit."""

from decimal import Decimal

from chuangwen.core.catalogue import Kind, Quantity
from chuangwen.core.reading.units import Unit

_TO_METRE = {
    "平方米": Decimal(1),
    "平米": Decimal(1),
    "平方": Decimal(1),
    "亩": Decimal(2000) / 3,
    "公顷": Decimal(10000),
    "平方公里": Decimal(10**6),
}
_TO_LINE = {
    "米": Decimal(1),
    "延米": Decimal(1),
    "延长米": Decimal(1),
    "公里": Decimal(1000),
    "千米": Decimal(1000),
    "里": Decimal(500),
}
_TO_TONNE = {"吨": Decimal(1), "公斤": Decimal("0.001"), "千克": Decimal("0.001"), "斤": Decimal("0.0005")}
_TO_HOUR = {"小时": Decimal(1), "学时": Decimal(1), "课时": Decimal(1), "天": Decimal(8), "分钟": Decimal(1) / 60}
_TO_KWH = {"千瓦时": Decimal(1), "度": Decimal(1), "度电": Decimal(1), "kWh": Decimal(1)}
_SCALES = (
    _TO_METRE,
    _TO_LINE,
    _TO_TONNE,
    _TO_HOUR,
    _TO_KWH,
    {"元": Decimal(1)},
    {"立方米": Decimal(1), "立方": Decimal(1), "方": Decimal(1)},
)
_COUNTED = {"things", "events", "papers", "cases", "plants"}
_NEVER_COUNTED = {"participant", "beneficiary", "staff", "volunteer_person", "coverage_rate"}
"""Kinds that measure persons or shares: a number of things is never a number of their entries."""
_COUNTS_PEOPLE = ("人", "人次")


def fit(kind: Kind, unit: Unit, value: Decimal) -> tuple[str | None, Decimal | None]:
    """Return the quantity code ("times" for the count of entries) and the amount in its unit; (None, None) if none fits."""
    if unit.sort == "rate":
        return _fit_rate(kind, unit, value)
    for quantity in kind.quantities:
        amount = _converted(quantity, unit, value)
        if amount is not None:
            return quantity.code, quantity.shown(quantity.stored(amount))
    if _counts_entries(kind, unit):
        return "times", value
    loose = next((q for q in kind.quantities if q.unit in {"个", "件", "处"} and unit.sort in _COUNTED), None)
    return (loose.code, value) if loose else (None, None)


def _fit_rate(kind: Kind, unit: Unit, value: Decimal) -> tuple[str | None, Decimal | None]:
    quantity = next((q for q in kind.quantities if q.unit == "%"), None)
    return (quantity.code, value * 100) if quantity and unit.text != "倍" else (None, None)


def _converted(quantity: Quantity, unit: Unit, value: Decimal) -> Decimal | None:
    if unit.sort == "people":
        return value if quantity.unit in _COUNTS_PEOPLE else None
    if unit.sort == "households":
        return value if quantity.unit == "户" else None
    for scale in _SCALES:
        if quantity.unit in scale and unit.text in scale:
            return value * scale[unit.text] / scale[quantity.unit]
    is_named = unit.sort in _COUNTED and unit.text == quantity.unit and quantity.unit != "个"
    return value if is_named else None


def _counts_entries(kind: Kind, unit: Unit) -> bool:
    if kind.code in _NEVER_COUNTED:
        return False
    if kind.times == "人":
        return unit.sort == "people" or unit.text == "个"
    if kind.code in {"budget_facility", "cleaning", "inspection"} and unit.sort in {"things", "papers"}:
        return unit.text == kind.times
    return unit.sort in _COUNTED and kind.times in "场次项个件份条篇支处"
