"""Dates as people write them."""
import datetime


def parse_date(text):
    try:
        return datetime.datetime.fromisoformat(text)
    except ValueError:
        from dateutil.parser import parse
        return parse(text)
