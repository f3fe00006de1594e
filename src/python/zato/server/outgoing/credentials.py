"""What an outgoing connection proves itself with: by its security definition."""
import time

from zato.common.json_internal import loads
from zato.server.outgoing.objects import find_by_id

_tokens = {}  # (id, version) of the definition: (bearer token, good until)
_EARLY = 30  # seconds before its end a token is renewed


class Credentials:
    def __init__(self, headers=None, auth=None):
        self.headers, self.auth = headers or {}, auth


def credentials_of(config, transport):
    definition = find_by_id("security", config.security_id)
    if config.security_id and definition is None:
        raise Exception(f"{config.name}: its security definition does not exist")
    if definition is None:
        return Credentials()
    make = _MAKERS.get(definition.object_type)
    if make is None:
        raise NotImplementedError(f"{config.name}: outgoing connections with security of type {definition.object_type} are not available in this "
                                  "version of the server")
    return make(definition, transport)


def basic_auth(definition, transport):
    return Credentials(auth=(definition.username.encode("utf-8"), definition.password.encode("utf-8")))


def api_key(definition, transport):
    return Credentials({definition.get("header", "X-API-Key"): definition.password})


def bearer(definition, transport):
    key = definition.id, definition.version
    token, until = _tokens.get(key, ("", 0))
    if time.monotonic() >= until:
        token, seconds = fetch_token(definition, transport)
        _tokens[key] = token, time.monotonic() + max(seconds - _EARLY, 1)
    return Credentials({"Authorization": f"Bearer {token}"})


def fetch_token(definition, transport):
    form = {definition.client_id_field: definition.username, definition.client_secret_field: definition.password,
            "grant_type": definition.grant_type, "scope": " ".join(definition.scopes or ())}
    form.update(line.split("=", 1) for line in (definition.extra_fields or "").splitlines() if "=" in line)
    response = transport.session.post(definition.auth_server_url, data={name: value for name, value in form.items() if value},
                                      headers={"Accept": "application/json"}, timeout=transport.config.timeout, allow_redirects=False)
    if response.status_code != 200:
        raise Exception(f"{definition.name}: the authorization server answered with status {response.status_code}")
    answer = loads(response.content)
    return answer["access_token"], float(answer.get("expires_in", 3600))


_MAKERS = {"basic_auth": basic_auth, "apikey": api_key, "api_key": api_key, "oauth": bearer}
