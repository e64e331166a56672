"""What the house may not hold: each function looks through a tree and returns what it found.

`test_house.py` wants nothing found here; `test_guards.py` plants one of each
and wants it found. Run as a program it prints the longest files and functions.
"""

import ast
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE = 400
LONGEST_FUNCTION = 40  # without its docstring
EXCUSE = "# long: "  # above or on the def line, or near the top of the file, with the reason behind it

MACHINE_PATH = re.compile(r"(?<![\w.~-])/(home|root|tmp|work|Users)/")
FORBIDDEN_HOST = re.compile(
    r"pypi\.org|pythonhosted\.org|npmjs\.(org|com)|unpkg\.com|jsdelivr\.net|cdnjs\.|deb\.debian\.org", re.IGNORECASE
)
VAGUE_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "manager",
    "managers",
    "common",
    "misc",
    "process",
    "handle",
    "data",
}
INLINE = (
    (re.compile(r"<style\b", re.IGNORECASE), "a <style> block"),
    (re.compile(r"\sstyle\s*=", re.IGNORECASE), "a style attribute"),
    (re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE), "an inline <script>"),
    (re.compile(r"\s(hx-)?on[a-z:-]+\s*=", re.IGNORECASE), "an on… attribute"),
    (re.compile(r"javascript:", re.IGNORECASE), "a javascript: address"),
)
BARE_NOQA = re.compile(r"#\s*noqa(?!: [A-Z]+[0-9]+(, [A-Z]+[0-9]+)* +\S)")
BARE_IGNORE = re.compile(r"#\s*type:\s*ignore(?!\[[\w-]+(, ?[\w-]+)*\]  # \S)")


def tracked(root: Path = ROOT) -> list[Path]:
    """Return the files that git keeps, those not yet added included."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=root, capture_output=True, check=True).stdout.decode().split("\0")
    return [root / name for name in listed if name and (root / name).is_file()]


def lines_of(path: Path) -> list[str]:
    """Return a text file's lines; none for a binary one."""
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return []


def python_files(root: Path = ROOT) -> list[Path]:
    """Return the program's own Python files, migrations left out."""
    found = [path for folder in ("src", "tests", "bench", "script") for path in (root / folder).rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)


def templates(root: Path = ROOT) -> list[Path]:
    """Return all page templates."""
    return sorted(root.glob("src/**/templates/**/*.html"))


def acts() -> Iterator[object]:
    """Yield every act: the public functions of every `operations` room, found and not registered."""
    civic = import_module("chuangwen.civic")
    for module in walk_packages(civic.__path__, "chuangwen.civic."):
        rooms = module.name.split(".")[3:]
        if rooms[:1] == ["operations"] and not any(room.startswith("_") for room in rooms):
            yield from _public_functions(import_module(module.name))


def _public_functions(module) -> Iterator[object]:
    for name, function in inspect.getmembers(module, inspect.isfunction):
        if function.__module__ == module.__name__ and not name.startswith("_"):
            yield function


def is_durable(act) -> bool:
    """Say whether an act runs in a durable transaction of its own."""
    cells = [cell.cell_contents for cell in act.__closure__ or ()]
    return any(getattr(content, "durable", False) for content in cells)


def strangers_in_text(root: Path = ROOT) -> list[str]:
    """Find paths of one machine and hosts that the program must not name."""
    found = []
    for path in tracked(root):
        for number, line in enumerate(lines_of(path), 1):
            for pattern in (MACHINE_PATH, FORBIDDEN_HOST):
                if stranger := pattern.search(line):
                    found.append(f"{path.relative_to(root)}:{number}: {stranger.group()}")
    return found


def inline_code(root: Path = ROOT) -> list[str]:
    """Find style and script inside templates: the content security policy would stop them."""
    found = []
    for path in templates(root):
        text = path.read_text(encoding="utf-8")
        for pattern, what in INLINE:
            found += [_placed(path, text, hit.start(), what, root) for hit in pattern.finditer(text)]
    return found


def compared_codes(columns: set[str], codes: set[str], root: Path = ROOT) -> list[str]:
    """Find templates that compare a column with a stored code instead of asking the object."""
    column, code = rf"\.({'|'.join(sorted(columns))})\b", rf"""["']({"|".join(sorted(codes))})["']"""
    comparison = re.compile(rf"{{%[^%]*(?:{column}\s*(?:==|!=|in)\s*{code}|{code}\s*(?:==|!=)[^%]*{column})")
    return [
        _placed(path, text, hit.start(), hit.group().split("{%")[-1].strip(), root)
        for path in templates(root)
        for text in [path.read_text(encoding="utf-8")]
        for hit in comparison.finditer(text)
    ]


def _placed(path: Path, text: str, at: int, what: str, root: Path) -> str:
    return f"{path.relative_to(root)}:{text.count(chr(10), 0, at) + 1}: {what}"


def unexplained_exemptions(root: Path = ROOT) -> list[str]:
    """Find exemptions that do not name their code and give their reason."""
    found = []
    for path in python_files(root):
        for number, line in enumerate(lines_of(path), 1):
            if "re.compile(" not in line and (BARE_NOQA.search(line) or BARE_IGNORE.search(line)):
                found.append(f"{path.relative_to(root)}:{number}: {line.strip()}")
    return found


def vague_names(root: Path = ROOT) -> list[str]:
    """Find modules whose name says nothing."""
    return [str(path.relative_to(root)) for path in python_files(root) if path.stem in VAGUE_NAMES]


def unnamed_migrations(root: Path = ROOT) -> list[str]:
    """Find migrations that Django named: a number, `auto`, a date."""
    intent = re.compile(r"\d{4}_(?!auto)[a-z]+[a-z0-9_]*")
    paths = sorted(root.glob("src/**/migrations/[0-9]*.py"))
    return [str(path.relative_to(root)) for path in paths if not intent.fullmatch(path.stem)]


def hidden_workings(root: Path = ROOT) -> list[str]:
    """Find what runs without being called: signals, commit hooks, `save` overrides, a default order."""
    words = re.compile(
        r"\b(post_save|pre_save|post_delete|pre_delete|m2m_changed|on_commit|@receiver)\b|def save\(self"
    )
    found = []
    for path in python_files(root):
        if "src" not in path.relative_to(root).parts:
            continue
        for number, line in enumerate(lines_of(path), 1):
            if words.search(line) or (path.name == "models.py" and re.match(r"\s+ordering = ", line)):
                found.append(f"{path.relative_to(root)}:{number}: {line.strip()}")
    return found


def lengths(root: Path = ROOT) -> Iterator[tuple[int, str, bool]]:
    """Yield each function and file of src: its lines, its name, and whether a comment excuses it."""
    for path in python_files(root):
        if "src" in path.relative_to(root).parts:
            lines = lines_of(path)
            name = str(path.relative_to(root))
            yield len(lines), name, any(EXCUSE in line for line in lines[:40])
            for node in ast.walk(ast.parse("\n".join(lines))):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    long = (node.end_lineno or node.lineno) - node.lineno + 1 - _docstring_lines(node)
                    header = lines[max(0, node.lineno - len(node.decorator_list) - 2) : node.body[0].lineno]
                    yield long, f"{name}::{node.name}", any(EXCUSE in line for line in header)


def _docstring_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = function.body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return (first.end_lineno or first.lineno) - first.lineno + 1 if is_docstring else 0


def too_long(root: Path = ROOT) -> list[str]:
    """Find files and functions over the limit without a reason."""
    return [
        f"{name}: {lines} lines"
        for lines, name, is_excused in lengths(root)
        if not is_excused and lines > (LONGEST_FUNCTION if "::" in name else LONGEST_FILE)
    ]


def main() -> None:
    """Print the tail: what spoils a house is there."""
    found = sorted(lengths(), reverse=True)
    functions = [each for each in found if "::" in each[1]]
    files = [each for each in found if "::" not in each[1]]
    for title, some in (("functions", functions), ("files", files)):
        sys.stdout.write(f"{title}: {len(some)}, median {median(lines for lines, _, _ in some):.0f} lines\n")
        sys.stdout.writelines(f"  {lines:>4}  {name}\n" for lines, name, _ in some[:10])


if __name__ == "__main__":
    main()
