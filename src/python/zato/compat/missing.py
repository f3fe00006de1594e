"""What services of any version of Zato may use and this version does not have: one table, for those who use it, who are told its name,
and for `zato compat scan`, which tells them before."""

NAMES = {
    "self": frozenset((
        # Messages and pub/sub.
        "pubsub", "publish", "amqp", "zmq", "broker_client", "wsx", "mllp", "ibm_mq",
        # The scheduler.
        "schedule",
        # Systems that there are no connections to.
        "search", "es", "cloud", "definition", "im", "slack", "sms", "vault", "cassandra_conn", "cassandra_query", "keysight", "security", "soap", "fhir",
        "odata", "salesforce", "sap", "sftp", "ftp", "smb", "mongodb", "grpc", "as2", "as4", "aws", "llm", "microsoft",
        # Parts of Zato's servers.
        "odb", "worker_store", "_worker_store", "_config_manager", "sso", "audit_pii", "storage", "rules", "metrics", "destination",
        # Of 2.0.
        "dictnav", "listnav", "msg")),
    "self.request": frozenset(("amqp", "wmq", "ibm_mq", "hl7", "soap")),
    "self.server": frozenset((
        "odb", "worker_store", "service_store", "config_manager", "broker_client", "kvdb", "crypto_manager", "sso_api", "rate_limiting",
        "invoke_all_pids", "invoke_by_pid", "static_config", "connector_ibm_mq", "connector_sftp", "fs_sql_config", "deploy_from_path")),
    "self.cache": frozenset(("memcached",)),
}
# Of all that has a name here nothing else exists: whatever else is asked of it is missing.
CLOSED = ("self.out", "self.outgoing")


def refuse(what):
    raise NotImplementedError(f"{what} is not available in this version of the server")


def check(owner, name):
    """For a __getattr__: what is in the table says so, anything else is a mistake of the service."""
    if name in NAMES[owner]:
        refuse(f"{owner}.{name}")
    raise AttributeError(f"{owner} has no attribute `{name}`")
