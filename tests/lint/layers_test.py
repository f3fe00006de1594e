#!/usr/bin/env python3
"""The layer rule: a folder of src/core includes only what its row in src/core/README.md allows, executables never include
each other, and include/zato never includes src/."""
import re

import lint


def read_table(root):
    """{folder: set of folders it may include}, closed over 'and of those they may include'."""
    rows = {}
    for line in (root / "src/core/README.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and len(cells) == 3 and re.fullmatch(r"[a-z_]+", cells[0]) and cells[0] != "folder":
            rows[cells[0]] = set(cells[1].split()) - {"-"}
    allowed = {}

    def closure(folder):
        if folder not in allowed:
            allowed[folder] = set()  # a cycle ends here, and is reported by the missing entry
            allowed[folder] = set().union({folder}, *({d} | closure(d) for d in rows.get(folder, ())))
        return allowed[folder]

    for folder in rows:
        closure(folder)
    return rows, allowed


def check(root):
    rows, allowed = read_table(root)
    problems = []
    if not rows:
        return ["src/core/README.md: no layer table found"]
    for folder, direct in rows.items():
        problems += [f"src/core/README.md: {folder} may include {d}, which has no row" for d in direct - rows.keys()]
        problems += [f"src/core/README.md: {folder} and {d} may include each other"
                     for d in allowed[folder] - {folder} if folder in allowed.get(d, ())]
    for path in lint.files(root, "src/core"):
        folder = path.relative_to(root / "src/core").parts[0]
        if folder not in rows:
            problems.append(f"{lint.at(root, path)}: folder {folder} has no row in src/core/README.md")
            continue
        for number, name, quoted in lint.includes(path):
            target = name.split("/")[0]
            if quoted and "/" not in name:
                problems.append(f'{lint.at(root, path, number)}: "{name}" must be included by its path from src/core')
            elif quoted and target in rows and target not in allowed[folder]:
                problems.append(f"{lint.at(root, path, number)}: {folder} must not include {target}")
            elif quoted and target not in rows and target != "zato":
                problems.append(f'{lint.at(root, path, number)}: "{name}" belongs to no folder of src/core')
    executables = [p.name for p in (root / "src").iterdir() if p.is_dir() and p.name != "core"]
    for executable in executables:
        for path in lint.files(root, f"src/{executable}"):
            for number, name, quoted in lint.includes(path):
                if quoted and name.split("/")[0] in set(executables) - {executable} - rows.keys() and "/" in name:
                    problems.append(f"{lint.at(root, path, number)}: executables never include each other ({name})")
                if quoted and ".." in name.split("/"):
                    problems.append(f"{lint.at(root, path, number)}: no include through '..' ({name})")
    for path in lint.files(root, "include"):
        for number, name, quoted in lint.includes(path):
            if name.split("/")[0] in rows:
                problems.append(f"{lint.at(root, path, number)}: public headers know nothing of src/core ({name})")
    return problems


TABLE = ("| folder | may include | what |\n|---|---|---|\n"
         "| base | - | x |\n| log | base | x |\n| rt | log | x |\n| odb | rt | x |\n")
GOOD = {
    "src/core/README.md": TABLE,
    "src/core/odb/a.cpp": '#include "odb/a.hpp"\n#include "base/text.hpp"\n#include <string>\n',
    "src/core/odb/a.hpp": '#pragma once\n// #include "server/x.hpp" in a comment is nothing\n',
    "src/server/main.cpp": '#include "odb/a.hpp"\n#include "app.hpp"\n',
    "src/lb/main.cpp": "",
    "include/zato/service.hpp": '#include "zato/log.hpp"\n#include <string>\n',
}
BAD = [
    ("base must not include odb", {"src/core/base/t.cpp": '#include "odb/a.hpp"\n'}),
    ("has no row", {"src/core/extra/t.cpp": "\n"}),
    ("by its path from src/core", {"src/core/log/t.cpp": '#include "line.hpp"\n'}),
    ("belongs to no folder", {"src/core/log/t.cpp": '#include "server/parent.hpp"\n'}),
    ("executables never include each other", {"src/server/t.cpp": '#include "lb/agent.hpp"\n'}),
    ("no include through", {"src/server/t.cpp": '#include "../lb/agent.hpp"\n'}),
    ("public headers know nothing", {"include/zato/t.hpp": '#include "base/text.hpp"\n'}),
    ("may include each other", {"src/core/README.md": TABLE + "| a | b | x |\n| b | a | x |\n"}),
    ("which has no row", {"src/core/README.md": TABLE + "| a | nothing | x |\n"}),
]

if __name__ == "__main__":
    lint.main(check, GOOD, BAD)
