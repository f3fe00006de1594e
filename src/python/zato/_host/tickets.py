"""Who waits for which answer of the worker."""
import itertools

_waiting = {}
_numbers = itertools.count(1)


def issue(receive):
    """`receive(status, deliberate, message, payload, content_type)` is called in the hub: it must not wait."""
    number = next(_numbers)
    _waiting[number] = receive
    return number


def forget(number):
    return _waiting.pop(number, None)
