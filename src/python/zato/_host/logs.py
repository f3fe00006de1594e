"""Python's logging goes to the server's log, each line with the correlation ID of the call that wrote it."""
import logging
import sys

import _zato

from zato._host import context

TRACE, DEBUG, INFO, WARNING, ERROR = range(5)  # of the server
_PYTHON = ((logging.ERROR, ERROR), (logging.WARNING, WARNING), (logging.INFO, INFO), (logging.DEBUG, DEBUG))


def level_of(number):
    for least, level in _PYTHON:
        if number >= least:
            return level
    return TRACE


class ServerLog(logging.Handler):
    def emit(self, record):
        try:
            _zato.log(level_of(record.levelno), record.name, context.cid(), self.format(record))
        except Exception:
            self.handleError(record)

    def createLock(self):
        self.lock = None  # the server's log orders lines by itself


class Lines:
    """A stream whose lines go to the log: what services print."""

    encoding, closed = "utf-8", False

    def __init__(self, name, level):
        self._logger, self._level, self._rest = logging.getLogger(name), level, ""

    def write(self, text):
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            if line.strip():
                self._logger.log(self._level, "%s", line)
        return len(text)

    def flush(self):
        if self._rest:
            self.write("\n")

    def isatty(self):
        return False


def greenlet_failed(context, kind, error, stack):
    """In place of the hub's way of printing it."""
    logging.getLogger("zato.server.python").error("a greenlet failed: %s", context, exc_info=(kind, error, stack))


def start(hub):
    root = logging.getLogger()
    root.addHandler(ServerLog())
    root.setLevel(next((python for python, level in reversed(_PYTHON) if _zato.log_enabled(level)), logging.CRITICAL))
    for chatty in ("urllib3", "requests", "parso"):
        logging.getLogger(chatty).setLevel(max(root.level, logging.WARNING))
    logging.captureWarnings(True)
    sys.stdout, sys.stderr = Lines("stdout", logging.INFO), Lines("stderr", logging.ERROR)
    hub.print_exception = greenlet_failed
