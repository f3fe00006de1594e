"""Services of the cases `proxy` and `concurrent`; outgoing.cpp in Python."""
from zato.server.service import Service


class Proxy(Service):
    name = "bench.proxy.python"

    def handle(self):
        self.response.payload = self.out.rest["backend"].conn.post(self.cid, self.request.raw_request).content


class Wait(Service):
    name = "bench.wait.python"

    def handle(self):
        self.response.payload = self.out.rest["late"].conn.get(self.cid).text
