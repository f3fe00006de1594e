#!/usr/bin/env python3
"""Documents point at things that exist: relative Markdown links, their #anchors, and `path/file.ext` in backticks under our own
top-level folders."""
import re

import lint

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
TICKED = re.compile(r"`((?:src|include|services|etc|tests|docs|scripts|bench|fuzz|cmake)/[\w./-]*[\w/])`")


def anchors(path):
    found = set()
    for line in path.read_text().splitlines():
        if line.startswith("#"):
            title = line.lstrip("#").strip().lower()
            found.add(re.sub(r"[^\w\- ]", "", title).replace(" ", "-"))
    return found


def documents(root):
    return [p for p in root.glob("*.md")] + lint.files(root, "docs", "src", "include", "services", "tests", "bench", suffixes={".md"})


def check(root):
    problems = []
    for path in documents(root):
        code = False
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if line.lstrip().startswith("```"):
                code = not code
            if code:
                continue
            for target in LINK.findall(line):
                if re.match(r"[a-z]+:", target):
                    continue
                name, _, anchor = target.partition("#")
                file = (path.parent / name) if name else path
                if not file.exists():
                    problems.append(f"{lint.at(root, path, number)}: dangling link {target}")
                elif anchor and file.suffix == ".md" and anchor not in anchors(file):
                    problems.append(f"{lint.at(root, path, number)}: no heading for {target}")
            for name in TICKED.findall(line):
                if not (root / name).exists():
                    problems.append(f"{lint.at(root, path, number)}: names a file that does not exist: {name}")
    return problems


GOOD = {
    "README.md": "[a](docs/a.md) [b](docs/a.md#two-words) [web](https://example.com) `src/core` `make x`\n",
    "docs/a.md": "# Two words\n[up](../README.md) [here](#two-words)\n```\n[x](missing.md)\n```\n",
    "src/core/README.md": "",
}
BAD = [
    ("dangling link", {"docs/b.md": "[x](missing.md)\n"}),
    ("no heading", {"docs/b.md": "[x](a.md#nowhere)\n"}),
    ("does not exist", {"docs/b.md": "see `src/server/gone.cpp`\n"}),
]

if __name__ == "__main__":
    lint.main(check, GOOD, BAD)
