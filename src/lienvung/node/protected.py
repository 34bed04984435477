"""Private keys at rest: PKCS#8 in PEM, encrypted under a passphrase with scrypt and AES-256-CBC.

EncryptedPrivateKeyInfo (RFC 5958) with PBES2 (RFC 8018) and scrypt (RFC 7914 §7). Written here, because `cryptography`
writes PBES2 with 2048 rounds of PBKDF2 only; read by `cryptography`, OpenSSL and whoever else knows the standards.
"""

import os
from base64 import encodebytes
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.padding import PKCS7
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

PrivateKey = Ed25519PrivateKey | X25519PrivateKey

COST: Final = 2**14
"""scrypt's N: 16 MiB, which OpenSSL's own commands still read; five passes make up for it (OWASP, 2^14 / 8 / 5)."""
BLOCK: Final = 8
PARALLEL: Final = 5
MARK: Final = b"-----BEGIN ENCRYPTED PRIVATE KEY-----"

_SEQUENCE, _INTEGER, _OCTETS, _OBJECT = 0x30, 0x02, 0x04, 0x06
_PBES2 = bytes.fromhex("2a864886f70d01050d")  # 1.2.840.113549.1.5.13
_SCRYPT = bytes.fromhex("2b06010401da47040b")  # 1.3.6.1.4.1.11591.4.11
_AES_256_CBC = bytes.fromhex("60864801650304012a")  # 2.16.840.1.101.3.4.1.42


def format_private(key: PrivateKey, passphrase: bytes | None) -> bytes:
    """Return a private key as PEM, encrypted if there is a passphrase."""
    if passphrase is None:
        return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    body = encodebytes(_encrypt(plain, passphrase, os.urandom(16), os.urandom(16))).replace(b"\n", b"")
    lines = [body[start : start + 64] for start in range(0, len(body), 64)]
    return b"\n".join([MARK, *lines, b"-----END ENCRYPTED PRIVATE KEY-----", b""])


def parse_private(pem: bytes, passphrase: bytes | None) -> object:
    """Read a private key in PEM; raise ValueError for what is no key and for a wrong passphrase."""
    try:
        return load_pem_private_key(pem, password=passphrase)
    except (TypeError, UnsupportedAlgorithm) as error:
        raise ValueError(str(error)) from error


def is_protected(pem: bytes) -> bool:
    """Tell whether a key file needs a passphrase."""
    return MARK in pem


def _encrypt(plain: bytes, passphrase: bytes, salt: bytes, iv: bytes) -> bytes:
    key = Scrypt(salt=salt, length=32, n=COST, r=BLOCK, p=PARALLEL).derive(passphrase)
    padder, cipher = PKCS7(128).padder(), Cipher(AES256(key), CBC(iv)).encryptor()
    sealed = cipher.update(padder.update(plain) + padder.finalize()) + cipher.finalize()
    scrypt = _der(_SEQUENCE, _der(_OCTETS, salt), *(_integer(each) for each in (COST, BLOCK, PARALLEL)))
    kdf = _der(_SEQUENCE, _der(_OBJECT, _SCRYPT), scrypt)
    scheme = _der(_SEQUENCE, _der(_OBJECT, _AES_256_CBC), _der(_OCTETS, iv))
    algorithm = _der(_SEQUENCE, _der(_OBJECT, _PBES2), _der(_SEQUENCE, kdf, scheme))
    return _der(_SEQUENCE, algorithm, _der(_OCTETS, sealed))


def _integer(value: int) -> bytes:
    return _der(_INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _der(tag: int, *contents: bytes) -> bytes:
    """Write one DER element (X.690) of less than 256 bytes."""
    body = b"".join(contents)
    return bytes([tag, len(body)] if len(body) < 128 else [tag, 0x81, len(body)]) + body
