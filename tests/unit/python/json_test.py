"""JSON as it goes in and out."""
import datetime
import decimal
import unittest

from zato.common.json_internal import compact_utf8, dumps, loads, spaced


class Json(unittest.TestCase):
    def test_reading_wants_one_value(self):
        self.assertEqual(loads(b' {"a": [1, 2.5, null, "\xc3\xa9"]} \n'), {"a": [1, 2.5, None, "é"]})
        for bad in ("", "{", "1 2", '{"a": 1}x', b"\xff"):
            with self.assertRaises(ValueError):
                loads(bad)

    def test_writing(self):
        value = {"url": "a/b", "name": "é", "when": datetime.date(2026, 3, 4), "price": decimal.Decimal("1.10")}
        self.assertEqual(dumps(value), '{"url":"a\\/b","name":"\\u00e9","when":"2026-03-04","price":"1.10"}')
        self.assertEqual(spaced({"a": [1, 2]}), '{"a": [1, 2]}')
        self.assertEqual(compact_utf8({"a": "é/"}), '{"a":"é/"}')
        with self.assertRaises(TypeError):
            dumps({"a": object()})


if __name__ == "__main__":
    unittest.main()
