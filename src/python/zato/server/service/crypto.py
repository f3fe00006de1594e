"""self.crypto: values under the cluster's key, hashes of secrets, codes of authenticators."""
import base64
import hashlib
import hmac
import secrets
import struct
import time

import _zato

_ROUNDS = 100_000
_STEP = 30  # seconds that a code of an authenticator is good for


def text_of(data):
    return data.decode("utf-8") if isinstance(data, bytes) else str(data)


def bytes_of(data):
    return data if isinstance(data, bytes) else str(data).encode("utf-8")


def encoded(data):
    """As hashes of that kind are written: . in place of +, no padding."""
    return base64.b64encode(data, b"./").rstrip(b"=").decode("ascii")


def decoded(text):
    return base64.b64decode(text + "=" * (-len(text) % 4), b"./")


class Crypto:
    def encrypt(self, data, *args, **kwargs):
        return _zato.encrypt(text_of(data))

    def decrypt(self, encrypted, *args, **kwargs):
        return _zato.decrypt(text_of(encrypted))

    @staticmethod
    def generate_secret(bits=256):
        return base64.urlsafe_b64encode(secrets.token_bytes(bits // 8))

    @staticmethod
    def generate_password(bits=192, to_str=False):
        out = base64.urlsafe_b64encode(secrets.token_bytes(bits // 8))
        return out.decode("ascii") if to_str else out

    def hash_secret(self, data, name="zato.default"):
        """One that verify_hash recognises, and nobody can turn back."""
        salt = secrets.token_bytes(16)
        return f"$pbkdf2-sha512${_ROUNDS}${encoded(salt)}${encoded(hashlib.pbkdf2_hmac('sha512', bytes_of(data), salt, _ROUNDS))}"

    def verify_hash(self, given, expected, name="zato.default"):
        try:
            _, kind, rounds, salt, digest = text_of(expected).split("$")
            rounds, salt, digest = int(rounds), decoded(salt), decoded(digest)
        except ValueError:
            return False
        return kind == "pbkdf2-sha512" and 0 < rounds < 10_000_000 and hmac.compare_digest(
            hashlib.pbkdf2_hmac("sha512", bytes_of(given), salt, rounds), digest)

    @staticmethod
    def generate_totp_key():
        return base64.b32encode(secrets.token_bytes(20)).decode("ascii")

    @staticmethod
    def get_current_totp_code(totp_key, when=None):
        counter = struct.pack(">Q", int(time.time() if when is None else when) // _STEP)
        digest = hmac.digest(base64.b32decode(totp_key), counter, "sha1")
        start = digest[-1] & 15
        return f"{(struct.unpack('>I', digest[start:start + 4])[0] & 0x7fffffff) % 1_000_000:06}"

    def verify_totp_code(self, totp_key, totp_code):
        return hmac.compare_digest(self.get_current_totp_code(totp_key), str(totp_code))
