"""Who keeps the hub busy: asked by the engine's watch, from its own thread."""
import sys
import traceback

from gevent.monkey import get_original

from zato._host import call

_THREAD = get_original("_thread", "get_ident")()  # the one that imports this, and runs the services


def culprit():
    """(name of the service or '', cid, stack as text)"""
    frame = sys._current_frames().get(_THREAD)
    stack = "".join(traceback.format_stack(frame)) if frame else ""
    name = cid = ""
    while frame and not name:
        if frame.f_code is call.run.__code__:
            name, cid = frame.f_locals["deployed"].name, frame.f_locals["cid"]
        frame = frame.f_back
    return name, cid, stack.rstrip()
