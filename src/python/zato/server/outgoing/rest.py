"""Outgoing REST: self.out.rest['CRM'].conn.post(cid, data, params, headers=…)."""
import datetime
import re
from urllib.parse import quote, urlencode

from zato.common.exception import Inactive, TimeoutException
from zato.common.json_internal import compact_utf8, loads
from zato.common.marshal_.api import BaseModel
from zato.server.outgoing.credentials import credentials_of
from zato.server.outgoing.objects import Item, Store
from zato.server.outgoing.transport import Transport

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


class RESTConnection:
    def __init__(self, config):
        self.config = config
        self.address = config.host.rstrip("/") + config.url_path
        self.transport = Transport(config)

    impl = property(lambda self: self.transport.session)

    def get(self, cid, params=None, *args, **kwargs):
        return self.http_request("GET", cid, "", params, *args, **kwargs)

    def post(self, cid, data="", params=None, *args, **kwargs):
        return self.http_request("POST", cid, data, params, *args, **kwargs)

    send = post

    def put(self, cid, data="", params=None, *args, **kwargs):
        return self.http_request("PUT", cid, data, params, *args, **kwargs)

    def patch(self, cid, data="", params=None, *args, **kwargs):
        return self.http_request("PATCH", cid, data, params, *args, **kwargs)

    def delete(self, cid, data="", params=None, *args, **kwargs):
        return self.http_request("DELETE", cid, data, params, *args, **kwargs)

    def options(self, cid, data="", params=None, *args, **kwargs):
        return self.http_request("OPTIONS", cid, data, params, *args, **kwargs)

    def ping(self, cid, *args, **kwargs):
        response = self.http_request(self.config.ping_method, cid, "", None, *args, **kwargs)
        return f"Code: {response.status_code}"

    def http_request(self, method, cid, data="", params=None, headers=None, model=None, **kwargs):
        if not self.config.is_active:
            raise Inactive(self.config.name)
        for consumed in ("timeout", "sec_def_name", "auth_scopes", "_has_cid"):
            kwargs.pop(consumed, None)
        url, query = self._url(params)
        body, content_type = self._body(data)
        credentials = credentials_of(self.config, self.transport)
        all_headers = {"X-Zato-CID": cid or "", "X-Zato-Component": "server", "X-Zato-Msg-TS": datetime.datetime.now(datetime.timezone.utc).isoformat()}
        if content_type:
            all_headers["Content-Type"] = content_type
        all_headers.update(credentials.headers)
        all_headers.update(headers or {})
        try:
            response = self.transport.send(method, url + ("?" + query if query else ""), body, all_headers, credentials.auth, kwargs)
        except self.transport.TimedOut as error:
            raise TimeoutException(cid, f"no answer from {self.config.name} within {self.config.timeout} s") from error
        return self._read(response, model)

    def _url(self, params):
        """Placeholders of the path take their values first; what is left is the query."""
        left = dict(params or {}) if not isinstance(params, str) else {}

        def value(match):
            name = match.group(1)
            if left.get(name) in (None, ""):
                raise ValueError(f"{self.config.name}: parameter `{name}` of {self.config.url_path} is missing")
            return quote(str(left.pop(name)), safe="")

        url = self.config.host.rstrip("/") + _PLACEHOLDER.sub(value, self.config.url_path)
        return url, params if isinstance(params, str) else urlencode(left, doseq=True)

    def _body(self, data):
        config = self.config
        given = config.content_type
        if isinstance(data, BaseModel):
            data = data.to_dict()
        if isinstance(data, (str, bytes)) or data is None:
            body = data.encode("utf-8") if isinstance(data, str) else data
            return body or None, given or ("application/json" if config.data_format == "json" else "text/plain" if body else "")
        if config.data_format == "json" and "form-urlencoded" not in given:
            return compact_utf8(data).encode("utf-8"), given or "application/json"
        return urlencode(data, doseq=True), given or "application/x-www-form-urlencoded"

    def _read(self, response, model):
        if self.config.data_format == "json" or response.headers.get("Content-Type", "").startswith("application/json"):
            try:
                response.data = loads(response.content) if response.content.strip() else ""
            except ValueError as error:
                raise Exception(f"{self.config.name} answered with what is no JSON ({error}): {response.text[:1000]}") from error
        else:
            response.data = response.text
        if model:
            response.data = [model.from_dict(one) for one in response.data] if isinstance(response.data, list) else model.from_dict(response.data)
        return response


def make(config):
    return Item(config=config, conn=RESTConnection(config))


connections = Store("outgoing_rest", make)


class RESTFacade:
    """self.rest: the same without a cid in each call."""

    def __init__(self, cid):
        self._cid = cid

    def __getitem__(self, name):
        return Invoker(self._cid, connections[name].conn)

    def get(self, name, default=None):
        return self[name] if name in connections else default

    def __getattr__(self, name):
        for one in connections.keys():
            if re.sub(r"\W", "_", one).lower() == name:
                return self[one]
        raise AttributeError(name)


class Invoker:
    def __init__(self, cid, conn):
        self._cid, self.conn = cid, conn

    def __getattr__(self, name):
        call = getattr(self.conn, name)
        if name not in ("get", "post", "put", "patch", "delete", "options", "send", "ping"):
            return call

        def without_cid(*args, **kwargs):
            return call(self._cid, *(args[1:] if args and args[0] == self._cid else args), **kwargs)
        return without_cid
