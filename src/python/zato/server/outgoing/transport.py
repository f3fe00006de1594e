"""How outgoing HTTP is carried out: pooled connections of the library whose responses services know. Cooperative under gevent."""
import gzip
import os

from zato.server.outgoing.objects import find_by_id

try:
    import requests
    from requests.adapters import HTTPAdapter
except ImportError:
    requests = None


class Transport:
    def __init__(self, config):
        if requests is None:
            raise NotImplementedError("self.out.rest needs Python's HTTP library; install the Debian package python3-requests")
        self.config = config
        self.TimedOut = requests.exceptions.Timeout
        self.session = requests.Session()
        self.session.trust_env = False  # neither proxies nor passwords of whoever started the server
        adapter = HTTPAdapter(pool_connections=1, pool_maxsize=config.pool_size, max_retries=0)
        self.session.mount("http://", adapter)
        self.session.mount("https://", adapter)
        self.session.cookies.set_policy(NoCookies())

        self.verify = config.tls_verify and (authority_of(config) or True)

    def send(self, method, url, body, headers, auth, options):
        config = self.config
        if config.content_encoding == "gzip" and body:
            body = gzip.compress(body if isinstance(body, bytes) else body.encode("utf-8"))
            headers["Content-Encoding"] = "gzip"
        return self.session.request(method, url, data=body, headers=headers, auth=auth, timeout=config.timeout,
                                    verify=self.verify, **{"allow_redirects": False, **options})


def authority_of(config):
    """The path of a file that no one else sees, with the certificates that the connection trusts; None: those of the system."""
    authority = find_by_id("tls_ca_cert", config.sec_tls_ca_cert_id)
    if authority is None:
        return None
    descriptor = os.memfd_create(f"tls-{authority.id}", os.MFD_CLOEXEC)
    os.write(descriptor, authority.value.encode("utf-8"))
    return f"/proc/self/fd/{descriptor}"


class NoCookies:
    """Of a policy for cookies: none are kept, none sent; calls of different users share connections."""

    netscape = True
    rfc2965 = hide_cookie2 = False

    def set_ok(self, cookie, request):
        return False

    return_ok = domain_return_ok = path_return_ok = set_ok
