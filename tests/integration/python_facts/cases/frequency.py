"""Section 6.2: the 40 elements that public services use most, where no other case has them (37, SQL, is in python_connections_test.cpp)."""
from facts import Facts


class Frequency(Facts):
    def test_outgoing_rest(self):
        """6.2 no. 10, 13-15, 18, 20, 21, 24, 26, 28, 29, 33: outgoing REST as services call it. Its channel is "json/frequency.peer/{id}"."""
        self.assertEqual(self.answer("json/frequency.rest"), {
            "json": {"method": "POST", "params": {"id": "7", "q": "a b"}, "body": {"name": "x"}, "own": "own", "cid": True}, "text": "{", "content": "bytes", "status": 207, "data": "GET",
            "more": {"put": "PUT", "delete": "DELETE", "patch": "PATCH"}, "headers": "1", "none": None})

    def test_packages(self):
        """6.2 no. 11 and 16: packages of a virtual environment and of the system, and sibling modules."""
        self.assertEqual(self.answer("json/packages.imported"), ["planted in a virtual environment", True, 42])

    def test_many_at_once(self):
        """6.2 no. 1-7, 9, 12, 16, 19, 22, 30, 32, 35, 36, 39: SimpleIO in bare strings, invoke with as_bunch, a name, a sibling module."""
        self.assertEqual(self.answer("json/frequency.many-things", {"customer": "c"}), {"response": {"customer": "c", "answer": "second42", "size": "0"}})
        self.assertIn("frequency.many-things", self.log())
        self.assertIn("planted customer c", self.log())
        self.assertIn("planted f-string c", self.log())
