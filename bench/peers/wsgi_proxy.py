"""Passes each request on with the library `requests`, over connections that it keeps. Run by gunicorn -k gevent -w 1."""
import requests
from requests.adapters import HTTPAdapter


def application(port):
    session = requests.Session()
    session.trust_env = False
    session.mount("http://", HTTPAdapter(pool_connections=1, pool_maxsize=100))

    def app(environ, start_response):
        answer = session.post(f"http://127.0.0.1:{port}/", data=environ["wsgi.input"].read(), headers={"Content-Type": "application/json"})
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(answer.content)))])
        return [answer.content]
    return app
