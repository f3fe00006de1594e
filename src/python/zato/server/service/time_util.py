"""self.time: dates and times as text, in the tokens that Arrow made common (YYYY-MM-DD HH:mm:ss)."""
import datetime
import time

from zato.server.service import time_tokens

FULL, DAY = "YYYY-MM-DD HH:mm:ss", "YYYY-MM-DD"
_KVDB = "kvdb:"


def zone_of(name):
    """A tzinfo, or the name of a zone, 'UTC' and 'local' among them."""
    if not isinstance(name, str):
        return name
    from dateutil import tz
    zone = tz.tzlocal() if name == "local" else tz.UTC if name.upper() == "UTC" else tz.gettz(name)
    if zone is None:
        raise ValueError(f"there is no time zone `{name}`")
    return zone


def moment(when):
    """What callers get who want no text: Arrow's, where that library is installed."""
    try:
        import arrow
    except ImportError:
        return when
    return arrow.get(when)


def format_of(given):
    """'kvdb:NAME' is what Redis has under kvdb:date-format:NAME, as in 2.0."""
    if not given.startswith(_KVDB):
        return given
    from zato.server.service.kvdb import connection
    found = connection().get(f"kvdb:date-format:{given[len(_KVDB):]}")
    if not found:
        raise ValueError(f"there is no date format `{given}` in Redis")
    return found


class TimeUtil:
    @staticmethod
    def naive_utcnow():
        return datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)

    def _out(self, when, format, needs_format):
        return time_tokens.write(when, format_of(format)) if needs_format else moment(when)

    def now(self, format=FULL, tz="local", needs_format=True, delta=None):
        when = datetime.datetime.now(zone_of(tz or "local")) + (delta or datetime.timedelta())
        return self._out(when, format, needs_format)

    def utcnow(self, format=FULL, needs_format=True):
        return self.now(format, "UTC", needs_format)

    utc_now = utcnow

    def utcnow_as_float(self):
        return time.time()

    def today(self, format=DAY, tz="local", needs_format=True):
        return self.now(format, tz, needs_format)

    def yesterday(self, format=DAY, tz="local", needs_format=True):
        return self.now(format, tz, needs_format, datetime.timedelta(days=-1))

    def tomorrow(self, format=DAY, tz="local", needs_format=True):
        return self.now(format, tz, needs_format, datetime.timedelta(days=1))

    def one_day_from(self, start, format=FULL, needs_format=True):
        return self._from(start, format, needs_format, datetime.timedelta(days=1))

    def one_hour_from(self, start, format=FULL, needs_format=True):
        return self._from(start, format, needs_format, datetime.timedelta(hours=1))

    def one_minute_from(self, start, format=FULL, needs_format=True):
        return self._from(start, format, needs_format, datetime.timedelta(minutes=1))

    def _from(self, start, format, needs_format, delta):
        if isinstance(start, str):
            from zato.simpleio.dates import parse_date
            start = parse_date(start)
        return self._out(start + delta, format, needs_format)

    def isonow(self, tz="local", needs_format=True):
        when = datetime.datetime.now(zone_of(tz or "local"))
        return when.isoformat() if needs_format else moment(when)

    def isoutcnow(self, needs_format=True):
        return self.isonow("UTC", needs_format)

    def reformat(self, value, from_, to):
        return time_tokens.write(time_tokens.read(value, format_of(from_)), format_of(to))
