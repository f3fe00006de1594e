"""Configuration objects by their names, as they are in force now."""
import _zato

from zato.common.ext.bunch import Bunch, bunchify
from zato.common.json_internal import loads


def find(type, name):
    """None where there is none of that name."""
    text = _zato.object(type, name, 0)
    return bunchify(loads(text)) if text else None


def find_by_id(type_or_family, id):
    text = _zato.object(type_or_family, "", id or 0) if id else ""
    return bunchify(loads(text)) if text else None


class Item(Bunch):
    """What is found under a name: `config`, and `conn` or other ways in."""


class Store:
    """Connections of one type. What is made of one is kept until its configuration changes."""

    def __init__(self, type, make):
        self.type, self.make = type, make
        self._made = {}  # name: (version, item)
        self._sequence, self._current = None, {}  # what the configuration of that number has

    def get(self, name, default=None):
        sequence = _zato.configuration()
        if sequence != self._sequence:
            self._sequence, self._current = sequence, {}
        item = self._current.get(name)
        if item is None and (item := self._find(name, default)) is not default:
            self._current[name] = item
        return item

    def _find(self, name, default):
        config = find(self.type, name)
        if config is None:
            return default
        known = self._made.get(name)
        if known is None or known[0] != (config.id, config.version):
            known = self._made[name] = ((config.id, config.version), self.make(config))
        return known[1]

    def __getitem__(self, name):
        item = self.get(name)
        if item is None:
            raise KeyError(f"no such connection: `{name}`")
        return item

    def __contains__(self, name):
        return find(self.type, name) is not None

    def keys(self):
        return _zato.names(self.type)

    def __iter__(self):
        return iter(self.keys())

    def __len__(self):
        return len(self.keys())

    def values(self):
        return [self[name] for name in self.keys()]

    def items(self):
        return [(name, self[name]) for name in self.keys()]
