"""From a printed table of 项目、内容、标准、分值、方法 to the skeleton of a book.

What the words say plainly is proposed as a measure and a score form; what they leave open is marked TODO with the
original text beside it; what may stand in no book is left out with the reason. Every row is accounted for.
"""

from chuangwen.core.rulebook.from_sheet.build import Skeleton, skeleton_of
from chuangwen.core.rulebook.from_sheet.choices import WAY_NAMES, Choice
from chuangwen.core.rulebook.from_sheet.guesses import kind_in
from chuangwen.core.rulebook.from_sheet.items import OUTCOME_NAMES, RowReport
from chuangwen.core.rulebook.from_sheet.writing import Head

__all__ = ["OUTCOME_NAMES", "WAY_NAMES", "Choice", "Head", "RowReport", "Skeleton", "kind_in", "skeleton_of"]
