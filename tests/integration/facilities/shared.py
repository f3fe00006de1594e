from zato.server.service import Service


class Cache(Service):
    def handle(self):
        self.cache.default.set("from-python", {"name": "José"}, expiry=60)
        self.response.payload = self.cache.default.get("from-cpp") or {"name": "nothing"}


class Limited(Service):
    """Fills a cache that holds three items."""
    def handle(self):
        cache = self.cache.builtin["limited"]
        cache.clear()
        for number in range(5):
            cache.set(f"item.{number}", number)
        cache.set("item.2", "again")
        cache.delete("item.3")
        cache.set("item.5", 5, expiry=60)
        before = cache.set("item.6", 6)
        self.response.payload = {"keys": cache.keys(), "before": before, "kvdb": sorted(self.kvdb.conn.keys("*:cache-written:limited:*")).__len__()}


class Lock(Service):
    def handle(self):
        with self.lock("one-at-a-time", ttl=5, block=0):
            self.response.payload = {"locked": True}


class KeyValue(Service):
    def handle(self):
        self.kvdb.conn.set("planted:python", "value", ex=60)
        self.response.payload = {"value": self.kvdb.conn.get("planted:python")}
