#!/usr/bin/env python3
"""No C++20 coroutine anywhere: g++ 12 miscompiles them (double free in ordinary code). Fibers of src/core/rt instead."""
import re

import lint

KEYWORD = re.compile(r"\bco_(?:await|return|yield)\b|#\s*include\s*<coroutine>|\buse_awaitable\b")


def check(root):
    problems = []
    for path in lint.files(root, "include", "src", "services", "tests", "bench", "fuzz"):
        text = lint.without_strings(lint.without_comments(path.read_text()))
        for number, line in enumerate(text.splitlines(), 1):
            if KEYWORD.search(line):
                problems.append(f"{lint.at(root, path, number)}: C++20 coroutine: {line.strip()}")
    return problems


GOOD = {"src/core/rt/fiber.cpp": '// never co_await here\nconst char* why = "co_await is miscompiled";\n'}
BAD = [("C++20 coroutine", {f"src/server/{word}.cpp": f"  {word} x;\n"}) for word in ("co_await", "co_return", "co_yield")]
BAD.append(("C++20 coroutine", {"tests/unit/x_test.cpp": "#include <coroutine>\n"}))

if __name__ == "__main__":
    lint.main(check, GOOD, BAD)
