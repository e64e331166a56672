"""What a refusal says to a person: what happened, why, and what to do next."""


class Refusal(Exception):
    """Something was refused for a reason that a person can act on.

    Each refusal of an act is a subclass named for what is refused. All three
    parts are full sentences in Chinese, fit for `ui/refusal.html`.

    >>> str(Refusal("文件没有导入。", why="文件是空的。", remedy="请重新选择文件。"))
    '文件没有导入。文件是空的。请重新选择文件。'
    """

    def __init__(self, what: str, *, why: str = "", remedy: str = "") -> None:
        super().__init__(what, why, remedy)
        self.what = what
        self.why = why
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what}{self.why}{self.remedy}"
