#!/usr/bin/env python3
"""Files stay small: at most 600 lines, tests 800. Every source file begins with a comment that says what lives there (a .cpp beside
a header of the same name may leave that to the header)."""
import lint

LIMIT, TEST_LIMIT = 600, 800
OURS = lint.CODE | {".py", ".cmake", ".ts", ".vue", ".sh", ".sql"}


def check(root):
    problems = []
    for path in lint.files(root, "include", "src", "services", "tests", "bench", "fuzz", "cmake", "scripts", suffixes=OURS | {""}):
        text = path.read_text()
        lines = text.count("\n")
        limit = TEST_LIMIT if path.relative_to(root).parts[0] == "tests" else LIMIT
        if lines > limit:
            problems.append(f"{lint.at(root, path)}: {lines} lines, more than {limit}")
        product = path.relative_to(root).parts[0] in ("include", "src", "services") and path.suffix in lint.CODE
        has_header = path.suffix == ".cpp" and path.with_suffix(".hpp").exists()
        if product and not has_header and not text.startswith(("//", "/*")):
            problems.append(f"{lint.at(root, path)}: begins without a comment that says what lives here")
        if path.suffix == ".hpp" and "#pragma once" not in text:
            problems.append(f"{lint.at(root, path)}: no #pragma once")
    return problems


GOOD = {
    "src/core/base/a.hpp": "// What.\n#pragma once\n",
    "src/core/base/a.cpp": '#include "base/a.hpp"\n',
    "src/server/main.cpp": "// The entry.\n" + "\n" * 599,
    "tests/unit/a_test.cpp": "\n" * 800,
}
BAD = [
    ("more than 600", {"src/server/main.cpp": "// The entry.\n" + "\n" * 600}),
    ("more than 800", {"tests/unit/a_test.cpp": "\n" * 801}),
    ("more than 600", {"scripts/test": "\n" * 601}),
    ("begins without a comment", {"src/core/base/b.cpp": "int x;\n"}),
    ("no #pragma once", {"include/zato/a.hpp": "// What.\n"}),
]

if __name__ == "__main__":
    lint.main(check, GOOD, BAD)
