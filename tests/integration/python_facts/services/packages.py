"""Packages that are not the server's (connectors.md 4): of a virtual environment, of the system, and siblings."""
import common_things
import dateutil
import of_virtual_env
from zato.server.service import Service


class Imported(Service):
    def handle(self):
        self.response.payload = [of_virtual_env.ANSWER, dateutil.__file__.startswith("/usr/lib/python3"), common_things.ANSWER]
