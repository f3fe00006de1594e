"""Ways from a service to the platform's parts; each is made when it is first used."""
from zato.compat.missing import refuse


class Email:
    @property
    def smtp(self):
        from zato.server.outgoing.smtp import connections
        return connections

    @property
    def imap(self):
        from zato.server.outgoing.imap import connections
        return connections


class Outgoing:
    @property
    def rest(self):
        from zato.server.outgoing.rest import connections
        return connections

    plain_http = rest

    @property
    def sql(self):
        from zato.server.outgoing.sql import connections
        return connections

    @property
    def redis(self):
        from zato.server.service.kvdb import KVDB
        return KVDB()

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        refuse(f"self.out.{name}")

