"""Which call this greenlet works for. Greenlets that a service spawns inherit it."""
from contextvars import ContextVar, copy_context

current = ContextVar("zato_call", default=None)


def inherit(greenlet):
    """Called by gevent for each greenlet that is spawned, in the one that spawns it."""
    greenlet.gr_context = copy_context()


def cid():
    call = current.get()
    return call.cid if call else ""


class Call:
    """One call from the worker, and with deeper `depth` those that it makes within Python."""

    __slots__ = ("job", "cid", "depth", "response")

    def __init__(self, job, cid, depth=0):
        self.job, self.cid, self.depth = job, cid, depth
        self.response = None  # once there is one
