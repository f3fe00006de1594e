"""Locks in the cluster under their names of 3.2."""
from zato.server.service.kvdb import Lock, LockTimeout
