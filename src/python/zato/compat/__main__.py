"""zato compat scan DIR|FILE… [--json]: run by the command line, outside any server."""
import json
import pathlib
import sys
import types

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
sys.modules.setdefault("_zato", types.ModuleType("_zato"))  # the engine's module, which only servers have

from zato._host import substitutes
from zato.compat.uses import uses_in


def files_of(places):
    for place in map(pathlib.Path, places):
        yield from sorted(place.rglob("*.py")) if place.is_dir() else [place]


def main(arguments):
    substitutes.add()
    as_json = "--json" in arguments
    files = list(files_of(one for one in arguments if one != "--json"))
    siblings = {file.stem for file in files} | {file.parent.name for file in files}
    found = [{"file": str(file), "line": line, "uses": what}
             for file in files for line, what in uses_in(file.read_text(encoding="utf-8", errors="replace"), siblings)]
    if as_json:
        print(json.dumps(found))
    else:
        for one in found:
            print(f"{one['file']}:{one['line']}: {one['uses']}")
    print(f"{len(files)} files, {len(found)} uses of what this version does not have", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
