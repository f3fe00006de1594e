"""The deployed services of this process."""
import itertools

services = {}  # by the number that the worker knows them by
by_class = {}
_numbers = itertools.count(1)


def add(deployed):
    deployed.number = next(_numbers)
    services[deployed.number] = deployed
    by_class[deployed.cls] = deployed


def forget(deployed):
    services.pop(deployed.number, None)
    by_class.pop(deployed.cls, None)
