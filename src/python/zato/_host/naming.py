"""The name of a service whose class says none: from the path of its file and the name of the class, as Zato builds it."""
import pathlib
import re

_HUMP = re.compile(r"((?<=[a-z])[A-Z]|(?<!\A)[A-Z](?=[a-z]))")


def module_of(path):
    """'crm' for …/services/crm.py, 'acme.crm.api' for …/src/acme/crm/api.py."""
    if isinstance(path, str) and "/" not in path:
        return path[:path.rfind(".")]
    path = pathlib.Path(path)
    folders = list(path.parts[:-1])
    if not folders or folders[-1] != "services":
        for root in ("src", "source"):
            if root in folders:
                below = folders[len(folders) - folders[::-1].index(root):]
                return ".".join([*below, *([] if path.stem == "__init__" else [path.stem])])
    return path.stem


def _split(text):
    return _HUMP.sub(r"-\1", text).lower()


def service_name(module, class_name):
    name = _split(module).replace("_", "-") + "." + _split(class_name).lstrip("-")
    return name.replace(".-", ".").replace("_-", "_")
