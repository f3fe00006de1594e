"""Sections 1.4, 1.8 and 3: request, response, data formats, failures."""
import gzip

from facts import Facts

MULTIPART = b"\r\n".join((b"--x", b'Content-Disposition: form-data; name="a"', b"", b"1", b"--x", b'Content-Disposition: form-data; name="a"', b"", b"2", b"--x",
                          b'Content-Disposition: form-data; name="file"; filename="f.bin"', b"Content-Type: application/octet-stream", b"", b"\x00\xff", b"--x--", b""))


class Requests(Facts):
    def test_what_a_request_has(self):
        """1.4, 6.2/23, 6.2/27: payload, raw_request in bytes, http and channel_params, in which the query is merged; `params` shows it as well (3.2)."""
        seen = self.answer("json/messages.request", b'{"a": 1}', query={"q": "x", "l": ["1", "2"]}, headers={"User-Agent": "me"})
        params = {"q": "x", "l": ["1", "2"]}
        self.assertEqual(seen, {
            "payload": "{'a': 1}", "raw": "b'{\"a\": 1}'", "same": True, "cid": True, "data_format": "json", "transport": "plain_http", "channel_params": params, "merge": True,
            "method": "POST", "path": "/json/messages.request", "GET": params, "POST": {}, "params": params, "agent": "me", "attr": "x", "environ": "POST"})

    def test_forms_of_channels_without_a_format(self):
        """3.2: http.POST is the body parsed as a form when the channel says no data format; the payload is bytes then (3.3)."""
        seen = self.answer("raw/messages.request", b"a=1&b=x+y&a=2", headers={"Content-Type": "application/x-www-form-urlencoded"})
        self.assertEqual((seen["POST"], seen["payload"]), ({"a": ["1", "2"], "b": "x y"}, "b'a=1&b=x+y&a=2'"))

    def test_empty_bodies(self):
        """3.3: an empty body on a JSON channel is an empty text."""
        self.assertEqual(self.answer("json/messages.request", b"")["payload"], "''")

    def test_bunches(self):
        """1.4, 6.2/25: bunchified() and to_bunch() are deep copies with attributes; they fail on what is no JSON."""
        self.assertEqual(self.answer("json/messages.bunchified", {"a": {"b": 1}}), [2, 1, {"a": {"b": 1}}])
        self.assertEqual(self.call("json/messages.bunchified", b"no json").status, 500)

    def test_forms(self):
        """3.3: a form is a dict of its fields, of multipart forms too, in which files are bytes; get_form_data() works in any format."""
        self.assertEqual(self.answer("form/messages.form", b"a=1&b=x%20y")["payload"], "{'a': '1', 'b': 'x y'}")
        expected = "{'a': ['1', '2'], 'file': b'\\x00\\xff'}"
        headers = {"Content-Type": "multipart/form-data; boundary=x"}
        self.assertEqual(self.answer("form/messages.form", MULTIPART, headers=headers)["payload"], expected)
        self.assertIn("b'\\x00\\xff'", self.answer("json/messages.form", MULTIPART, headers=headers)["form"])

    def test_xml(self):
        """3.3 (2.0): XML is lxml's objectify, of SOAP the first child of the body; entities are not expanded."""
        order = b"<order xmlns='urn:x'><name>n</name><id>5</id></order>"
        expected = {"tag": "{urn:x}order", "name": "n", "id": 5, "type": "lxml.objectify"}
        self.assertEqual(self.answer("xml/messages.tree", order), expected)
        self.assertEqual(self.answer("xml/messages.tree", b"<s:Envelope xmlns:s='urn:s'><s:Header/><s:Body>" + order + b"</s:Body></s:Envelope>"), expected)
        answer = self.call("xml/messages.tree", b'<!DOCTYPE o [<!ENTITY x SYSTEM "file:///etc/passwd">]><o><name>&x;</name><id>1</id></o>')
        self.assertNotIn("root", answer.text)


class Responses(Facts):
    def one(self, what):
        return self.call("json/messages.response", {"what": what})

    def test_serialisation(self):
        """1.4: text as it is, dicts and lists without spaces and with / escaped, falsy values as nothing, bytes as they are, models as JSON."""
        for what, text in (("dict", '{"url":"a\\/b","\\u00e9":"\\u00e9"}'), ("list", '[1,"a\\/b"]'), ("tuple", "[1,2]"), ("true", "true"), ("number", "1.5"), ("none", ""),
                           ("empty", ""), ("text", "é"), ("object", '{"grown":true}'), ("model", '{"x":5}'), ("model list", '[{"x":1}]')):
            answer = self.one(what)
            self.assertEqual((answer.status, answer.text), (200, text), what)
        self.assertEqual(self.one("bytes").body, b"\x00\xff")

    def test_what_a_response_has(self):
        """1.4: the status and its message, headers, content type and encoding; what they are before they are set."""
        answer = self.one("all")
        self.assertEqual((answer.status, answer.headers["X-One"], answer.headers["Content-Type"], answer.text), (202, "1", "text/csv", "a,b"))
        packed = self.one("encoding")
        self.assertEqual((packed.headers["Content-Encoding"], gzip.decompress(packed.body)), ("gzip", b"packed"))
        self.assertEqual(self.one("unset").json, {"type": "text/plain", "code": 200, "result": "ZATO_OK", "cid": True})
        self.assertEqual(self.one("dict").headers["Content-Type"], "application/json")

    def test_what_is_no_payload(self):
        """1.4: an object that nothing can be made of fails where it is assigned; main's generators say that they are missing."""
        self.assertEqual(self.one("rows").status, 500)
        self.assertIn("NotImplementedError: streaming, a generator as self.response.payload, is not available", self.log())
        self.assertEqual(self.one("thing").status, 500)
        self.assertIn("a response cannot be made of a Thing", self.log())

    def test_trees_are_written(self):
        """1.4: lxml's elements are answers."""
        self.assertEqual(self.call("xml/messages.echo").text, "<a><b/></a>")


class Failures(Facts):
    def test_statuses(self):
        """1.8: statuses of exceptions; the message of BadRequest is told only if it says so; headers set before are sent."""
        for kind, status in (("Forbidden", 403), ("MethodNotAllowed", 405), ("NotFound", 404), ("TooManyRequests", 429), ("Unauthorized", 401)):
            answer = self.call("json/messages.fails", {"kind": kind})
            self.assertEqual((answer.status, answer.headers["X-Before"]), (status, "1"))
            self.assertIn("planted reason", answer.text)
        answer = self.call("json/messages.fails", {"kind": "BadRequest"})
        self.assertEqual(answer.status, 400)
        self.assertIn("Bad request", answer.text)
        self.assertIn("planted reason", self.call("json/messages.fails", {"kind": "told"}).text)

    def test_tracebacks_stay_here(self):
        """1.8: any other exception is a 500; its traceback with the service's file and line is in the log and never in the answer."""
        answer = self.call("json/messages.fails", {"kind": "KeyError"})
        self.assertEqual(answer.status, 500)
        self.assertNotIn("planted-detail", answer.text)
        self.assertNotIn("messages.py", answer.text)
        self.assertRegex(self.log(), answer.headers["X-Zato-CID"] + r" - the service failed: Traceback.*messages\.py\", line \d+, in handle.*KeyError: 'planted-detail'")

    def test_json_schema(self):
        """1.8: input that is not as `schema` says is a 500 with a dict; accept comes before (1.1)."""
        self.assertEqual(self.answer("json/messages.schema", {"name": "x", "age": 5}), "valid")
        answer = self.call("json/messages.schema", {"name": "x", "age": -1})
        self.assertEqual((answer.status, answer.json["is_ok"], answer.json["cid"]), (500, False, answer.headers["X-Zato-CID"]))
        self.assertEqual(self.call("json/messages.schema-dict", {}).status, 500)
        self.assertEqual(self.call("json/messages.schema-dict", {"accept": "no"}).status, 400)
