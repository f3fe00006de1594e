"""What the hub does when the worker has sent something: each call gets a greenlet, each answer goes to the one that waits for it."""
import _zato
from greenlet import greenlet

from zato._host import call, loader, packages, tickets

CALL, ANSWER, LOAD, STOP, PREPARE, ACTIVATE, FORGET = range(7)


class Wake:
    """The callback of the descriptor's watcher."""

    def __init__(self, hub, stop):
        self.hub, self.stop = hub, stop

    def __call__(self):
        hub = self.hub
        for item in _zato.take():
            kind = item[0]
            if kind == CALL:
                greenlet(call.from_worker, hub).switch(item)
            elif kind == ANSWER:
                receive = tickets.forget(item[1])
                if receive:
                    receive(*item[2:])
            elif kind == LOAD:
                greenlet(load, hub).switch(item[1], item[2])
            elif kind == PREPARE:
                greenlet(prepare, hub).switch(*item[1:])
            elif kind == ACTIVATE:
                packages.activate(item[1])
            elif kind == FORGET:
                packages.forget(item[1])
            else:
                self.stop.set()


def load(loading, path):
    try:
        services = loader.load(path)
    except loader.Refused as refused:
        _zato.load_failed(loading, str(refused))
    else:
        _zato.loaded(loading, services)


def prepare(preparing, *files):
    try:
        loaded = packages.prepare(*files)
    except BaseException as error:
        _zato.prepare_failed(preparing, loader.stack_of(error))
    else:
        _zato.prepared(preparing, loaded)
        packages.settle(files[0])
