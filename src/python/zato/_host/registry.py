"""The deployed services of this process."""

services = []  # by the number that the worker knows them by
by_class = {}
