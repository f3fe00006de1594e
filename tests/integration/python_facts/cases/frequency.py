"""Section 6.2: the 40 elements that public services use most. Some are shown by cases of other files; every one is cited somewhere."""
import pathlib
import re

from facts import Facts


class Frequency(Facts):
    def test_outgoing_rest(self):
        """6.2/10, 6.2/13-15, 6.2/18, 6.2/20-21, 6.2/24, 6.2/26, 6.2/28-29, 6.2/33: outgoing REST as services call it. Its channel is "json/frequency.peer/{id}"."""
        self.assertEqual(self.answer("json/frequency.rest"), {
            "json": {"method": "POST", "params": {"id": "7", "q": "a b"}, "body": {"name": "x"}, "own": "own", "cid": True}, "text": "{", "content": "bytes", "status": 207, "data": "GET",
            "more": {"put": "PUT", "delete": "DELETE", "patch": "PATCH"}, "headers": "1", "none": None})

    def test_sql(self):
        """6.2/37: SQL through SQLAlchemy's sessions, by main's functions as well (1.6)."""
        self.assertEqual(self.answer("json/frequency.sql"), {"rows": [[1, "planted"]], "main": {"name": "planted"}})

    def test_packages(self):
        """6.2/11, 6.2/16: packages of a virtual environment and of the system, and sibling modules."""
        self.assertEqual(self.answer("json/packages.imported"), ["planted in a virtual environment", True, 42])

    def test_none_is_left_out(self):
        """Each of the ten traps and each of the 40 elements is cited by a case."""
        text = "".join(file.read_text() for file in pathlib.Path(__file__).parent.glob("*.py"))
        cited = {number for first, last in re.findall(r"6\.2/(\d+)(?:-(\d+))?", text) for number in range(int(first), int(last or first) + 1)}
        self.assertEqual(sorted(cited), list(range(1, 41)))
        self.assertEqual(sorted(map(int, re.findall(r"def test_(\d\d)_", text))), list(range(1, 11)))

    def test_many_at_once(self):
        """6.2/1-7, 6.2/9, 6.2/12, 6.2/19, 6.2/22, 6.2/30, 6.2/32, 6.2/35-36, 6.2/39: SimpleIO in bare strings, invoke with as_bunch, a name, a sibling module."""
        self.assertEqual(self.answer("json/frequency.many-things", {"customer": "c"}), {"response": {"customer": "c", "answer": "second42", "size": "0"}})
        self.assertIn("frequency.many-things", self.log())
        self.assertIn("planted customer c", self.log())
        self.assertIn("planted f-string c", self.log())
