"""Outgoing SQL, on a database in memory."""
import types
import unittest

from zato.common.exception import Inactive
from zato.server.outgoing.sql import make


def connection(**changed):
    return make(types.SimpleNamespace(**{"name": "lite", "is_active": True, "engine": "sqlite", "db_name": "", "extra": "", **changed}))


class Queries(unittest.TestCase):
    def setUp(self):
        self.lite = connection()
        self.lite.execute("create table item (id integer, name text)")
        for number, name in ((1, "a"), (2, "b")):
            self.lite.execute("insert into item values (:id, :name)", {"id": number, "name": name})

    def test_rows_are_dicts(self):
        self.assertEqual(self.lite.execute("select * from item order by id"), [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}])

    def test_one(self):
        self.assertEqual(self.lite.one("select name from item where id = :id", {"id": 2}), {"name": "b"})
        self.assertIsNone(self.lite.one_or_none("select name from item where id = 3"))
        for query in ("select name from item where id = 3", "select name from item"):
            with self.assertRaises(ValueError):
                self.lite.one(query)

    def test_values_are_no_part_of_the_query(self):
        self.assertEqual(self.lite.execute("select name from item where name = :name", {"name": "a' or '1'='1"}), [])

    def test_a_failure_leaves_no_session_open(self):
        for _ in range(20):
            with self.assertRaises(Exception):
                self.lite.execute("select from nothing")
        self.assertEqual(len(self.lite.execute("select 1")), 1)

    def test_inactive(self):
        with self.assertRaises(Inactive):
            connection(is_active=False).execute("select 1")


if __name__ == "__main__":
    unittest.main()
