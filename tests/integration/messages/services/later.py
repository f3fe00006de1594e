"""Python's side of the scenarios about asynchronous invocations."""
import contextlib
import os
import sqlite3

from zato.common.exception import BadRequest
from zato.server.service import Service

seen = []


class Effect(Service):
    """As effects.effect."""

    def handle(self):
        payload = self.request.payload
        key = self.delivery.idempotency_key
        with open(os.path.join(payload["directory"], key or "lines"), "ab", buffering=0) as file:
            if not key:
                file.write(f"{payload['id']}\n".encode())


class Harm(Service):
    def handle(self):
        if self.request.payload["how"] == "crash":
            os.kill(os.getpid(), 11)
        raise ValueError("harm was asked for")


class Ledger(Service):
    """An effect in a database, and a worker that dies at the worst times."""
    def handle(self):
        payload = self.request.payload
        with contextlib.closing(sqlite3.connect(payload["database"])) as connection:
            connection.execute("INSERT INTO attempt (id) VALUES (?)", (payload["id"],))
            connection.commit()
            attempts = connection.execute("SELECT count(*) FROM attempt WHERE id = ?", (payload["id"],)).fetchone()[0]
            if self.delivery.is_first(connection):
                connection.execute("INSERT INTO effect (id) VALUES (?)", (payload["id"],))
            if payload["dies"] == "before" and attempts == 1:
                os.kill(os.getpid(), 9)
            connection.commit()
            if payload["dies"] == "after" and attempts == 1:
                os.kill(os.getpid(), 9)


class Who(Service):
    """Answers from where it runs."""
    def handle(self):
        how = self.request.payload.get("how") if isinstance(self.request.payload, dict) else ""
        if how == "throw":
            raise ValueError("no")
        if how == "refuse":
            raise BadRequest(self.cid, "that is not possible", needs_msg=True)
        self.response.payload = self.server.name if how == "text" else {"server": self.server.name, "channel": self.channel.type, "got": self.request.payload}


class Ask(Service):
    def handle(self):
        rpc, how = self.server.rpc, self.request.payload["how"]
        if how == "all":
            result = rpc.invoke_all("later.who", {"how": "text"}, timeout=self.request.payload.get("timeout"))
            self.response.payload = [result.is_ok, result.data, result.errors]
        else:
            self.response.payload = [rpc["server2"].invoke("later.who", {"a": 1}), rpc["server1"].invoke(Who, {"how": "text"}),
                                     rpc["server2"].invoke("later.who"), self.attempt("server2", "later.who", {"how": "throw"}),
                                     self.attempt("server2", "later.who", {"how": "refuse"}), self.attempt("server2", "no.such"),
                                     self.attempt("server3", "later.who"), self.attempt("server2", "zato.server.get-list")]

    def attempt(self, server, *args):
        try:
            return self.server.rpc[server].invoke(*args)
        except Exception as error:
            return f"{type(error).__name__}: {error}"


class Look(Service):
    def handle(self):
        self.response.payload = seen


class Target(Service):
    def handle(self):
        payload = self.request.payload
        seen.append(["target", payload.hex() if isinstance(payload, bytes) else payload, self.channel.type, self.environ, bool(self.delivery.id), self.delivery.attempt])
        self.response.payload = {"answer": self.request.payload} if isinstance(self.request.payload, dict) else self.request.payload


class Callback(Service):
    def handle(self):
        seen.append(["callback", self.request.payload, self.channel.type, bool(self.in_reply_to)])


def function(payload):
    seen.append(["function", payload])


class Start(Service):
    def handle(self):
        if self.channel.type == "invoke-async-callback":
            return seen.append(["self", self.request.payload])
        how = self.request.payload["how"]
        if how == "forms":
            self.cid_of = [
                self.invoke_async("later.target", {"a": 1}, callback=["later.callback", Callback, self, self.method, self.bare, function],
                                  environ={"tenant": "x", "number": 3}),
                self.invoke_async(Target, "text"), self.invoke_async("later.target", b"\x00\xff"), self.invoke_async("later.target", '{"a": "text"}'),
                self.invoke_async("later.target", {"b": [1]}, to_json_string=True), self.invoke_async("zato.helpers.echo", {"c": 2}, callback="later.callback"),
                self.invoke_async("later.target", "once", idempotency_key="k1"), self.invoke_async("later.target", "twice", idempotency_key="k1")]
            self.response.payload = self.cid_of
        elif how == "errors":
            self.response.payload = [self.attempt("no.such.service"), self.attempt("later.target", callback="no.such.service"),
                                     self.attempt("later.target", callback=lambda payload: None), self.attempt("later.target", callback=self._private),
                                     self.attempt("later.target", callback=self.invoke)]
        elif how == "ledger":
            with contextlib.closing(sqlite3.connect(self.request.payload["database"])) as connection:
                for sql in ("CREATE TABLE zato_inbox (message TEXT NOT NULL PRIMARY KEY, received_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)",
                            "CREATE TABLE effect (id TEXT)", "CREATE TABLE attempt (id TEXT)"):
                    connection.execute(sql)
                connection.commit()
            for dies in "before", "after", "never":
                self.invoke_async("later.ledger", {**self.request.payload, "dies": dies, "id": dies}, delay=0.5)  # this call is to be over by then
            self.response.payload = self.delivery.is_first(None)
        elif how == "books":
            with contextlib.closing(sqlite3.connect(self.request.payload["database"])) as connection:
                self.response.payload = {table: [row[0] for row in connection.execute(f"SELECT id FROM {table} ORDER BY id")]
                                         for table in ("attempt", "effect")}
        elif how == "everywhere":
            self.response.payload = self.invoke_async("later.target", "everywhere", target="*")

    def attempt(self, *args, **kwargs):
        try:
            return self.invoke_async(*args, **kwargs)
        except Exception as error:
            return f"{type(error).__name__}: {error}"

    def method(self, payload):
        seen.append(["method", payload, self.channel.type, bool(self.in_reply_to)])

    def bare(self):
        seen.append(["bare", self.request.payload])

    def _private(self, payload):
        pass


class Usual(Service):
    def handle(self):
        self.invoke_async("later.target", "for the usual callback")


class UsualAsyncCallback(Service):
    def handle(self):
        seen.append(["usual callback", self.request.payload])
