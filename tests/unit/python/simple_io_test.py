"""Elements of SimpleIO, one by one."""
import datetime
import decimal
import types
import unittest
import uuid

from zato.common.exception import BadRequest
from zato.simpleio import names
from zato.simpleio.declaration import declared
from zato.simpleio.elements import (CSV, UTC, UUID, AsIs, Bool, Date, DateTime, Decimal, Dict, DictList, Float, Int, List, Secret, Text, element_of)


class Elements(unittest.TestCase):
    def test_names_say_the_type(self):
        for name, kind in (("id", "int"), ("customer_id", "int"), ("line_count", "int"), ("page_size", "int"), ("read_timeout", "int"),
                           ("is_active", "bool"), ("has_more", "bool"), ("needs_it", "bool"), ("password", "secret"), ("token", "secret"),
                           ("api_key", "secret"), ("name", "text"), ("identity", "text"), ("island", "text")):
            self.assertEqual(names.kind_of(name), kind, name)

    def test_a_dash_makes_an_element_optional(self):
        self.assertTrue(element_of("-note").is_optional)
        self.assertEqual(element_of("-is_new").name, "is_new")
        self.assertIsInstance(element_of("-is_new"), Bool)
        self.assertFalse(element_of("first-name").is_optional)

    def test_integers(self):
        self.assertEqual([Int("a").parse(one) for one in ("5", 5, "", None)], [5, 5, "", None])
        with self.assertRaises(ValueError):
            Int("a").parse("five")

    def test_booleans(self):
        for text in ("true", "Yes", "on", "Y", "t", "1", True, 1):
            self.assertIs(Bool("a").parse(text), True)
        for text in ("false", "No", "off", "n", "F", "0", "", None, 0):
            self.assertIs(Bool("a").parse(text), False)
        with self.assertRaises(ValueError):
            Bool("a").parse("maybe")

    def test_numbers_and_identifiers(self):
        self.assertEqual(Float("a").parse(None), 0.0)
        self.assertEqual(Decimal("a").parse("1.10"), decimal.Decimal("1.10"))
        self.assertEqual(Decimal("a").dump(decimal.Decimal("1.10")), "1.10")
        one = uuid.uuid4()
        self.assertEqual(UUID("a").parse(str(one)), one)
        self.assertEqual(UUID("a").dump(one), one.hex)

    def test_dates(self):
        when = datetime.datetime(2026, 3, 4, 5, 6, 7)
        self.assertEqual(Date("a").parse("2026-03-04T05:06:07"), when)
        self.assertEqual(Date("a").dump(when), "2026-03-04")
        self.assertEqual(DateTime("a").dump(when), "2026-03-04T05:06:07")
        self.assertEqual(Date("a").parse("4 March 2026").date(), when.date())
        self.assertEqual(UTC("a").parse("2026-03-04T05:06:07+00:00"), "2026-03-04T05:06:07")

    def test_lists(self):
        self.assertEqual([List("a").parse(one) for one in ("x", ["x"], None)], [["x"], ["x"], []])
        self.assertEqual(CSV("a").parse("1,2"), ["1", "2"])
        self.assertEqual(CSV("a").dump([1, 2]), "1,2")

    def test_dicts(self):
        who = Dict("who", "name", "-is_new", Int("-age", default=1))
        self.assertEqual(who.parse({"name": "n", "more": 1}), {"name": "n", "is_new": False, "age": 1})
        with self.assertRaises(BadRequest):
            who.parse({})
        with self.assertRaises(ValueError):
            who.parse("text")
        self.assertEqual(DictList("l", "sku").parse([{"sku": 1}]), [{"sku": "1"}])

    def test_text_and_what_is_left_alone(self):
        self.assertEqual([Text("a").parse(one) for one in (5, b"x", None)], ["5", "x", None])
        self.assertEqual(AsIs("a").parse([1]), [1])
        self.assertIsInstance(element_of("password"), Secret)


class Declarations(unittest.TestCase):
    @staticmethod
    def names_of(**attributes):
        io = declared(type("S", (), attributes))
        return [element.name for element in io.input.required], [element.name for element in io.input.optional]

    def test_required_ones_come_first_in_the_order_of_their_names(self):
        self.assertEqual(self.names_of(input=("-d", "c", "a", "-b")), (["a", "c"], ["b", "d"]))

    def test_required_wins(self):
        inner = types.SimpleNamespace(input_required="a", input_optional=("a", "b"))
        self.assertEqual(self.names_of(SimpleIO=inner), (["a"], ["b"]))

    def test_two_ways_at_once_are_refused(self):
        with self.assertRaises(ValueError):
            declared(type("S", (), {"SimpleIO": types.SimpleNamespace(input="a", output_required="b")}))

    def test_nothing_declared_is_nothing(self):
        self.assertIsNone(declared(type("S", (), {})))


if __name__ == "__main__":
    unittest.main()
