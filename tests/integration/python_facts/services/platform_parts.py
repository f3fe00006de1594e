"""Parts of the platform that services use (service_api.md 1.2, 1.3, 1.6, 1.7)."""
from zato.server.service import Service


class Cache(Service):
    def handle(self):
        cache = self.cache.default
        cache.clear()
        cache.set("user.1", {"name": "a"})
        cache.set("user.2", [1, 2], expiry=60)
        cache.set("other", "text")
        cache["1"] = 5
        out = {
            "get": cache.get("user.1"), "default": cache.get("none", "d"), "item": cache["other"], "in": ["other" in cache, cache.has_key("none")],
            "keys": cache.keys(), "len": len(cache), "slice": cache[:2], "prefix": cache.get_by_prefix("user."), "suffix": cache.get_by_suffix(".2"),
            "regex": sorted(cache.get_by_regex("user.[0-9]")), "contains": sorted(cache.get_contains("ser")), "not": sorted(cache.get_not_contains("ser")),
            "all": sorted(cache.get_contains_all(["us", "1"])), "any": sorted(cache.get_contains_any(["oth", "1"])),
            "details": [cache.get("user.2", details=True).expiry > 50, cache.get("user.1", details=True).expiry], "http": self.described(cache), "same": self.cache.get_cache("builtin", "default")["other"]}
        cache.set_by_prefix("user.", "both")
        out["set_by"] = cache.get_by_prefix("user.")
        cache.delete_by_suffix(".1")
        cache.expire("user.2", 0.001)
        self.sleep(0.01)
        out["expired"] = cache.get("user.2")
        cache.expire_contains("oth", 30)
        out["expire_by"] = cache.get("other", details=True).expiry > 20
        out["deleted"] = cache.delete("other")
        out["again"] = cache.delete("other", raise_key_error=False)
        try:
            cache.delete("other")
        except KeyError:
            out["raises"] = True
        for name in ("none",):
            try:
                self.cache.get_cache("builtin", name)
            except KeyError as error:
                out["unknown"] = type(error).__name__
        cache.clear()
        out["cleared"] = len(cache)
        self.response.payload = out


    @staticmethod
    def described(cache):
        """As services make Last-Modified and ETag of it."""
        written, read = cache.set("described", {"a": 1}, details=True), cache.get("described", details=True)
        cache.delete("described")
        return [read.value, read.hash == written.hash, read.last_write_http[-3:], read.last_write_http == written.last_write_http, read.last_write > 1e9]


class SharedCache(Service):
    def handle(self):
        cache = self.cache.builtin["shared"]
        if self.request.payload == "set":
            cache.set("from python", {"a": [1, "é"]})
            try:
                cache.set("large", "x" * 1000)
            except ValueError as error:
                self.response.payload = str(error)
        else:
            self.response.payload = cache.get("from python")


class Redis(Service):
    def handle(self):
        conn = self.kvdb.conn
        conn.delete("facts:list")
        conn.set("facts:text", "t")
        conn.lpush("facts:list", "b", "a")
        conn.hset("facts:hash", "k", "v")
        conn.expire("facts:hash", 60)
        conn.hset("zato:kvdb:data-dict:translation:::CRM:::country:::PL:::ERP:::land", "value2", "POL")
        self.response.payload = {
            "text": conn.get("facts:text"), "list": conn.lrange("facts:list", 0, -1), "hash": conn.hget("facts:hash", "k"), "translated": self.translate("CRM", "country", "PL", "ERP", "land"),
            "kvdb": self.kvdb.translate("CRM", "country", "XX", "ERP", "land", default="none"), "out": self.out.redis.conn.get("no such key")}


class Time(Service):
    def handle(self):
        time = self.time
        self.kvdb.conn.set("kvdb:date-format:short", "D/M/YY")
        self.response.payload = {
            "utcnow": len(time.utcnow()), "today": len(time.today()), "now": time.now("[at] YYYY")[:3], "later": time.one_day_from("2026-02-28"),
            "hour": time.one_hour_from("2026-01-01 23:30:00"), "minute": time.one_minute_from("2026-01-01T00:00:00", "HH:mm"),
            "order": time.yesterday() < time.today() < time.tomorrow(), "float": type(time.utcnow_as_float()).__name__, "iso": len(time.isoutcnow()) > 20,
            "isonow": "T" in time.isonow(), "reformat": time.reformat("3 Mar 2026 05:06 PM", "D MMM YYYY hh:mm A", "YYYY-MM-DD HH:mm"),
            "kvdb": time.reformat("2026-03-04", "YYYY-MM-DD", "kvdb:short"), "arrow": type(time.utcnow(needs_format=False)).__name__,
            "zone": time.now("ZZ", "Asia/Tokyo")}


class Crypto(Service):
    def handle(self):
        crypto = self.crypto
        hashed = crypto.hash_secret("secret")
        key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        self.response.payload = {
            "encrypted": crypto.encrypt("text") != "text", "back": crypto.decrypt(crypto.encrypt("text")), "secret": len(crypto.generate_secret()),
            "password": len(crypto.generate_password()), "hash": [crypto.verify_hash("secret", hashed), crypto.verify_hash("other", hashed)],
            "totp": [crypto.get_current_totp_code(key, 59), crypto.get_current_totp_code(key, 1111111109)]}


class Config(Service):
    def handle(self):
        self.response.payload = {"host": self.config.facts.crm.host, "port": self.user_config.facts.crm.port, "on": self.config["facts"]["crm"]["on"],
                                 "static": self.static_config["page.txt"]}


class Lock(Service):
    def handle(self):
        with self.lock():
            with self.lock("facts-lock", 5, 1), self.lock("facts-lock-2", expires=5, timeout=1), self.lock("facts-lock-3", ttl=5, block=1):
                try:
                    with self.lock("facts-lock", block=0.02):
                        self.response.payload = "twice"
                except Exception as error:
                    self.response.payload = type(error).__name__


class Commands(Service):
    told = []

    def handle(self):
        if self.request.payload == "look":
            self.response.payload = Commands.told
            return
        result = self.commands.invoke("cat; echo err >&2; exit 3", stdin="in")
        cid = self.commands.invoke_async("echo later", callback="platform-parts.command-told")
        self.response.payload = [result.stdout, result.stderr, result.exit_code, result.is_ok, result.is_timeout, result.cid == self.cid, result.total_time_sec >= 0, cid == self.cid]


class CommandTold(Service):
    def handle(self):
        Commands.told.append(self.request.payload.stdout)


class Mailbox(Service):
    def handle(self):
        out = []
        for uid, message in self.email.imap.get("facts").conn.get():
            data = message.data
            out.append({"uid": uid, "subject": data.subject, "from": data.sent_from, "plain": data.body.plain, "files": [[one.filename, one.content.read().decode()] for one in data.attachments]})
            message.mark_seen()
            message.delete()
        self.response.payload = out


class Missing(Service):
    def handle(self):
        seen = {}
        for path in self.request.payload:
            one = self
            try:
                for name in path.split(".")[1:]:
                    one = getattr(one, name)
                seen[path] = "there"
            except NotImplementedError as error:
                seen[path] = str(error)
            except Exception as error:
                seen[path] = type(error).__name__
        self.response.payload = seen
