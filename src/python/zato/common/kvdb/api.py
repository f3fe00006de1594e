"""self.kvdb's class under its name of 3.2."""
from zato.server.service.kvdb import KVDB
