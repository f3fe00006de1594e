"""self.crypto's class under its name of 3.2."""
import hmac

from zato.server.service.crypto import Crypto, bytes_of

ServerCryptoManager = CryptoManager = Crypto


def is_string_equal(left, right):
    """In a time that says nothing of where they differ."""
    return hmac.compare_digest(bytes_of(left), bytes_of(right))
