"""The ten traps of section 0."""
from facts import Facts


class Traps(Facts):
    def test_01_input_is_none(self):
        """0.1: request.input is None when the class declares no SimpleIO, input or output."""
        self.assertEqual(self.answer("json/traps.undeclared", {"a": 1}, query={"q": "x"}), {"input": "None", "payload": {"a": 1}})

    def test_02_class_simple_io_wraps(self):
        """0.2, 6.2/40: with `class SimpleIO` answers are wrapped in `response`, with class-level input and output they are not; so are results of invoke."""
        self.assertEqual(self.call("json/traps.wrapped", {"name": "x"}).text, '{"response": {"name": "x"}}')
        self.assertEqual(self.call("json/traps.unwrapped", {"name": "x"}).text, '{"name": "x"}')
        self.assertEqual(self.answer("json/traps.invokes-both"), {"wrapped": {"response": {"name": "x"}}, "unwrapped": {"name": "x"}})

    def test_03_names_say_types(self):
        """0.3: names of elements say their type; secrets are encrypted before the service sees them, AsIs leaves them alone."""
        given = {"id": "1", "customer_id": "2", "line_count": "3", "is_open": "yes", "has_more": "0", "password": "secret", "token": "t", "plain": 5}
        self.assertEqual(self.answer("json/traps.typed", given), {
            "types": {"id": "int", "customer_id": "int", "line_count": "int", "is_open": "bool", "has_more": "bool", "plain": "str"},
            "encrypted": True, "opened": "secret", "as_is": "t"})

    def test_04_bare_strings_elements_and_sets(self):
        """0.4: a bare string, a bare element and a set are declarations."""
        self.assertEqual(self.answer("json/traps.bare-string", {"customer": "c"}), {"response": {"customer": "c"}})
        self.assertEqual(self.answer("json/traps.bare-elem", {"number": "4"}), 5)
        self.assertEqual(self.answer("json/traps.of-set", {"a": 1, "b": 2}), ["a", "b"])

    def test_05_any_handle_attribute_switches_to_verbs(self):
        """0.5, 6.2/34: any attribute that begins with `handle_` makes the class answer per verb only, unknown verbs with 405, even where there is `handle`."""
        self.assertEqual(self.call("json/traps.helper").status, 405)
        self.assertEqual(self.call("json/traps.verbs", method="GET").text, "got")
        self.assertEqual(self.call("json/traps.verbs").text, "posted")
        self.assertEqual(self.call("json/traps.verbs", method="DELETE").status, 405)

    def test_06_invoke_counts_as_http(self):
        """0.6: invoked by another service, a class with verbs has none to answer to, unless it is told in wsgi_environ: an empty payload."""
        self.assertEqual(self.answer("json/traps.invokes-verbs"), {
            "answer": "", "with a verb": "got", "seen": [None, None, {}, {}, {}, ""], "seen with": ["PUT", "/p", {"q": "1"}, {}, {}, "me"]})

    def test_07_services_change_what_they_hold(self):
        """0.7, 6.2/17: headers are replaced as a whole, payloads are dicts, lists, text and bytes, rows are assigned and appended."""
        for kind, text in (("dict", '{"a":1}'), ("list", "[1,2]"), ("text", "text"), ("bytes", "bytes")):
            answer = self.call("json/traps.replaces", {"as": kind})
            self.assertEqual((answer.text, answer.headers["X-New"]), (text, "1"))
        self.assertEqual(self.answer("json/traps.rows"), {"response": [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]})

    def test_08_some_exceptions_are_500(self):
        """0.8: Conflict, ServiceUnavailable and InternalServerError answer 500."""
        for kind in ("Conflict", "ServiceUnavailable", "InternalServerError"):
            answer = self.call("json/traps.raises", {"kind": kind})
            self.assertEqual(answer.status, 500)
            self.assertIn("the reason", answer.text)

    def test_09_what_does_not_parse_is_no_error(self):
        """0.9: a body that is no JSON is the payload as bytes; with SimpleIO the check of what is required is skipped, and only the URL's parameters are there."""
        self.assertEqual(self.answer("json/traps.bad-body", "{no json"), "b'{no json'")
        self.assertEqual(self.answer("json/traps.bad-body-sio", "{no json", query={"q": "1"}), {"response": {"seen": "['q']"}})

    def test_10_names_come_from_the_file(self):
        """0.10: names are those of the file and the class."""
        self.assertEqual(self.answer("json/traps.name-of-file"),
                         {"name": "traps.name-of-file", "impl_name": "traps.NameOfFile", "class": "traps.name-of-file", "class_impl": "traps.NameOfFile"})
