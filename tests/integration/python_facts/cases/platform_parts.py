"""Sections 1.2, 1.3, 1.6 and 1.7: cache, Redis, time, crypto, configuration, locks, programs, mail."""
import os
import pathlib
import sys

from facts import Facts

sys.path.append(str(pathlib.Path(__file__).resolve().parents[3] / "unit" / "python"))

import imap_test


class Parts(Facts):
    def test_the_cache(self):
        """1.7: self.cache.default, with all its families of methods."""
        self.assertEqual(self.answer("json/platform-parts.cache"), {
            "get": {"name": "a"}, "default": "d", "item": "text", "in": [True, False], "keys": ["1", "other", "user.1", "user.2"], "len": 4, "slice": [5, "text"],
            "prefix": {"user.1": {"name": "a"}, "user.2": [1, 2]}, "suffix": {"user.2": [1, 2]}, "regex": ["user.1", "user.2"], "contains": ["user.1", "user.2"],
            "not": ["1", "other"], "all": ["user.1"], "any": ["1", "other", "user.1"], "details": [True, 0.0], "http": [{"a": 1}, True, "GMT", True, True], "same": "text", "set_by": {"user.1": "both", "user.2": "both"},
            "expired": None, "expire_by": True, "deleted": "text", "again": None, "raises": True, "unknown": "KeyError", "cleared": 0})

    def test_caches_by_name(self):
        """1.7: caches by their names are shared in the cluster, with their limits."""
        self.assertEqual(self.answer("json/platform-parts.shared-cache", '"set"'), "cache `shared`: the value of `large` is larger than 500 bytes")
        self.assertEqual(self.answer("json/platform-parts.shared-cache", '"get"'), {"a": [1, "é"]})

    def test_redis(self):
        """1.2, 6.2/38: kvdb.conn is the client of Redis, with texts for answers; translate reads the translations in it."""
        self.assertEqual(self.answer("json/platform-parts.redis"), {"text": "t", "list": ["a", "b"], "hash": "v", "translated": "POL", "kvdb": "none", "out": None})

    def test_time(self):
        """1.2: self.time writes and reads dates in Arrow's tokens; formats may be in Redis (2.0)."""
        self.assertEqual(self.answer("json/platform-parts.time"), {
            "utcnow": 19, "today": 10, "now": "at ", "later": "2026-03-01 00:00:00", "hour": "2026-01-02 00:30:00", "minute": "00:01", "order": True, "float": "float",
            "iso": True, "isonow": True, "reformat": "2026-03-03 17:06", "kvdb": "4/3/26", "arrow": "Arrow", "zone": "+09:00"})

    def test_crypto(self):
        """1.2: values under the cluster's key, hashes and one-time codes (those of RFC 6238)."""
        self.assertEqual(self.answer("json/platform-parts.crypto"), {"encrypted": True, "back": "text", "secret": 44, "password": 32, "hash": [True, False], "totp": ["287082", "081804"]})

    def test_configuration(self):
        """1.2: self.config and self.user_config are a Bunch per file of user-conf, static_config the files of static."""
        self.assertEqual(self.answer("json/platform-parts.config"), {"host": "example.com", "port": 8080, "on": True, "static": "planted page"})

    def test_locks(self):
        """1.3: a lock has the service's name or another; ttl and block come by position or name, also by 2.0's names; one that is taken is a LockTimeout."""
        self.assertEqual(self.answer("json/platform-parts.lock"), "LockTimeout")

    def test_programs(self):
        """1.3: commands.invoke waits for a program and tells all of it, invoke_async tells a callback."""
        self.assertEqual(self.answer("json/platform-parts.commands"), ["in", "err\n", 3, False, False, True, True, True])
        self.eventually(lambda: self.answer("json/platform-parts.commands", '"look"') == ["later\n"])

    def test_mail_is_read(self):
        """1.6: email.imap gives messages with their parts; they can be marked and deleted."""
        with imap_test.serving(int(os.environ["ZATO_TEST_IMAP_PORT"])) as server:
            self.assertEqual(self.answer("json/platform-parts.mailbox"), [{
                "uid": "7", "subject": "Zażółć", "from": [{"name": "Joan", "email": "joan@example.com"}], "plain": ["plain body\n"], "files": [["a.bin", "\x00attached"]]}])
            self.assertIn("LOGIN joan \"planted\"", server.seen)
            self.assertIn("EXPUNGE", server.seen)

    def test_what_is_missing_is_in_the_table(self):
        """What the class does not have says its name, as the table of zato compat scan has it."""
        from missing_table import THERE, missing_names
        names = missing_names()
        seen = self.answer("json/platform-parts.missing", names)
        self.assertEqual({name: text for name, text in seen.items() if text != f"{name} is not available in this version of the server"}, {})
        seen = self.answer("json/platform-parts.missing", THERE)
        self.assertEqual({name: text for name, text in seen.items() if text != "there"}, {})

    def test_imports(self):
        """1.3, 1.8, 6.2/31: the names that services import are there, and do what they say."""
        self.assertEqual(self.answer("json/imports.all"), {"bool": True, "name": "a_b_c", "extra": {"a": 1, "b": True}, "cid": True, "bunch": 1, "equal": True, "mail": "x"})
