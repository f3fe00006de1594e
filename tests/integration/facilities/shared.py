from zato.server.service import Service


class Cache(Service):
    def handle(self):
        self.cache.default.set("from-python", {"name": "José"}, expiry=60)
        self.response.payload = self.cache.default.get("from-cpp") or {"name": "nothing"}


class Lock(Service):
    def handle(self):
        with self.lock("one-at-a-time", ttl=5, block=0):
            self.response.payload = {"locked": True}


class KeyValue(Service):
    def handle(self):
        self.kvdb.conn.set("planted:python", "value", ex=60)
        self.response.payload = {"value": self.kvdb.conn.get("planted:python")}
