"""What of the service API is not there yet: each use says so by its name."""

MISSING = frozenset((
    "amqp", "audit_pii", "cache", "cassandra_conn", "cassandra_query", "cloud", "definition", "im", "keysight",
    "odb", "pubsub", "publish", "schedule", "search", "security", "server", "sms", "sso",
    "static_config", "translate", "vault", "wsx", "zmq", "broker_client", "worker_store"))


class Email:
    @property
    def smtp(self):
        from zato.server.outgoing.smtp import connections
        return connections

    @property
    def imap(self):
        missing("self.email.imap")


def missing(what):
    raise NotImplementedError(f"{what} is not available in this version of the server")


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
        missing(f"self.out.{name}")
