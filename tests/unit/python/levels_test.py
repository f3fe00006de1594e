"""API levels: who says them."""
import sys
import types
import unittest

import _zato
from zato._host import levels
from zato._host.settings import settings
from zato.server.service import Service
from zato.simpleio import names


class Levels(unittest.TestCase):
    def setUp(self):
        self.module = types.ModuleType("module_of_test")
        sys.modules["module_of_test"] = self.module
        self.cls = type("S", (Service,), {"__module__": "module_of_test"})
        settings.cache_clear()
        self.addCleanup(settings.cache_clear)

    def test_the_class_comes_before_the_file_and_that_before_the_server(self):
        self.assertEqual(levels.level_of(self.cls).name, "3.2")
        before, _zato.settings = _zato.settings, lambda: '{"api_level": "main"}'
        self.addCleanup(setattr, _zato, "settings", before)
        settings.cache_clear()
        self.assertEqual(levels.level_of(self.cls).name, "main")
        self.module.zato_api_level = "2.0"
        self.assertEqual(levels.level_of(self.cls).name, "2.0")
        self.cls.zato_api_level = "3.2"
        self.assertEqual(levels.level_of(self.cls).name, "3.2")
        self.assertEqual(levels.level_of(type("T", (self.cls,), {})).name, "3.2")

    def test_there_is_no_other(self):
        self.cls.zato_api_level = "5.0"
        with self.assertRaises(ValueError):
            levels.level_of(self.cls)

    def test_names_have_the_rules_of_their_level(self):
        for name, of20, of32, of_main in (("id", "int", "int", "text"), ("customer_id", "int", "int", "text"), ("size_min", "text", "text", "text"),
                                          ("x_size_min", "text", "int", "text"), ("has_more", "text", "bool", "bool"), ("token", "text", "secret", "secret"),
                                          ("line_count", "int", "int", "int"), ("page_size", "int", "int", "text")):
            self.assertEqual([names.rules_of(level).kind_of(name) for level in ("2.0", "3.2", "main")], [of20, of32, of_main], name)


if __name__ == "__main__":
    unittest.main()
