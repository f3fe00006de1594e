"""In the process that tries files before they are deployed: says which one it is at, and where in it when it crashes or hangs."""
import faulthandler
import gc
import json
import os
import signal
import sys
import traceback

import gevent

from zato._host import packages

_talk = _sheet = _top = None


def begin(talk, sheet, top):
    global _talk, _sheet, _top
    _talk, _sheet, _top = talk, sheet, top
    faulthandler.enable(file=sys.__stderr__)
    faulthandler.register(signal.SIGUSR1, file=sys.__stderr__, all_threads=True)
    packages.State.at = at
    gc.set_threshold(100_000)  # it lives for one trial


def say(**what):
    os.write(_talk, json.dumps(what).encode() + b"\n")


def at(name):
    if State.loading is None:
        gevent.spawn(tell_where)
    State.loading = gevent.getcurrent()
    os.pwrite(_sheet, name.encode()[:_top].ljust(_top, b"\0"), 0)


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
