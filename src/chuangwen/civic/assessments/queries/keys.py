"""The office's signing key: outside the database, readable by the program's own account only.

`HOME/keys/office.key` is the private key in use; `HOME/keys/public.json` lists every public key that was ever in
use, so that old seals can be checked after the key has been changed.
"""

import json
import stat
from dataclasses import dataclass
from datetime import datetime

from chuangwen.core.refusals import Refusal
from chuangwen.core.sealing import public_key_of
from chuangwen.places import HOME

FOLDER = HOME / "keys"
PRIVATE, PUBLIC = "office.key", "public.json"
OTHERS = stat.S_IRWXG | stat.S_IRWXO


class KeyUnsafe(Refusal):
    """The private key may be read by others on this machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """A key that seals are signed with, from a moment on."""

    key: str
    from_at: datetime
    is_current: bool = False


def private_key() -> str:
    """Return the private key in use, or "" where the office has none.

    :raises KeyUnsafe: with the command that mends it.
    """
    path = FOLDER / PRIVATE
    if not path.exists():
        return ""
    if path.stat().st_mode & OTHERS:
        raise KeyUnsafe(
            "没有签名。",
            why=f"密钥文件{path.name}可以被这台机器上的其他账号读取。",
            remedy=f"请先运行：chmod 600 {path}。",
        )
    return path.read_text(encoding="ascii").strip()


def public_keys() -> tuple[PublicKey, ...]:
    """Return the office's public keys, the one in use first."""
    path = FOLDER / PUBLIC
    rows = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    current = rows[-1]["key"] if rows and (FOLDER / PRIVATE).exists() else ""
    known = [
        PublicKey(key=r["key"], from_at=datetime.fromisoformat(r["from_at"]), is_current=r["key"] == current)
        for r in rows
    ]
    return tuple(reversed(known))


def keep_key(private: str, *, at: datetime) -> PublicKey:
    """Put a new private key into use; the public half of the one before stays known."""
    FOLDER.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = PublicKey(key=public_key_of(private), from_at=at, is_current=True)
    rows = [{"key": each.key, "from_at": each.from_at.isoformat()} for each in reversed(public_keys())]
    rows.append({"key": found.key, "from_at": at.isoformat()})
    path = FOLDER / PRIVATE
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(private, encoding="ascii")
    (FOLDER / PUBLIC).write_text(json.dumps(rows, indent=1), encoding="utf-8")
    return found
