"""The 40 elements that public services use most (service_api.md 6.2), as public services use them."""
from contextlib import closing

import common_things
from zato.server.service import Service


class Peer(Service):
    """What the outgoing connection of these tests calls: this server."""

    def handle(self):
        http = self.request.http
        self.response.status_code = 207
        self.response.headers["X-Peer"] = "1"
        self.response.payload = {"method": http.method, "params": http.params, "body": self.request.payload or None, "own": self.wsgi_environ.get("HTTP_X_OWN"),
                                 "cid": bool(self.wsgi_environ.get("HTTP_X_ZATO_CID"))}


class Rest(Service):
    def handle(self):
        conn = self.outgoing.plain_http["facts-peer"].conn
        posted = conn.post(self.cid, {"name": "x"}, {"id": "7", "q": "a b"}, headers={"X-Own": "own"})
        got = self.out.rest.get("facts-peer").conn.get(self.cid, {"id": "8"})
        more = {name: getattr(self.outgoing.plain_http.get("facts-peer").conn, name)(self.cid, "text", {"id": "9"}).data["method"] for name in ("put", "delete", "patch")}
        self.response.payload = {"json": posted.json(), "text": got.text[:1], "content": type(got.content).__name__, "status": got.status_code, "data": got.data["method"],
                                 "more": more, "headers": got.headers["X-Peer"], "none": self.out.rest.get("none")}


class Sql(Service):
    def handle(self):
        with closing(self.outgoing.sql.get("facts-sql").session()) as session:
            session.execute("create table if not exists item (id integer, name text)")
            session.execute("delete from item")
            session.execute("insert into item values (:id, :name)", {"id": 1, "name": "planted"})
            session.commit()
            rows = session.execute("select id, name from item").fetchall()
        self.response.payload = {"rows": [[row.id, row.name] for row in rows], "main": self.out.sql["facts-sql"].one("select name from item")}


class Many(Service):
    """Several elements of the table at once, as services have them."""
    name = "frequency.many-things"

    class SimpleIO:
        input_required = ("customer")
        input_optional = ("size")
        output_required = ("customer")
        output_optional = ("answer", "size")
        default_value = "0"

    def handle(self):
        self.logger.info("planted customer %s", self.request.input.customer)
        self.logger.info(f"planted f-string {self.request.input['customer']}")
        invoked = self.invoke("frequency.second", {"x": 1}, as_bunch=True)
        self.response.payload.customer = self.request.input.customer
        self.response.payload.size = self.request.input.size
        self.response.payload.answer = invoked.response.answer + str(common_things.ANSWER)


class Second(Service):
    class SimpleIO:
        input_optional = ("x")
        output_optional = ("answer")

    def handle(self):
        self.response.payload.answer = "second"
