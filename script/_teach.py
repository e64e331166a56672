"""Learn the weights that settle doubtful kinds from tests/corpus, and write them beside the reader's words."""

import sys
from pathlib import Path

from chuangwen.core.reading.learned import WEIGHTS
from chuangwen.core.reading.training import taught, written
from tests.core.reading.teaching import all_examples

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "src" / "chuangwen" / "core" / "reading" / "words" / WEIGHTS

if __name__ == "__main__":
    examples = all_examples()
    text = written(taught(examples))
    TARGET.write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(
        f"{len(examples)} examples, {text.count(chr(10)) - 1} features, {len(text.encode()) / 1024:.0f} KB\n"
    )
