"""What the worker says of its server."""
import functools
import json

import _zato


@functools.cache
def settings():
    """directory, cluster, server, kvdb"""
    return json.loads(_zato.settings())
