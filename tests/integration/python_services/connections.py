"""Services that call other systems."""
from contextlib import closing

from zato.common import SMTPMessage
from zato.common.exception import TimeoutException
from zato.server.service import Model, Service, dataclass


@dataclass(init=False)
class Customer(Model):
    id: int
    name: str


class Call(Service):
    def handle(self):
        conn = self.out.rest["crm"].conn
        created = conn.post(self.cid, {"name": "J/oan"}, {"id": "a b", "x": "1&2"}, headers={"X-Own": "h"})
        got = self.outgoing.plain_http.get("crm").conn.get(self.cid, {"id": 7})
        missing = self.out.rest["crm"].conn.get(self.cid, {"id": "missing"})
        facade = self.rest.crm.get({"id": 8}, model=Customer)
        self.response.payload = {
            "status": created.status_code, "json": created.json(), "data": created.data, "text": got.text, "ok": missing.ok,
            "missing": missing.status_code, "model": facade.data.name, "none": self.out.rest.get("no-such") is None, "names": list(self.out.rest.keys())}


class Wrong(Service):
    def handle(self):
        seen = {}
        for name, call in {
                "no params": lambda: self.out.rest["crm"].conn.get(self.cid),
                "unknown": lambda: self.out.rest["no-such"],
                "late": lambda: self.out.rest["crm"].conn.get(self.cid, {"id": "late"}),
                "split": lambda: self.out.rest["crm"].conn.get(self.cid, {"id": "x"}, headers={"X-Own": "a\r\nX-Evil: 1"}),
                "redirect": lambda: self.out.rest["crm"].conn.get(self.cid, {"id": "redirect"}),
                "off": lambda: self.out.rest["off"].conn.get(self.cid, {"id": "x"})}.items():
            try:
                seen[name] = str(call().status_code)
            except Exception as error:
                seen[name] = type(error).__name__
                seen["is_timeout"] = seen.get("is_timeout") or isinstance(error, TimeoutException)
        self.response.payload = seen


class Mail(Service):
    def handle(self):
        message = SMTPMessage(from_="a@example.com", to="b@example.com", subject="planted subject", body="hello")
        message.attach("a.txt", b"attached")
        self.response.payload = {"sent": self.email.smtp["mail"].conn.send(message), "away": self.email.smtp.get("away").conn.send(message)}


class Query(Service):
    def handle(self):
        with closing(self.outgoing.sql.get("lite").session()) as session:
            session.execute("create table if not exists item (name text)")
            session.execute("insert into item values ('planted')")
            session.commit()
            self.response.payload = [row.name for row in session.execute("select name from item")]


class Many(Service):
    def handle(self):
        import gevent
        waiting = [gevent.spawn(self.out.rest["crm"].conn.get, self.cid, {"id": "slow"}) for _ in range(20)]
        gevent.joinall(waiting)
        self.response.payload = {"ok": sum(one.value.status_code == 200 for one in waiting)}
