"""Passes each request on with the library `requests`. Run by gunicorn -k gevent -w 1. `kept` keeps its connections; `plain` calls
`requests.post`, as applications mostly do, which opens one for each request."""
import requests
from requests.adapters import HTTPAdapter

HEADERS = {"Content-Type": "application/json"}


def kept(port):
    session = requests.Session()
    session.trust_env = False
    session.mount("http://", HTTPAdapter(pool_connections=1, pool_maxsize=100))
    return application(port, session.post)


def plain(port):
    return application(port, requests.post)


def application(port, post):
    def app(environ, start_response):
        answer = post(f"http://127.0.0.1:{port}/", data=environ["wsgi.input"].read(), headers=HEADERS)
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(answer.content)))])
        return [answer.content]
    return app
