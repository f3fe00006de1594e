"""self.commands: programs of the operating system."""
import datetime
import subprocess
import time

import gevent

from zato.common.marshal_.api import Model
from zato.server.service import invoke


class CommandResult(Model):
    def __init__(self):
        self.is_ok = self.is_timeout = self.is_async = False
        self.cid = self.command = self.stdin = self.stdout = self.stderr = self.timeout_msg = ""
        self.exit_code = -1
        self.timeout, self.encoding, self.replace_char = 600.0, "utf8", "�"
        self.start_time = self.end_time = self.total_time = ""
        self.total_time_sec = -1.0
        self.len_stdout_bytes = self.len_stderr_bytes = -1


class Commands:
    def __init__(self, service):
        self._service = service

    def invoke(self, command, *, cid="", timeout=600.0, callback=None, stdin="", encoding="utf8", use_pubsub=False, replace_char="�"):
        if use_pubsub:
            raise NotImplementedError("self.commands with use_pubsub is not available in this version of the server")
        result = CommandResult()
        result.cid, result.command, result.timeout, result.stdin = cid or self._service.cid, command, timeout, stdin
        result.encoding, result.replace_char = encoding, replace_char
        self._run(result)
        self._tell(callback, result)
        return result

    def invoke_async(self, command, *, cid="", **kwargs):
        cid = cid or self._service.cid
        gevent.spawn(self.invoke, command, cid=cid, **kwargs)
        return cid

    @staticmethod
    def _run(result):
        def text(data):
            return (data or b"").decode(result.encoding, "replace").replace("�", result.replace_char)
        started, start = time.monotonic(), datetime.datetime.now(datetime.timezone.utc)
        try:
            done = subprocess.run(result.command, shell=True, input=result.stdin.encode(result.encoding), capture_output=True,
                                  timeout=result.timeout or None)
            out, err, result.exit_code = done.stdout, done.stderr, done.returncode
        except subprocess.TimeoutExpired as over:
            out, err = over.stdout, over.stderr
            result.is_timeout, result.timeout_msg = True, f"Command did not end within {result.timeout} s"
        result.stdout, result.stderr = text(out), text(err)
        result.len_stdout_bytes, result.len_stderr_bytes = len(out or b""), len(err or b"")
        result.is_ok = result.exit_code == 0
        result.total_time_sec = time.monotonic() - started
        result.start_time, result.end_time = start.isoformat(), datetime.datetime.now(datetime.timezone.utc).isoformat()
        result.total_time = str(datetime.timedelta(seconds=result.total_time_sec))

    def _tell(self, callback, result):
        if callback is None:
            return
        if callable(callback) and not isinstance(callback, type):
            callback(result)
        else:
            invoke.invoke(invoke.Background(self._service, result.cid), callback, result)
