"""Constants that services compare with and pass on."""
from zato.common.ext.bunch import Bunch, bunchify
from zato.common.smtp import SMTPMessage


class _Names:
    """Constants of a kind; iterating gives the values."""

    def __iter__(self):
        return iter(value for name, value in vars(type(self)).items() if name.isupper())


class DATA_FORMAT(_Names):
    CSV = "csv"
    DICT = "dict"
    FORM_DATA = "form"
    HL7 = "hl7-v2"
    JSON = "json"
    POST = "post"
    SOAP = "soap"
    XML = "xml"


class SIMPLE_IO:
    class FORMAT(_Names):
        CSV = "csv"
        FORM_DATA = "form"
        JSON = "json"

    COMMON_FORMAT = {"csv": "CSV", "json": "JSON"}
    HTTP_SOAP_FORMAT = {"csv": "CSV", "form": "Form data", "json": "JSON"}


class CHANNEL(_Names):
    AMQP = "amqp"
    FANOUT_CALL = "fanout-call"
    FANOUT_ON_FINAL = "fanout-on-final"
    FANOUT_ON_TARGET = "fanout-on-target"
    HTTP_SOAP = "http-soap"
    INVOKE = "invoke"
    INVOKE_ASYNC = "invoke-async"
    INVOKE_ASYNC_CALLBACK = "invoke-async-callback"
    IPC = "ipc"
    JSON_RPC = "json-rpc"
    NEW_INSTANCE = "new-instance"
    PARALLEL_EXEC_CALL = "parallel-exec-call"
    PARALLEL_EXEC_ON_TARGET = "parallel-exec-on-target"
    PUBLISH = "publish"
    SCHEDULER = "scheduler"
    SERVICE = "service"
    STARTUP_SERVICE = "startup-service"
    URL_DATA = "url-data"
    WEB_SOCKET = "web-socket"
    WEBSPHERE_MQ = "websphere-mq"
    WORKER = "worker"
    ZMQ = "zmq"


class URL_TYPE(_Names):
    PLAIN_HTTP = "plain_http"
    SOAP = "soap"


class PUB_SUB:
    class MIME_TYPE:
        BINARY = "application/octet-stream"
        JSON = "application/json"
        TEXT = "text/plain"

    class HOOK_ACTION(_Names):
        DELETE = "delete"
        DELIVER = "deliver"
        SKIP = "skip"


class CONNECTION(_Names):
    CHANNEL = "channel"
    OUTGOING = "outgoing"


class SCHEDULER:
    class JOB_TYPE(_Names):
        CRON_STYLE = "cron_style"
        INTERVAL_BASED = "interval_based"
        ONE_TIME = "one_time"


class SEC_DEF_TYPE(_Names):
    APIKEY = "apikey"
    BASIC_AUTH = "basic_auth"
    JWT = "jwt"
    NTLM = "ntlm"
    OAUTH = "oauth"
    TLS_CHANNEL_SEC = "tls_channel_sec"
    TLS_KEY_CERT = "tls_key_cert"
    WSS = "wss"


class KVDB:
    SEPARATOR = ":::"
    TRANSLATION = "zato:kvdb:data-dict:translation"


PUBSUB = PubSub = PUB_SUB
HTTP_METHODS = ("CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE")
ZATO_OK = "ZATO_OK"
ZATO_ERROR = "ZATO_ERROR"
ZATO_WARNING = "ZATO_WARNING"
ZATO_NONE = "ZATO_NONE"
ZATO_NOT_GIVEN = NotGiven = "ZATO_NOT_GIVEN"
ZATO_SEC_USE_RBAC = "ZATO_SEC_USE_RBAC"
NO_DEFAULT_VALUE = "NO_DEFAULT_VALUE"
TRACE1 = 6
