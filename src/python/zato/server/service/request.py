"""self.request and self.request.http. What few services look at is made when it is first asked for."""
import copy

from zato._host import forms
from zato.common.ext.bunch import Bunch, bunchify
from zato.common.json_internal import loads
from zato.compat.missing import check
from zato.server.service.lazy import lazy


class Request:
    def __getattr__(self, name):
        check("self.request", name)

    def __init__(self, service, payload, raw_request, job):
        self.payload, self.raw_request = payload, raw_request
        self.input = None
        self._service, self._job = service, job

    text = property(lambda self: self.raw_request)
    raw = property(lambda self: self.raw_request)
    cid = property(lambda self: self._service.cid)
    logger = property(lambda self: self._service.logger)
    data_format = property(lambda self: self._service.data_format)
    transport = property(lambda self: self._service.transport)
    headers = property(lambda self: self.http.headers)
    merge_channel_params = property(lambda self: self._service._zato_from_worker and self._job.merge() != 2)

    @lazy
    def http(self):
        return HTTPRequest(self._service, self._job)

    @lazy
    def channel_params(self):
        return self._job.channel_params() if self._service._zato_from_worker else {}

    def bunchified(self):
        """A deep copy of the message, each dict of it a Bunch. ValueError when it is no JSON."""
        raw = self.raw_request
        return bunchify(loads(raw) if isinstance(raw, (str, bytes)) else raw)

    to_bunch = bunchified

    def deepcopy(self):
        return copy.deepcopy(self.payload)


class HTTPRequest:
    """Off HTTP, what the WSGI environment says that the invoking service gave; without one all is empty."""

    def __init__(self, service, job):
        self._service = service
        self._job = job if service._zato_from_worker else None
        given = {} if self._job else service.wsgi_environ
        self.method, self.path, self.peer = job.http() if self._job else (given.get("REQUEST_METHOD"), given.get("PATH_INFO"), "")

    @lazy
    def GET(self):
        return Bunch(self._job.query()) if self._job else self._given("zato.http.GET")

    @lazy
    def POST(self):
        """Of channels that say no data format or that of forms."""
        if not self._job:
            return self._given("zato.http.POST")
        if self._service.data_format not in ("", "form", "post"):
            return Bunch()
        return Bunch(forms.of_channel(self._job, self._service.request.raw_request)) or self._form()

    @lazy
    def params(self):
        """Of the path and, by default, of the query."""
        return Bunch(self._job.channel_params()) if self._job else self._given("zato.http.path_params")

    def _given(self, name):
        return Bunch(self._service.wsgi_environ.get(name) or {})

    @lazy
    def headers(self):
        return Bunch((name.lower(), value) for name, value in self._job.headers()) if self._job else Bunch()

    @property
    def user_agent(self):
        return self.headers.get("user-agent", "") if self._job else self._service.wsgi_environ.get("HTTP_USER_AGENT", "")

    @property
    def _wsgi_environ(self):
        return self._service.wsgi_environ

    def get_form_data(self):
        """Fields of the body, whatever the channel's data format is; files as bytes."""
        return self._form() if self._job else Bunch()

    def _form(self):
        content_type = forms.content_type_of(self._job)
        is_form = content_type.split(";")[0].strip().lower() in ("", forms.MULTIPART, forms.URLENCODED)
        return Bunch(forms.fields_of(self._service.request.raw_request, content_type)) if is_form else Bunch()
