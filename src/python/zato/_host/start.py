"""The life of the Python thread: patched by gevent before anything else is imported, then waiting in the hub. Called by the engine."""
import gevent.monkey

gevent.monkey.patch_all()  # first: what is imported below, and by services, must find it done

import faulthandler
import gc
import sys

import _zato
import gevent
from gevent.event import Event

from zato._host import context, logs, loop, substitutes, trial, watch  # noqa: watch is for the engine
from zato._host.settings import settings


def run():
    sys.dont_write_bytecode = True  # the directories of services are their authors'
    keep_last_words()
    hub = gevent.get_hub()
    logs.start(hub)
    substitutes.add()
    gevent.Greenlet.add_spawn_callback(context.inherit)
    stop = Event()
    watcher = hub.loop.io(_zato.descriptor(), 1)
    watcher.start(loop.Wake(hub, stop))
    if "trial" in settings():
        trial.begin(*settings()["trial"])
    gc.collect()
    gc.freeze()  # what is here stays: collections after deployments need not look at it
    _zato.started()
    stop.wait()
    watcher.stop()


def keep_last_words():
    """Should this process crash, its parent finds the traceback of this thread."""
    descriptor = settings().get("last_words", -1)
    if descriptor >= 0:
        faulthandler.enable(descriptor, all_threads=False)
