"""Seals: a result with all that it was made from, so that anybody can recompute it and see that nothing was changed."""

from chuangwen.core.sealing.canonical import canonical, digest_of, line
from chuangwen.core.sealing.cards import columns_of, kept_columns
from chuangwen.core.sealing.engines import ENGINES, EngineMissing, marked_by, said_of
from chuangwen.core.sealing.folder import SealError, Written, pack, unpacked, write_seal
from chuangwen.core.sealing.keys import NotAKey, new_key, public_key_of, sign, verifies
from chuangwen.core.sealing.verifying import Report, verify

__all__ = [
    "ENGINES", "EngineMissing", "NotAKey", "Report", "SealError", "Written", "canonical", "columns_of", "digest_of",
    "kept_columns", "line", "marked_by", "new_key", "pack", "public_key_of", "said_of", "sign", "unpacked", "verifies",
    "verify", "write_seal",
]  # fmt: skip
