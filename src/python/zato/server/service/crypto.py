"""self.crypto: values under the cluster's key."""
import secrets

import _zato


class Crypto:
    def encrypt(self, data, **kwargs):
        return _zato.encrypt(data.decode("utf-8") if isinstance(data, bytes) else str(data))

    def decrypt(self, encrypted, **kwargs):
        return _zato.decrypt(encrypted.decode("utf-8") if isinstance(encrypted, bytes) else encrypted)

    @staticmethod
    def generate_secret(bits=256):
        return secrets.token_urlsafe(bits // 8).encode("utf-8")

    @staticmethod
    def generate_password(bits=192):
        return secrets.token_urlsafe(bits // 8)
