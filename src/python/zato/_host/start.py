"""The life of the Python thread: patched by gevent before anything else is imported, then waiting in the hub. Called by the engine."""
import gevent.monkey

gevent.monkey.patch_all()  # first: what is imported below, and by services, must find it done

import sys

import _zato
import gevent
from gevent.event import Event

from zato._host import context, logs, loop, substitutes, watch  # noqa: watch is for the engine


def run():
    sys.dont_write_bytecode = True  # the directories of services are their authors'
    hub = gevent.get_hub()
    logs.start(hub)
    substitutes.add()
    gevent.Greenlet.add_spawn_callback(context.inherit)
    stop = Event()
    watcher = hub.loop.io(_zato.descriptor(), 1)
    watcher.start(loop.Wake(hub, stop))
    _zato.started()
    stop.wait()
    watcher.stop()
