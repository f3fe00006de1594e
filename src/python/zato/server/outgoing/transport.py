"""How outgoing HTTP is carried out: by the worker, for services in Python as for those in C++. The greenlet waits, others run."""
import _zato
from gevent.hub import Waiter

from zato._host import tickets
from zato._host.context import current
from zato.server.outgoing.failures import raise_problem
from zato.server.outgoing.response import Response

REDIRECTS = 10  # where a call wants them followed


def send(config, cid, method, body, media_type, params, headers, redirects):
    """The method is empty for a ping. `params` and `headers`: lists of pairs of str."""
    call = current.get()
    waiter = Waiter()
    ticket = tickets.issue(lambda *answer: waiter.switch(answer))
    try:
        _zato.rest(call.job if call else None, cid or "", config.name, method, body, media_type, params, headers, redirects, ticket)
        problem, message, *answer = waiter.get()
    finally:
        tickets.forget(ticket)
    if problem:
        raise_problem(problem, message, config, cid)
    return Response(method, *answer)
