"""services/orders.py as a bare WSGI application. Run by gunicorn -k gevent -w 1."""
import json


def application(environ, start_response):
    order = json.loads(environ["wsgi.input"].read())
    body = json.dumps({"customer": order["customer"], "lines": len(order["lines"]),
                       "total": sum(line["count"] * line["price"] for line in order["lines"])}).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
