"""Names that say what type they are of."""
_BOOLEAN = ("by_", "has_", "is_", "may_", "needs_", "should_")
_INTEGER = ("_count", "_id", "_size", "_size_min", "_size_max", "_timeout")
_SECRET = frozenset(("auth_data", "auth_token", "password", "password1", "password2", "secret_key", "tls_pem_passphrase", "token", "api_key",
                     "apiKey", "xApiKey"))


def kind_of(name):
    """secret, int, bool or text"""
    if name in _SECRET:
        return "secret"
    if name == "id" or name.endswith(_INTEGER):
        return "int"
    return "bool" if name.startswith(_BOOLEAN) else "text"
