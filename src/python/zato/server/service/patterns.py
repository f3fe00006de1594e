"""self.patterns: several services at once, or one until it succeeds."""
import datetime

import _zato
import gevent

from zato.common.exception import ZatoException
from zato.server.service import invoke

FANOUT = ("fanout-call", "fanout-on-target", "fanout-on-final")
PARALLEL = ("parallel-exec-call", "parallel-exec-on-target", None)


def now():
    return datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None).isoformat()


def names_of(callbacks):
    if not callbacks:
        return []
    return [invoke.name_of(one) for one in (callbacks if isinstance(callbacks, (list, tuple)) else [callbacks])]


class Group:
    """Targets that run at the same time; whoever is to know is invoked after each, and after the last."""

    def __init__(self, source, channels):
        self.source = source
        self.call, self.after_target, self.after_all = channels

    def start(self, targets, on_final, on_target, cid):
        cid = cid or _zato.new_cid()
        on_target, on_final = names_of(on_target), names_of(on_final)
        gevent.spawn(self.run, dict(targets), on_final, on_target, cid)
        return cid

    def run(self, targets, on_final, on_target, cid):
        started = now()
        greenlets = [gevent.spawn(self.one, name, payload, on_target, cid) for name, payload in targets.items()]
        gevent.joinall(greenlets)
        final = {"phase": "on-final", "source": self.source.name, "req_ts_utc": started, "on_target": on_target, "on_final": on_final,
                 "data": [greenlet.value for greenlet in greenlets]}
        self.tell(on_final, final, self.after_all, cid)

    def one(self, target, payload, on_target, cid):
        out = {"source": self.source.name, "target": invoke.name_of(target), "response": None, "req_ts_utc": now(), "ok": False,
               "exception": None, "cid": cid, "phase": "on-target"}
        try:
            out["response"] = invoke.invoke(invoke.Background(self.source, cid), target, payload, self.call)
            out["ok"] = True
        except Exception as error:
            out["exception"] = f"{type(error).__name__}: {error}"
        out["resp_ts_utc"] = now()
        self.tell(on_target, out, self.after_target, cid)
        return out

    def tell(self, callbacks, payload, channel, cid):
        for callback in callbacks:
            try:
                invoke.invoke(invoke.Background(self.source, cid), callback, payload, channel)
            except Exception:
                self.source.logger.exception("callback %s failed", callback)


class Fanout:
    def __init__(self, source):
        self._source = source

    def invoke(self, targets, on_final, on_target=None, cid=None):
        return Group(self._source, FANOUT).start(targets, on_final, on_target, cid)


class Parallel:
    def __init__(self, source):
        self._source = source

    def invoke(self, targets, on_target, cid=None):
        return Group(self._source, PARALLEL).start(targets, None, on_target, cid)


class InvokeRetry:
    def __init__(self, source):
        self._source = source

    def invoke(self, target, *args, async_fallback=False, callback=None, context=None, repeats=3, seconds=None, minutes=None, **kwargs):
        """Tries at once; then again, here or, with `async_fallback`, in the background, whose cid is returned."""
        name = invoke.name_of(target)
        try:
            return invoke.invoke(self._source, name, *args, **kwargs)
        except Exception as error:
            if async_fallback:
                return self._background(name, args, kwargs, callback, context, repeats, seconds, minutes, 0)
            return self._again(self._source, name, args, kwargs, repeats, seconds, minutes, error)

    def invoke_async(self, target, *args, callback=None, context=None, repeats=3, seconds=None, minutes=None, **kwargs):
        return self._background(invoke.name_of(target), args, kwargs, callback, context, repeats, seconds, minutes, 1)

    def _background(self, name, args, kwargs, callback, context, repeats, seconds, minutes, at_once):
        cid = _zato.new_cid()
        gevent.spawn(self._in_background, cid, name, args, kwargs, names_of(callback), context, repeats, seconds, minutes, at_once)
        return cid

    def _in_background(self, cid, name, args, kwargs, callbacks, context, repeats, seconds, minutes, at_once):
        caller = invoke.Background(self._source, cid)
        out = {"source": self._source.name, "target": name, "orig_cid": cid, "call_cid": cid, "context": context, "ok": False, "result": None}
        try:
            out["result"] = self._first(caller, name, args, kwargs) if at_once else _NOTHING
        except Exception:
            out["result"] = _NOTHING
        try:
            if out["result"] is _NOTHING:
                out["result"] = self._again(caller, name, args, kwargs, repeats, seconds, minutes, None)
            out["ok"] = True
        except Exception as error:
            out["result"] = f"{type(error).__name__}: {error}"
        for callback in callbacks:
            invoke.invoke(caller, callback, out)

    @staticmethod
    def _first(caller, name, args, kwargs):
        return invoke.invoke(caller, name, *args, **kwargs)

    def _again(self, caller, name, args, kwargs, repeats, seconds, minutes, error):
        pause = seconds if seconds is not None else (minutes or 0) * 60
        for number in range(1, repeats + 1):
            gevent.sleep(pause)
            try:
                return invoke.invoke(caller, name, *args, **kwargs)
            except Exception as again:
                error = again
                self._source.logger.warning("invocation %s of %s of service %s failed: %s", number, repeats, name, again)
        raise ZatoException(caller.cid, f"service `{name}` failed {repeats} times more: {error}") from error


_NOTHING = object()


class Patterns:
    def __init__(self, source):
        self.fanout, self.parallel, self.invoke_retry = Fanout(source), Parallel(source), InvokeRetry(source)
