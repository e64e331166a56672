"""Canonical bytes: one value, one spelling, so that equal results have equal digests on every machine.

JSON as UTF-8 without escapes, keys in order of code point, no space, whole numbers only. A file of lines ends each
line, the last one too, with a single LF.
"""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any


def canonical(value: Any) -> bytes:
    """Return the one spelling of a value.

    :raises ValueError: a float is not allowed: it has no single spelling.

    >>> canonical({"b": 1, "a": "甲"}).decode()
    '{"a":"甲","b":1}'
    """
    _must_be_exact(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def _must_be_exact(value: Any) -> None:
    if isinstance(value, float):
        raise ValueError(f"{value!r} is a float.")  # noqa: TRY004 the value is at fault, not the caller's type
    inside = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    for each in inside:
        _must_be_exact(each)


def line(value: Mapping[str, Any]) -> bytes:
    """Return one line of a file of lines."""
    return canonical(value) + b"\n"


def digest_of(lines: Iterable[bytes]) -> str:
    """Return the SHA-256 of a file that consists of these lines, without writing it."""
    found = sha256()
    for each in lines:
        found.update(each)
    return found.hexdigest()
