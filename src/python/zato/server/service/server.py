"""self.server: what services ask of the server they run in."""
import configparser
import functools
import os
import pathlib

from zato._host.settings import settings
from zato.common.ext.bunch import Bunch
from zato.server.service import invoke, invoke_async
from zato.compat.missing import check


class Server:
    def __init__(self, service):
        self._service = service

    name = property(lambda self: settings()["server"])
    cluster_name = property(lambda self: settings()["cluster"])
    pid = property(lambda self: os.getpid())
    base_dir = property(lambda self: settings()["directory"])
    repo_location = property(lambda self: str(pathlib.Path(settings()["directory"]) / "config" / "repo"))
    json_schema_dir = property(lambda self: str(pathlib.Path(self.repo_location) / "schema" / "json"))
    fs_server_config = property(lambda self: server_config(self.repo_location))

    @property
    def user_config(self):
        from zato.server.service.user_config import user_config
        return user_config()

    def _caller(self):
        return self._service or invoke.Nobody()

    def invoke(self, service, request=None, *args, **kwargs):
        return invoke.invoke(self._caller(), service, "" if request is None else request, *args, **kwargs)

    def invoke_async(self, service, request, callback=None, *args, **kwargs):
        return invoke_async.invoke_async(self._caller(), service, request, *args, callback=callback, **kwargs)

    @property
    def rpc(self):
        from zato.server.service.rpc import Rpc
        return Rpc(self._caller())

    def encrypt(self, data, *args, **kwargs):
        from zato.server.service.crypto import Crypto
        return Crypto().encrypt(data)

    def decrypt(self, data, *args, **kwargs):
        from zato.server.service.crypto import Crypto
        return Crypto().decrypt(data)

    def __getattr__(self, name):
        check("self.server", name)


@functools.cache
def server_config(repo):
    """server.conf, a Bunch for each section, as it is on disk: neither secrets nor the environment are put in."""
    parser = configparser.ConfigParser(interpolation=None, strict=False, delimiters=("=",))
    parser.optionxform = str
    parser.read(pathlib.Path(repo) / "server.conf", encoding="utf-8")
    return Bunch((section, Bunch(parser.items(section))) for section in parser.sections())
