"""Sections 1.1 to 1.3 and 4: hooks, names, what a service has."""
from facts import Facts

ALL = ["accept", "before_handle", "validate_input", "handle", "validate_output", "after_handle", "finalize_handle"]


class Lifecycle(Facts):
    def test_the_order_of_hooks(self):
        """1.1: accept, before_handle, validate_input, handle, validate_output, after_handle, finalize_handle; those that may fail are logged and swallowed."""
        self.assertEqual(self.answer("json/lifecycle.hooks", {}), ALL)
        self.assertIn("ValueError: before_handle fails", self.log())
        self.assertIn("ValueError: finalize_handle fails", self.log())

    def test_accept_refuses(self):
        """1.1: what accept refuses is answered with 400 and nothing."""
        answer = self.call("json/lifecycle.hooks", {"what": "refuse"})
        self.assertEqual((answer.status, answer.text), (400, ""))

    def test_validation_is_told(self):
        """1.1: what validate_input and validate_output raise goes to the caller."""
        for what, reason in (("invalid", "not valid"), ("bad output", "bad output")):
            answer = self.call("json/lifecycle.hooks", {"what": what})
            self.assertEqual(answer.status, 400)
            self.assertIn(reason, answer.text)

    def test_nothing_runs_after_a_failure(self):
        """1.1: after_handle and finalize_handle do not run when handle raised."""
        self.assertEqual(self.call("json/lifecycle.hooks", {"what": "fail"}).status, 500)
        self.assertNotIn("planted finalize after a failure", self.log())

    def test_job_hooks_are_of_the_scheduler(self):
        """1.1: hooks of jobs run for jobs alone; other channels than HTTP and invoke always call `handle` (0.5)."""
        self.assertEqual(self.call("json/lifecycle.job-hooks").text, "")
        self.assertEqual(self.answer("json/lifecycle.runs-jobs"), [["before_job", "after_job"], "by handle", ""])

    def test_hooks_can_be_switched_off(self):
        """1.1: call_hooks = False leaves before_handle and after_handle out."""
        self.assertEqual(self.answer("json/lifecycle.no-hooks"), "handled")

    def test_classes_say_whether_they_are_added(self):
        """1.1: before_add_to_store may refuse a class; base classes in the module are deployed too."""
        self.assertEqual(set(self.answer("json/lifecycle.derived")), {"Base", "Derived"})
        self.assertEqual(self.answer("json/lifecycle.base"), "base")
        self.assertNotIn("lifecycle.refused", self.deployed())
        self.assertNotIn("lifecycle.hidden", self.deployed())

    def deployed(self):
        return self.answer("json/imports.deployed")

    def test_classes_are_told_once_added(self):
        """1.1: after_add_to_store gets the server if that is what its argument is called."""
        self.assertEqual(self.answer("json/lifecycle.told"), ["Server", True])

    def test_names(self):
        """4: camel case is split as Zato splits it; get_name may be overridden; an annotation is no name."""
        for service in ("lifecycle.by-method", "lifecycle.annotated-only", "lifecycle.my_service", "lifecycle.http-connection", "lifecycle.get-url2"):
            self.assertEqual(self.answer(f"json/{service}"), service)
        # "json/lifecycle.by-method" "json/lifecycle.annotated-only" "json/lifecycle.my_service" "json/lifecycle.http-connection" "json/lifecycle.get-url2"

    def test_the_context(self):
        """1.2, 6.2/8: cid, logger, channel and the rest of what a service is told of its call."""
        answer = self.call("json/lifecycle.context", {})
        seen = answer.json
        self.assertEqual(seen, {
            "cid": answer.headers["X-Zato-CID"], "logger": "lifecycle.context", "data_format": "json", "transport": "plain_http", "job_type": "",
            "channel": {"type": "http-soap", "name": "json/lifecycle.context", "format": "json", "internal": False,
                        "security": {"id": None, "name": None, "type": None, "username": None}},
            "environ": {"mine": 1}, "reply": "", "usage": 0, "slow": True, "utc": True, "raw_time": 0, "server": "server1", "cluster": seen["cluster"], "sio": False})

    def test_the_wsgi_environment(self):
        """3.5: the keys of the WSGI environment that services use."""
        seen = self.answer("json/lifecycle.wsgi", '{"a": 1}', query={"q": ["1", "2"]}, headers={"X-Test": "t", "Content-Type": "application/json"})
        host = seen.pop("HTTP_HOST")
        self.assertTrue(host)
        self.assertEqual(seen, {
            "REQUEST_METHOD": "POST", "PATH_INFO": "/json/lifecycle.wsgi", "QUERY_STRING": "q=1&q=2", "RAW_URI": "/json/lifecycle.wsgi?q=1&q=2", "HTTP_X_TEST": "t",
            "CONTENT_TYPE": "application/json", "REMOTE_ADDR": "127.0.0.1", "SERVER_PROTOCOL": "HTTP/1.1", "zato.http.remote_addr": "127.0.0.1",
            "zato.http.GET": {"q": ["1", "2"]}, "zato.http.path_params": {}, "zato.request.payload": {"a": 1}, "zato.sec_def": None, "zato.cid": seen["zato.cid"],
            "zato.wsx": None, "raw": '{"a": 1}', "item": "json/lifecycle.wsgi", "item20": "json/lifecycle.wsgi", "stamp": "20", "stamp_utc": "20", "form": {},
            "same_headers": True})

    def test_methods(self):
        """1.3: sleep, spawn, run_in_thread, log_input, new_instance, get_name_static."""
        seen = self.answer("json/lifecycle.methods", {"planted-input": 1})
        self.assertEqual((seen["seen"], seen["other"], seen["by_name"]), (["spawned", True], "traps.undeclared", "lifecycle.methods"))
        self.assertTrue({"request_payload", "channel", "cid", "environ", "name"} <= set(seen["logged"]) and "wsgi_environ" not in seen["logged"])
        self.assertIn("planted user message", self.log())

    def test_what_no_service_has(self):
        """1.2: an attribute that nobody has is an AttributeError in the log, one that is missing here says its name."""
        self.assertEqual(self.call("json/lifecycle.unknown", {"kind": "attribute"}).status, 500)
        self.assertIn("AttributeError: self has no attribute `no_such_attribute`", self.log())
        self.assertEqual(self.call("json/lifecycle.unknown", {"kind": "sso"}).status, 500)
        self.assertIn("NotImplementedError: self.sso is not available in this version of the server", self.log())
