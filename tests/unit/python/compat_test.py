"""What a scan of existing services finds."""
import unittest

from zato.compat.uses import uses_in


class Scan(unittest.TestCase):
    def found(self, text, siblings=()):
        return [what for _, what in uses_in(text, siblings)]

    def test_what_is_missing_is_found_with_its_line(self):
        text = "class A:\n    def handle(self):\n        self.out.odoo['x']\n        self.cache.default.get(1)\n        self.email.imap.get('x')\n"
        self.assertEqual(uses_in(text), [(3, "self.out.odoo"), (4, "self.cache"), (5, "self.email.imap")])

    def test_what_is_there_is_not(self):
        text = ("from zato.server.service import Service, Int\nfrom zato.common.exception import NotFound\nimport json, sibling\n"
                "class A(Service):\n    def handle(self):\n        self.out.rest['x'].conn.get(self.cid)\n        self.kvdb.conn.get('a')\n"
                "        self.request.payload.cache\n")
        self.assertEqual(self.found(text, {"sibling"}), [])

    def test_imports_that_will_fail_are_found(self):
        self.assertEqual(self.found("import no_such_module"), ["import no_such_module (not installed)"])
        self.assertEqual(self.found("from zato.server.service import Service, NoSuch"), ["from zato.server.service import NoSuch"])
        self.assertEqual(self.found("from zato.no_such import X"), ["import zato.no_such"])

    def test_python_2_is_found(self):
        self.assertEqual(len(self.found("print 'x'")), 1)

    def test_a_schema_is_found(self):
        self.assertEqual(self.found("class A:\n    schema = '/a.json'\n"), ["schema (validation by JSON Schema)"])


if __name__ == "__main__":
    unittest.main()
