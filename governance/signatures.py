"""Ed25519 keys and compact JWS signatures, one declared kind per use so that none serves for another."""

from __future__ import annotations

import os
from pathlib import Path

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from governance.refusal import Refusal


def create_private_key(path: Path) -> Ed25519PrivateKey:
    """Write a new private key readable by its owner alone; raises FileExistsError rather than replace one."""
    key = Ed25519PrivateKey.generate()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
    return key


def load_private_key(path: Path) -> Ed25519PrivateKey:
    """Raises Refusal `key-unreadable` when the file holds anything but an Ed25519 private key."""
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as fault:
        raise Refusal("key-unreadable", path=str(path)) from fault
    if not isinstance(key, Ed25519PrivateKey):
        raise Refusal("key-unreadable", path=str(path))
    return key


def public_pem(key: Ed25519PrivateKey | Ed25519PublicKey) -> str:
    public = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
    return public.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ).decode("ascii")


def load_public_pem(pem: str) -> Ed25519PublicKey:
    """Raises Refusal `key-unreadable` for anything but an Ed25519 public key."""
    try:
        key = serialization.load_pem_public_key(pem.encode("ascii"))
    except ValueError as fault:
        raise Refusal("key-unreadable", path="(text)") from fault
    if not isinstance(key, Ed25519PublicKey):
        raise Refusal("key-unreadable", path="(text)")
    return key


def sign(payload: bytes, key: Ed25519PrivateKey, *, kind: str) -> str:
    """Compact JWS over `payload`; `kind` stands in the signed header as `typ`."""
    return jwt.PyJWS().encode(payload, key, algorithm="EdDSA", headers={"typ": kind})


def verify(token: str, key: Ed25519PublicKey, *, kind: str) -> bytes:
    """The signed payload. Raises Refusal `signature-invalid` for a wrong key, kind, algorithm or text."""
    try:
        decoded = jwt.PyJWS().decode_complete(token, key, algorithms=["EdDSA"])
    except jwt.PyJWTError as fault:
        raise Refusal("signature-invalid", kind=kind) from fault
    if decoded["header"].get("typ") != kind:
        raise Refusal("signature-invalid", kind=kind)
    payload = decoded["payload"]
    assert isinstance(payload, bytes)  # noqa: S101 - PyJWS returns bytes; narrows the type
    return payload
