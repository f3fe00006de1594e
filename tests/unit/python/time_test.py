"""Dates in Arrow's tokens: written as Arrow writes them, and read."""
import datetime
import unittest

import arrow

from zato.server.service.time_tokens import read, write
from zato.server.service.time_util import TimeUtil

WHEN = datetime.datetime(2026, 3, 4, 17, 6, 7, 89, datetime.timezone(datetime.timedelta(hours=-3, minutes=-30)))
TOKENS = "YYYY YY MMMM MMM MM M DDDD DDD DD D Do dddd ddd d HH H hh h mm m ss s SSSSSS SSS S X x ZZ Z a A W".split()


class Tokens(unittest.TestCase):
    def test_written_as_arrow_does(self):
        for token in TOKENS:
            self.assertEqual(write(WHEN, token), arrow.get(WHEN).format(token), token)

    def test_brackets_are_text(self):
        self.assertEqual(write(WHEN, "[D is] D"), "D is 4")

    def test_read(self):
        for text, format, expected in (
                ("2026-03-04 17:06:07", "YYYY-MM-DD HH:mm:ss", WHEN.replace(microsecond=0, tzinfo=None)),
                ("4th of March 26, 5:06 pm", "Do [of] MMMM YY, h:mm a", datetime.datetime(2026, 3, 4, 17, 6)),
                ("2026-03-04T17:06:07.000089-03:30", "YYYY-MM-DDTHH:mm:ss.SSSSSSZZ", WHEN),
                ("2026 063", "YYYY DDDD", datetime.datetime(2026, 3, 4)),
                ("12:05 AM", "hh:mm A", datetime.datetime(1, 1, 1, 0, 5)),
                ("0", "X", datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc))):
            self.assertEqual(read(text, format), expected, text)

    def test_what_does_not_match_is_refused(self):
        for text, format in (("2026-3-04", "YYYY-MM-DD"), ("2026-03-04 ", "YYYY-MM-DD"), ("2026-13-04", "YYYY-MM-DD")):
            with self.assertRaises(ValueError):
                read(text, format)

    def test_zones(self):
        self.assertTrue(TimeUtil().now("ZZ", "Asia/Tokyo") == "+09:00")
        with self.assertRaises(ValueError):
            TimeUtil().now("ZZ", "No/Where")


if __name__ == "__main__":
    unittest.main()
