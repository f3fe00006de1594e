"""What the worker says of its server."""
import functools
import json

import _zato


@functools.cache
def settings():
    """directory, cluster, server, last_words, kvdb"""
    return json.loads(_zato.settings())
