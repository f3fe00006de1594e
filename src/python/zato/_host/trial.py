"""In the process that tries files before they are deployed: says which one it is at, and where in it when it crashes or hangs."""
import faulthandler
import json
import os
import signal
import sys
import traceback

import gevent

from zato._host import packages

_fd = None


def begin(descriptor):
    global _fd
    _fd = descriptor
    faulthandler.enable(file=sys.__stderr__)
    faulthandler.register(signal.SIGUSR1, file=sys.__stderr__, all_threads=True)
    packages.State.at = at
    gevent.spawn(tell_where)


def say(**what):
    os.write(_fd, json.dumps(what).encode() + b"\n")


def at(name):
    State.loading = gevent.getcurrent()
    say(at=name)


class State:
    loading = None  # the greenlet that executes files


def tell_where():
    """Where an import waits, which no signal shows: to the hub it is just one greenlet of many."""
    while True:
        gevent.sleep(0.5)
        frame = State.loading and State.loading.gr_frame
        if frame:
            stack = [one for one in traceback.extract_stack(frame) if "/zato/_host/" not in one.filename and "/gevent/" not in one.filename]
            say(where="".join(traceback.format_list(stack)))
