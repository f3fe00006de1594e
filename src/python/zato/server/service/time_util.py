"""self.time: dates and times as text, in the tokens that Arrow made common (YYYY-MM-DD HH:mm:ss)."""
import datetime
import re
import time

_TOKENS = {"YYYY": "%Y", "YY": "%y", "MMMM": "%B", "MMM": "%b", "MM": "%m", "DDDD": "%j", "DD": "%d", "dddd": "%A", "ddd": "%a",
           "HH": "%H", "hh": "%I", "mm": "%M", "ss": "%S", "SSSSSS": "%f", "A": "%p", "ZZ": "%z", "Z": "%z", "X": "%s"}
_PATTERN = re.compile("|".join(sorted(_TOKENS, key=len, reverse=True)))
FULL, DAY = "YYYY-MM-DD HH:mm:ss", "YYYY-MM-DD"


def directives(format):
    return _PATTERN.sub(lambda token: _TOKENS[token.group()], format)


class TimeUtil:
    @staticmethod
    def naive_utcnow():
        return datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)

    def _out(self, when, format, needs_format):
        return when.strftime(directives(format)) if needs_format else when

    def now(self, format=FULL, tz=None, needs_format=True, delta=None):
        when = datetime.datetime.now(tz).astimezone(tz) + (delta or datetime.timedelta())
        return self._out(when, format, needs_format)

    def utcnow(self, format=FULL, needs_format=True):
        return self._out(datetime.datetime.now(datetime.timezone.utc), format, needs_format)

    utc_now = utcnow

    def utcnow_as_float(self):
        return time.time()

    def today(self, format=DAY, tz=None, needs_format=True):
        return self.now(format, tz, needs_format)

    def yesterday(self, format=DAY, tz=None, needs_format=True):
        return self.now(format, tz, needs_format, datetime.timedelta(days=-1))

    def tomorrow(self, format=DAY, tz=None, needs_format=True):
        return self.now(format, tz, needs_format, datetime.timedelta(days=1))

    def one_day_from(self, start, format=FULL, needs_format=True):
        return self._from(start, format, needs_format, datetime.timedelta(days=1))

    def one_hour_from(self, start, format=FULL, needs_format=True):
        return self._from(start, format, needs_format, datetime.timedelta(hours=1))

    def one_minute_from(self, start, format=FULL, needs_format=True):
        return self._from(start, format, needs_format, datetime.timedelta(minutes=1))

    def _from(self, start, format, needs_format, delta):
        when = start if isinstance(start, datetime.datetime) else datetime.datetime.fromisoformat(start)
        return self._out(when + delta, format, needs_format)

    def isonow(self, tz=None, needs_format=True):
        when = datetime.datetime.now(tz).astimezone(tz)
        return when.isoformat() if needs_format else when

    def isoutcnow(self, needs_format=True):
        when = datetime.datetime.now(datetime.timezone.utc)
        return when.isoformat() if needs_format else when

    def reformat(self, value, from_, to):
        return datetime.datetime.strptime(value, directives(from_)).strftime(directives(to))
