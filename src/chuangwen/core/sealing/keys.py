"""The office's key: Ed25519, as hexadecimal text. Where it is kept is not the core's business."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ALGORITHM = "Ed25519"


class NotAKey(ValueError):
    """The text is no Ed25519 key: 64 hexadecimal digits."""


def new_key() -> str:
    """Make a private key."""
    return Ed25519PrivateKey.generate().private_bytes_raw().hex()


def public_key_of(private: str) -> str:
    """Return the public key that belongs to a private one.

    :raises NotAKey:
    """
    return _private(private).public_key().public_bytes_raw().hex()


def sign(private: str, content: bytes) -> str:
    """Return the signature of the content, as 128 hexadecimal digits.

    :raises NotAKey:
    """
    return _private(private).sign(content).hex()


def verifies(public: str, signature: str, content: bytes) -> bool:
    """Say whether the signature of the content was made with the private half of this key."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), content)
    except (InvalidSignature, ValueError):
        return False
    return True


def _private(text: str) -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(text.strip()))
    except ValueError as error:
        raise NotAKey("不是有效的签名密钥：应为64位十六进制数字。") from error
