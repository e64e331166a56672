"""Short sample phrases with their kinds written into them: 召开会议{12:meeting}场."""

import re

from tests.core.reading.scoring import Annotated

_MARK = re.compile(r"\{([^:{}]+):([a-z_]+)\}")


def read_marked(path):
    """Yield one small document a line; only the places and kinds of the numbers are annotated."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        if line.strip() and not line.startswith("#"):
            yield _document(f"phrase {number}", line)


def _document(name, line):
    text, facts, done = "", [], 0
    for match in _MARK.finditer(line):
        text += line[done : match.start()]
        facts.append({"num_start": len(text), "num_end": len(text) + len(match[1]), "kind": match[2]})
        text += match[1]
        done = match.end()
    return Annotated(name, text + line[done:], facts, [])
