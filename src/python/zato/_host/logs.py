"""Python's logging goes to the server's log, each line with the correlation ID of the call that wrote it."""
import logging

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


def start():
    root = logging.getLogger()
    root.addHandler(ServerLog())
    root.setLevel(next((python for python, level in reversed(_PYTHON) if _zato.log_enabled(level)), logging.CRITICAL))
    for chatty in ("urllib3", "requests", "parso"):
        logging.getLogger(chatty).setLevel(max(root.level, logging.WARNING))
    logging.captureWarnings(True)
