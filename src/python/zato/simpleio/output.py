"""Output: self.response.payload of services that declare what they answer. It takes dicts, rows and objects, one or many."""
from zato.simpleio.elements import NOT_GIVEN


class Output:
    def __init__(self, io, value=NOT_GIVEN):
        own = self.__dict__
        own["_io"], own["one"], own["rows"], own["is_list"] = io, {}, [], False
        if value is not NOT_GIVEN:
            own["one"] = unwrapped(value)

    def __setattr__(self, name, value):
        self.one[name] = value

    def __getattr__(self, name):
        value = value_in(self.one, name)
        if value is NOT_GIVEN:
            return self._io.unset(self, name)
        return value

    def __setitem__(self, key, value):
        if isinstance(key, slice):
            self.__dict__["is_list"] = True
            self.rows[key] = value
        else:
            self.one[key] = value

    def __getitem__(self, key):
        return self.rows[key] if isinstance(key, (int, slice)) else getattr(self, key)

    def get(self, name, default=None):
        value = value_in(self.one, name)
        return default if value is NOT_GIVEN else value

    def append(self, row):
        self.__dict__["is_list"] = True
        self.rows.append(row)

    def __iter__(self):
        return iter(self.rows if self.is_list else self.one)

    def __len__(self):
        return len(self.rows if self.is_list else self.one)

    def __bool__(self):
        return True

    def getvalue(self, *args, **kwargs):
        return self._io.output_of(self)


def unwrapped(value):
    """A dict whose one key is zato_…_response is what that holds."""
    if isinstance(value, dict) and len(value) == 1:
        (name, inner), = value.items()
        if isinstance(name, str) and name.startswith("zato") and name.endswith("_response"):
            return inner
    if hasattr(value, "to_zato"):
        return value.to_zato()
    return dict(value) if isinstance(value, dict) else value


def value_in(row, name):
    if isinstance(row, dict):
        return row.get(name, NOT_GIVEN)
    return getattr(row, name, NOT_GIVEN)
