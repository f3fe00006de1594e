#!/usr/bin/env python3
"""Tests neither skip nor sleep: what cannot run here fails and says why, and time passes only in tests/support/wait.cpp, where a
condition is awaited with a deadline."""
import re

import lint

SKIPS = re.compile(r"\bGTEST_SKIP\b|\bDISABLED_\w+|set_tests_properties\([^)]*\bDISABLED\b|\bWILL_FAIL\b|@unittest\.skip|pytest\.skip")
# rt::sleep_for of a fiber, Service::sleep and who overrides it are things under test, not waits of the test's.
SLEEPS = re.compile(r"\bthis_thread::sleep_\w+|\bnamespace\s+std::this_thread|(?<![.\w])(?<!bool )(?:u|nano)?sleep\s*\(|\btime\.sleep\b|\bclock_nanosleep\b|\bpoll\(nullptr")
WAITING = "tests/support/wait.cpp"


def check(root):
    problems = []
    for path in lint.files(root, "tests", suffixes=lint.CODE | {".py", ".txt", ".cmake"}):
        relative = str(path.relative_to(root))
        if relative.startswith("tests/lint/"):
            continue
        text = path.read_text()
        if path.suffix in lint.CODE:
            text = lint.without_strings(lint.without_comments(text))
        for number, line in enumerate(text.splitlines(), 1):
            if SKIPS.search(line):
                problems.append(f"{relative}:{number}: a skipped test: {line.strip()}")
            if SLEEPS.search(line) and relative != WAITING:
                problems.append(f"{relative}:{number}: a sleep; wait on a condition with a deadline: {line.strip()}")
    return problems


GOOD = {
    WAITING: "void pause() { ::poll(nullptr, 0, 5); }\n",
    "tests/unit/c_test.cpp": "  service.sleep(1ms);\n",
    "tests/unit/a_test.cpp": 'TEST(A, Sleeps) { run("sleep 1000"); }  // sleep_for would be reported\n',
}
BAD = [
    ("a skipped test", {"tests/unit/b_test.cpp": "  GTEST_SKIP() << 1;\n"}),
    ("a skipped test", {"tests/unit/b_test.cpp": "TEST(B, DISABLED_Later) {}\n"}),
    ("a skipped test", {"tests/CMakeLists.txt": "set_tests_properties(x PROPERTIES DISABLED ON)\n"}),
    ("a sleep", {"tests/unit/b_test.cpp": "  std::this_thread::sleep_for(1s);\n"}),
    ("a sleep", {"tests/integration/b_test.cpp": "  ::usleep(10);\n"}),
    ("a sleep", {"tests/support/b.cpp": "  ::poll(nullptr, 0, 50);\n"}),
]

if __name__ == "__main__":
    lint.main(check, GOOD, BAD)
