"""Section 1.3: invocation and patterns."""
from facts import Facts


class Invocation(Facts):
    def test_invoke(self):
        """1.3: invoke in all its forms, and what it returns."""
        seen = self.answer("json/calls.everyone")
        target = seen.pop("by name")
        cid = target.pop("cid")
        self.assertTrue(cid)
        self.assertEqual(target, {"type": "dict", "payload": {"a": 1}, "channel": "invoke", "environ": {}, "raw": "dict", "wsgi": {}, "format": "dict"})
        self.assertEqual(seen, {
            "by class": "dict", "kwargs": {"a": 1}, "text": "str", "bytes": "bytes", "same object": {"a": [1]}, "same cid": True, "own cid": "Kmine", "environ": {"x": 1}, "environ shared": {"session": 7}, "parsed": {"p": 1},
            "impl": {"b": 1}, "positional": "worker", "plain": {"response": {"name": "n"}}, "skipped": {"name": "n"}, "bunch": "n", "still a dict": "dict", "sibling": 42,
            "server": {"d": 1}, "native": {"e": 1}})

    def test_by_id(self):
        """1.3: invoke_by_id, by the number that the service has in the cluster."""
        services = self.answer("json/calls.ids")
        self.assertEqual(self.answer("json/calls.by-id", {"id": services["calls.target"]}), {"by": "id"})

    def test_failures(self):
        """1.3: an unknown name is a KeyError, invoking oneself a ZatoException, and exceptions come through as they are."""
        self.assertEqual(self.answer("json/calls.failing"), {"no.such": "KeyError", "calls.failing": "ZatoException", "calls.fails": "NotFound"})

    def test_later(self):
        """1.3: invoke_async gives a new cid; the callback has it as in_reply_to and the answer as its payload."""
        asked = self.answer("json/calls.later")
        self.assertTrue(asked["new"])
        self.eventually(lambda: self.answer("json/calls.later", '"look"') == [["invoke-async", "invoke-async-callback", asked["cid"]]])

    def test_fanout(self):
        """1.3: fanout tells a service after each target and after the last; a failure counts as an answer."""
        cid = self.answer("json/calls.fan", {"pattern": "fanout"})["cid"]
        self.assertTrue(cid)
        told = lambda: [one for one in self.answer("json/calls.fan", '"look"') if one["channel"].startswith("fanout")]
        self.eventually(lambda: len(told()) == 3)
        seen = told()
        target_keys = ["cid", "exception", "ok", "phase", "req_ts_utc", "resp_ts_utc", "response", "source", "target"]
        self.assertEqual(sorted((one["target"], one["ok"]) for one in seen[:2]), [("calls.fails", False), ("calls.target", True)])
        self.assertTrue(all(one["channel"] == "fanout-on-target" and one["phase"] == "on-target" and one["keys"] == target_keys for one in seen[:2]))
        self.assertEqual((seen[2]["channel"], seen[2]["phase"], seen[2]["keys"]),
                         ("fanout-on-final", "on-final", ["data", "on_final", "on_target", "phase", "req_ts_utc", "source"]))

    def test_parallel(self):
        """1.3: parallel tells a service after each target."""
        self.answer("json/calls.fan", {"pattern": "parallel"})
        self.eventually(lambda: sum(one["channel"] == "parallel-exec-on-target" for one in self.answer("json/calls.fan", '"look"')) == 2)

    def test_models_are_handed_over(self):
        """2.4: a model passed through invoke is handed over unchanged when the callee's input is a model."""
        self.assertEqual(self.answer("json/calls.gives-model"), {"same": True, "name": "changed"})
