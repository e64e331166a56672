"""What a cell's words stand for: kinds, topics, levels, media; and the nearest names when they stand for none."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches

from chuangwen.core.catalogue import Catalogue, Kind
from chuangwen.core.catalogue.drafts import level_label, topic_label
from chuangwen.core.sheets import CellProblem
from chuangwen.core.sheets.tables import heading

LEVEL_WORDS = {
    "国家": "national", "全国": "national", "中央": "national", "省部级": "provincial", "省": "provincial", "自治区级": "provincial",
    "市": "city", "地市级": "city", "州市级": "city", "县": "county", "区级": "county", "县区级": "county", "区县级": "county",
    "乡镇级": "town", "街道级": "town", "镇级": "town", "局级": "internal", "校级": "internal", "院级": "internal", "单位": "internal",
}  # fmt: skip
MEDIUM_WORDS = {
    "报刊": "newspaper", "电视台": "television", "电台": "radio", "网络": "website", "官网": "website", "门户网站": "website",
    "微信": "wechat", "公众号": "wechat", "抖音": "short_video", "视频号": "short_video", "视频": "short_video",
    "展板": "display_board", "宣传栏": "display_board", "橱窗": "display_board", "横幅": "banner", "标语": "banner",
    "LED": "screen", "LED屏": "screen", "电子显示屏": "screen", "宣传单": "leaflet", "宣传册": "leaflet", "简报": "internal",
}  # fmt: skip
MOST_GUESSES = 3
CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,29}")
NEAR_ENOUGH = 0.34
ALMOST_BEST = 0.8


@dataclass(frozen=True, slots=True)
class Words:
    """The vocabulary of a catalogue, by the words that sheets use."""

    catalogue: Catalogue
    kinds: Mapping[str, str]
    levels: Mapping[str, str]
    media: Mapping[str, str]

    @classmethod
    def of(cls, catalogue: Catalogue) -> "Words":
        """Return the vocabulary; a synonym that two kinds share stands for neither."""
        return cls(
            catalogue=catalogue,
            kinds=_kinds(catalogue),
            levels=_named(catalogue.levels, LEVEL_WORDS),
            media=_named(catalogue.media, MEDIUM_WORDS),
        )

    def kind(self, text: str) -> Kind:
        """Return the kind that a cell names.

        Raises: CellProblem naming the nearest kinds.
        """
        if code := self.kinds.get(heading(text)):
            return self.catalogue.kinds[code]
        names = self.near_kinds(text)
        said = f"是不是{'、'.join(f'“{name}”' for name in names)}？" if names else "请从模板“类别”列的下拉列表里选择。"
        raise CellProblem(f"没有“{text}”这个类别，{said}")

    def near_kinds(self, text: str) -> list[str]:
        """Return the names of the kinds most like a text, best first."""
        scores: dict[str, float] = {}
        for word, code in self.kinds.items():
            scores[code] = max(scores.get(code, 0), SequenceMatcher(None, heading(text), word).ratio())
        best = sorted(scores, key=lambda code: -scores[code])[:MOST_GUESSES]
        least = max(NEAR_ENOUGH, ALMOST_BEST * max(scores.values(), default=0))
        return [self.catalogue.kinds[code].name for code in best if scores[code] >= least]

    def topic(self, text: str, kind: Kind) -> str:
        """Return the topic that a cell names, if the kind has it; a kind without topics takes a code.

        Raises: CellProblem naming the topics of the kind.
        """
        if not kind.topics:
            return self._code(text, kind)
        word = heading(text)
        for code in kind.topics:
            if word in (code, heading(self.catalogue.topics[code])):
                return code
        names = [self.catalogue.topics[code] for code in kind.topics]
        near = get_close_matches(text, names, n=MOST_GUESSES, cutoff=NEAR_ENOUGH) or names
        raise CellProblem(f"“{kind.name}”没有“{text}”这个主题，可以填{'、'.join(near)}，也可以留空。")

    @staticmethod
    def _code(text: str, kind: Kind) -> str:
        """Return a code as it is typed; names are not looked up here.

        Raises: CellProblem when it is no code.
        """
        if CODE.fullmatch(text):
            return text
        raise CellProblem(f"“{text}”不是{topic_label(kind)}。代码只有小写字母、数字和连字符，请查对后填写。")

    def level(self, text: str, kind: Kind) -> str:
        """Return the level that a cell names, or the severity of a problem found.

        Raises: CellProblem naming all levels.
        """
        names = self.catalogue.levels_of(kind) or self.catalogue.levels
        known = self.levels if names is self.catalogue.levels else _named(names, {})
        return _one_of(text, known, names, level_label(kind))

    def medium(self, text: str) -> str:
        """Return the medium that a cell names.

        Raises: CellProblem naming all media.
        """
        return _one_of(text, self.media, self.catalogue.media, "媒介")


def title_key(title: str) -> str:
    """Return a title as two are compared: without spaces, signs and the words that say nothing.

    >>> title_key("关于召开 “创建工作”推进会") == title_key("召开创建工作推进会。")
    True
    """
    return re.sub(r"[\W_]+|^关于", "", heading(title))


def _kinds(catalogue: Catalogue) -> dict[str, str]:
    claimed: dict[str, set[str]] = {}
    for kind in catalogue.kinds.values():
        for word in kind.synonyms:
            claimed.setdefault(heading(word), set()).add(kind.code)
    words = {word: next(iter(codes)) for word, codes in claimed.items() if len(codes) == 1}
    return words | {heading(word): kind.code for kind in catalogue.kinds.values() for word in (kind.code, kind.name)}


def _named(names: Mapping[str, str], also: Mapping[str, str]) -> dict[str, str]:
    known = {heading(word): code for word, code in also.items() if code in names}
    return known | {heading(word): code for code, name in names.items() for word in (code, name)}


def _one_of(text: str, words: Mapping[str, str], names: Mapping[str, str], label: str) -> str:
    if code := words.get(heading(text)):
        return code
    raise CellProblem(f"没有“{text}”这种{label}，请填{_listed(names.values())}。")


def _listed(names: Iterable[str]) -> str:
    return "、".join(names)
