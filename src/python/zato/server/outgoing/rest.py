"""Outgoing REST: self.out.rest['CRM'].conn.post(cid, data, params, headers=…)."""
import base64
import re
from urllib.parse import parse_qsl, urlencode

from zato.common.exception import Inactive
from zato.common.json_internal import compact_utf8, loads
from zato.common.marshal_.api import BaseModel
from zato.server.outgoing import multipart, transport
from zato.server.outgoing.failures import check_headers
from zato.server.outgoing.objects import Item, Store

_CONSUMED = frozenset(("timeout", "sec_def_name", "auth_scopes", "_has_cid", "stream"))
_OPTIONS = frozenset(("allow_redirects", "auth", "files", "json"))


class RESTConnection:
    def __init__(self, config):
        self.config = config
        self.address = config.host.rstrip("/") + config.url_path

    @property
    def impl(self):
        """A session of the library `requests`, for those who want more than this connection has; it is none of the worker's."""
        try:
            import requests
        except ImportError:
            raise NotImplementedError("impl needs Python's HTTP library; install the Debian package python3-requests") from None
        session = requests.Session()
        session.trust_env, session.verify = False, self.config.tls_verify
        return session

    def get(self, cid, params=None, *args, **kwargs):
        return self.http_request("GET", cid, "", params, *args, **kwargs)

    def head(self, cid, params=None, *args, **kwargs):
        return self.http_request("HEAD", cid, "", params, *args, **kwargs)

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

    def upload(self, cid, item, field_name="data", mime_type="text/plain"):
        with open(item, "rb") as file:
            return self.http_request("POST", cid, files={field_name: (item, file, mime_type)})

    def ping(self, cid, return_response=False, **kwargs):
        response = self._send(cid, "", b"", "", [], [], 0)
        return response if return_response else f"Code: {response.status_code}\nResponse time: {response.elapsed}"

    def rest_call(self, *, cid, data="", model=None, callback=None, params=None, headers=None, method="GET", **kwargs):
        response = self.http_request(method or "GET", cid, data, params, headers=headers, model=model, **kwargs)
        if not response.ok:
            raise Exception(response.text)
        return callback(response) if callback else response.data

    def http_request(self, method, cid, data="", params=None, headers=None, model=None, **kwargs):
        for name in kwargs:
            if name not in _CONSUMED and name not in _OPTIONS:
                raise NotImplementedError(f"{self.config.name}: {name}= is not available in this version of the server")
        body, content_type = self._body(data, kwargs)
        all_headers = [(name, value.decode("latin-1") if isinstance(value, bytes) else str(value))
                       for name, value in (headers or {}).items() if value is not None]
        if kwargs.get("auth"):
            all_headers.append(("Authorization", basic(kwargs["auth"])))
        check_headers(all_headers)
        redirects = transport.REDIRECTS if kwargs.get("allow_redirects") else 0
        return self._read(self._send(cid, method, body, content_type, pairs_of(params), all_headers, redirects), model)

    def _send(self, cid, *call):
        if not self.config.is_active:
            raise Inactive(self.config.name)
        return transport.send(self.config, cid, *call)

    def _body(self, data, options):
        config = self.config
        given = config.content_type
        if options.get("files"):
            return multipart.encode(options["files"], data if isinstance(data, dict) else ())
        if options.get("json") is not None:
            return compact_utf8(options["json"]).encode("utf-8"), "application/json"
        if isinstance(data, BaseModel):
            data = data.to_dict()
        if isinstance(data, (str, bytes)) or data is None:
            body = data.encode("utf-8") if isinstance(data, str) else data
            return body or b"", given or ("application/json" if config.data_format == "json" else "text/plain" if body else "")
        if config.data_format == "json" and "form-urlencoded" not in given:
            return compact_utf8(data).encode("utf-8"), given or "application/json"
        return urlencode(data, doseq=True).encode("utf-8"), given or "application/x-www-form-urlencoded"

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


def pairs_of(params):
    """Those of the path and the query; values of a list become one pair each."""
    if not params:
        return []
    if isinstance(params, (str, bytes)):
        return parse_qsl(params if isinstance(params, str) else params.decode("utf-8"), keep_blank_values=True)
    pairs = []
    for name, value in params.items() if hasattr(params, "items") else params:
        for one in value if isinstance(value, (list, tuple, set)) else (value,):
            if one is not None:
                pairs.append((str(name), one.decode("utf-8") if isinstance(one, bytes) else str(one)))
    return pairs


def basic(auth):
    if not isinstance(auth, (tuple, list)):
        raise NotImplementedError("auth= takes a user name and a password; other kinds belong to the connection's security definition")
    return "Basic " + base64.b64encode(":".join(auth).encode("utf-8")).decode("ascii")


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
        if name not in ("get", "head", "post", "put", "patch", "delete", "options", "send", "ping", "upload"):
            return call

        def without_cid(*args, **kwargs):
            return call(self._cid, *(args[1:] if args and args[0] == self._cid else args), **kwargs)
        return without_cid
