"""The smallest WSGI application that answers what /zato/ping answers. Run by gunicorn -k gevent -w 1."""

BODY = (b'{"zato_env": {"details": "", "result": "ZATO_OK", "cid": "K000000000000000000000000000000000000000"}, '
        b'"zato_ping_response": {"pong": "zato"}}')


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(BODY)))])
    return [BODY]
