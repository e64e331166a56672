"""What is handed over with a step, under a name that pages may use."""

from chuangwen.civic.titles.operations._rows import BLANK, Paper

__all__ = ["BLANK", "Paper"]
