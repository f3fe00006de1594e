"""Input and output as CSV: columns in the order of the elements, without a header unless the service asks for one."""
import csv
import io

_OPTIONS = ("delimiter", "doublequote", "escapechar", "lineterminator", "quotechar", "quoting", "skipinitialspace", "strict", "dialect")


def option(settings, name, default=None):
    """CSV.name or csv_name, of SimpleIO."""
    return getattr(getattr(settings, "CSV", None), name, getattr(settings, f"csv_{name}", default))


def options(settings):
    given = {name: option(settings, name) for name in _OPTIONS}
    return {name: value for name, value in given.items() if value is not None}


def read(payload, declared):
    """A dict per line."""
    text = payload.decode(option(declared.settings, "encoding", "utf-8")) if isinstance(payload, bytes) else payload or ""
    names = [element.name for element in declared.input.elements]
    lines = [line for line in csv.reader(io.StringIO(text, newline=""), **options(declared.settings)) if line]
    return [dict(zip(names, line)) for line in (lines[1:] if option(declared.settings, "has_header") else lines)]


def write(rows, declared):
    names = [element.name for element in declared.output.elements]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, names, restval="", **options(declared.settings))
    if option(declared.settings, "should_write_header") or option(declared.settings, "has_header"):
        writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
