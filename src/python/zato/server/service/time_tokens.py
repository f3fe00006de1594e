"""Dates and times written and read in Arrow's tokens; [text in brackets] stands for itself."""
import calendar
import datetime
import re

_TOKEN = re.compile(r"\[[^\]]*\]|YYYY|YY|MMMM|MMM|MM|M|DDDD|DDD|DD|Do|D|dddd|ddd|d|HH|H|hh|h|mm|m|ss|s|S+|ZZZ|ZZ|Z|a|A|X|x|W")


def offset(when, colon):
    minutes = int((when.utcoffset() or datetime.timedelta()).total_seconds()) // 60
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{colon}{abs(minutes) % 60:02}"


def ordinal(number):
    return f"{number}{'th' if 10 <= number % 100 <= 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def week(when):
    year, number, day = when.isocalendar()
    return f"{year}-W{number:02}-{day}"


_WRITE = {
    "YYYY": lambda w: f"{w.year:04}", "YY": lambda w: f"{w.year % 100:02}",
    "MMMM": lambda w: calendar.month_name[w.month], "MMM": lambda w: calendar.month_abbr[w.month], "MM": lambda w: f"{w.month:02}", "M": lambda w: str(w.month),
    "DDDD": lambda w: f"{w.timetuple().tm_yday:03}", "DDD": lambda w: str(w.timetuple().tm_yday), "DD": lambda w: f"{w.day:02}", "D": lambda w: str(w.day),
    "Do": lambda w: ordinal(w.day), "dddd": lambda w: calendar.day_name[w.weekday()], "ddd": lambda w: calendar.day_abbr[w.weekday()],
    "d": lambda w: str(w.isoweekday()), "HH": lambda w: f"{w.hour:02}", "H": lambda w: str(w.hour), "hh": lambda w: f"{w.hour % 12 or 12:02}",
    "h": lambda w: str(w.hour % 12 or 12), "mm": lambda w: f"{w.minute:02}", "m": lambda w: str(w.minute), "ss": lambda w: f"{w.second:02}",
    "s": lambda w: str(w.second), "ZZZ": lambda w: w.tzname() or "", "ZZ": lambda w: offset(w, ":"), "Z": lambda w: offset(w, ""),
    "a": lambda w: "am" if w.hour < 12 else "pm", "A": lambda w: "AM" if w.hour < 12 else "PM", "X": lambda w: str(w.timestamp()),
    "x": lambda w: str(int(w.timestamp() * 1_000_000)), "W": week}

_NAMES = "|".join
_READ = {
    "YYYY": r"\d{4}", "YY": r"\d{2}", "MMMM": _NAMES(calendar.month_name[1:]), "MMM": _NAMES(calendar.month_abbr[1:]), "MM": r"\d{2}", "M": r"\d{1,2}",
    "DDDD": r"\d{3}", "DDD": r"\d{1,3}", "DD": r"\d{2}", "D": r"\d{1,2}", "Do": r"\d{1,2}(?:st|nd|rd|th)", "dddd": _NAMES(calendar.day_name),
    "ddd": _NAMES(calendar.day_abbr), "d": r"[1-7]", "HH": r"\d{2}", "H": r"\d{1,2}", "hh": r"\d{2}", "h": r"\d{1,2}", "mm": r"\d{2}", "m": r"\d{1,2}",
    "ss": r"\d{2}", "s": r"\d{1,2}", "ZZZ": r"[\w/+-]+", "ZZ": r"Z|[+-]\d{2}:?\d{2}", "Z": r"Z|[+-]\d{2}:?\d{2}", "a": r"am|pm|AM|PM", "A": r"am|pm|AM|PM",
    "X": r"\d+(?:\.\d+)?", "x": r"\d+", "W": r"\d{4}-W\d{2}-\d"}


def write(when, format):
    def one(token):
        text = token.group()
        if text[0] == "[":
            return text[1:-1]
        return f"{when.microsecond:06}".ljust(len(text), "0")[:len(text)] if text[0] == "S" else _WRITE[text](when)
    return _TOKEN.sub(one, format)


def read(value, format):
    """ValueError where it does not match from its first to its last character."""
    tokens, pattern, end = [], "", 0
    for token in _TOKEN.finditer(format):
        text = token.group()
        pattern += re.escape(format[end:token.start()])
        end = token.end()
        if text[0] == "[":
            pattern += re.escape(text[1:-1])
            continue
        tokens.append(text)
        pattern += f"({r'[0-9]+' if text[0] == 'S' else _READ[text]})"
    found = re.fullmatch(pattern + re.escape(format[end:]), value)
    if found is None:
        raise ValueError(f"`{value}` is no date of the form `{format}`")
    return moment_of(dict(zip(tokens, found.groups())))


def moment_of(found):
    number = lambda *names: next((int(found[name]) for name in names if name in found), None)
    for name, unit in (("X", 1), ("x", 1_000_000)):
        if name in found:
            return datetime.datetime.fromtimestamp(float(found[name]) / unit, datetime.timezone.utc)
    year = number("YYYY") or (2000 + number("YY") if number("YY") is not None and number("YY") < 69 else 1900 + (number("YY") or 0)) if "YYYY" in found or "YY" in found else 1
    month = number("MM", "M") or index_of(found, "MMMM", calendar.month_name) or index_of(found, "MMM", calendar.month_abbr) or 1
    day = number("DD", "D") or (int(found["Do"][:-2]) if "Do" in found else 1)
    hour = number("HH", "H", "hh", "h") or 0
    half = (found.get("A") or found.get("a") or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    fraction = next((text for name, text in found.items() if name[0] == "S"), "0")
    when = datetime.datetime(year, month, day, hour, number("mm", "m") or 0, number("ss", "s") or 0, int(fraction[:6].ljust(6, "0")), zone_in(found))
    of_year = number("DDDD", "DDD")
    return when if of_year is None else when.replace(month=1, day=1) + datetime.timedelta(days=of_year - 1)


def index_of(found, token, names):
    return list(names).index(found[token]) if token in found else None


def zone_in(found):
    text = found.get("ZZ") or found.get("Z")
    if text:
        if text == "Z":
            return datetime.timezone.utc
        sign = -1 if text[0] == "-" else 1
        return datetime.timezone(sign * datetime.timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))
    if "ZZZ" in found:
        from dateutil import tz
        return tz.gettz(found["ZZZ"])
    return None
