"""What a scan of existing services finds."""
import pathlib
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "integration" / "python_facts" / "cases"))

from missing_table import THERE, missing_names
from zato.compat.missing import NAMES
from zato.compat.uses import uses_in
from zato.server.service import Service
from zato.server.service.cache import Caches
from zato.server.service.request import Request
from zato.server.service.server import Server


class Scan(unittest.TestCase):
    def found(self, text, siblings=()):
        return [what for _, what in uses_in(text, siblings)]

    def test_what_is_missing_is_found_with_its_line(self):
        text = "class A:\n    def handle(self):\n        self.outgoing.odoo['x']\n        self.cloud.aws\n        self.request.amqp.ack()\n"
        self.assertEqual(uses_in(text), [(3, "self.out.odoo"), (4, "self.cloud"), (5, "self.request.amqp")])

    def test_what_is_missing_is_found_under_another_name(self):
        text = "class A:\n    def handle(self):\n        request = self.request\n        request.hl7.data\n        out = self.out\n        out.sap['x']\n"
        self.assertEqual(uses_in(text), [(4, "self.request.hl7"), (6, "self.out.sap")])

    def test_names_that_a_class_gives_itself_are_its_own(self):
        self.assertEqual(self.found("class A:\n    def metrics(self):\n        self.slack = 1\n        self.metrics() + self.slack\n"), [])

    def test_what_is_there_is_not(self):
        text = ("from zato.server.service import Service, Int\nfrom zato.common.exception import NotFound\nimport json, sibling\n"
                "class A(Service):\n    def handle(self):\n        self.out.rest['x'].conn.get(self.cid)\n        self.kvdb.conn.get('a')\n"
                "        self.request.payload.cache\n")
        self.assertEqual(self.found(text, {"sibling"}), [])

    def test_imports_that_will_fail_are_found(self):
        self.assertEqual(self.found("import no_such_module"), ["import no_such_module (not installed)"])
        self.assertEqual(self.found("from zato.server.service import Service, NoSuch"), ["from zato.server.service import NoSuch"])
        self.assertEqual(self.found("from zato.no_such import X"), ["import zato.no_such"])

    def test_the_table_is_what_is_found(self):
        """The other half, that services in a server are refused the same, is in python_facts/cases/platform_parts.py."""
        text = "class A:\n    def handle(self):\n" + "".join(f"        {name}\n" for name in missing_names() + THERE)
        self.assertEqual([what for what in self.found(text)], missing_names())

    def test_nothing_of_the_table_is_there(self):
        for owner, cls in (("self", Service), ("self.request", Request), ("self.server", Server), ("self.cache", Caches)):
            self.assertEqual([name for name in NAMES[owner] if hasattr(cls, name)], [], owner)

    def test_python_2_is_found(self):
        self.assertEqual(len(self.found("print 'x'")), 1)


if __name__ == "__main__":
    unittest.main()
