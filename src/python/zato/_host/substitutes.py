"""Packages that services import and that few systems have: ours take their place where they are missing."""
import importlib.util
import sys


def add():
    if not importlib.util.find_spec("bunch"):
        from zato.common.ext import bunch
        sys.modules["bunch"] = bunch
