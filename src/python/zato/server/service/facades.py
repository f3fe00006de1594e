"""What of the service API is not there yet: each use says so by its name."""

MISSING = frozenset((
    "amqp", "audit_pii", "cache", "cassandra_conn", "cassandra_query", "cloud", "definition", "email", "im", "keysight",
    "odb", "pubsub", "publish", "rest", "schedule", "search", "security", "server", "sms", "sso",
    "static_config", "translate", "vault", "wsx", "zmq", "broker_client", "worker_store"))


def missing(what):
    raise NotImplementedError(f"{what} is not available in this version of the server")


class Outgoing:
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        missing(f"self.out.{name}")
