"""Sections 0, 2 and 8: services of other API levels."""
from facts import Facts


class Of20(Facts):
    def test_what_a_call_is(self):
        """0.1, 1.2, 1.4: input is an empty Bunch, raw_request text, channel the type alone."""
        self.assertEqual(self.answer("json/level20.undeclared", {"a": 1}), {"input": {}, "type": "Input", "raw": "str", "channel": "http-soap", "chan": True})

    def test_input(self):
        """2.2: missing optional input is '', secrets are plain, AsIs is text, an empty integer 0; names have 2.0's rules."""
        answer = self.call("json/level20.declared", {"name": 5, "customer_id": "7", "as_is": 1, "age": "", "password": "p", "size_min": "3", "is_new": True})
        self.assertEqual(answer.headers["X-Input"], "[('age', 0), ('as_is', '1'), ('customer_id', 7), ('is_new', True), ('name', '5'), ('note', ''), ('password', 'p'), ('size_min', '3')]")
        self.assertEqual(answer.headers["X-Unset"], "''")
        self.assertEqual(answer.json, {"response": {"name": "5", "customer_id": 7, "note": "", "never_set": ""}})

    def test_errors(self):
        """2.2, 2.3: what is missing, wrong or does not parse is a 500."""
        for body in ({"name": "n"}, {}, {"name": "n", "customer_id": "x"}, b"{no json"):
            self.assertEqual(self.call("json/level20.declared", body).status, 500, body)
        self.assertEqual(self.call("json/level20.forgets").status, 500)
        self.assertIn("Missing input", self.log())

    def test_priority(self):
        """2.2: params_pri can make the message win over the URL."""
        self.assertEqual(self.answer("json/level20.message-first", {"name": "body"}, query={"name": "url"}), {"name": "body"})

    def test_xml(self):
        """2.2: elements are read from below request_elem, lists, dicts and lists of dicts among them, and written below response_elem beside zato_env."""
        answer = self.call("xml/level20.xml", b"<order xmlns='urn:x'><order_id>7</order_id><tags><a>1</a><a>2</a></tags><who><item><key>k</key><value>v</value></item></who>"
                           b"<lines><item_dict><item><key>a</key><value>b</value></item></item_dict></lines></order>")
        self.assertIn("planted ['1', '2'] {'k': 'v'} [{'k': 'v'}]".replace("[{'k': 'v'}]", "[{'a': 'b'}]"), self.log())
        cid = answer.headers["X-Zato-CID"]
        self.assertEqual(answer.text.split("\n", 1)[1], f'<answer xmlns="https://example.com/ns"><zato_env><cid>{cid}</cid><result>ZATO_OK</result></zato_env><item>'
                         "<order_id>8</order_id><tags><item>1</item><item>2</item></tags><is_new>true</is_new></item></answer>".replace(
                             "<order_id>8</order_id><tags><item>1</item><item>2</item></tags><is_new>true</is_new>",
                             "<is_new>true</is_new><order_id>8</order_id><tags><item>1</item><item>2</item></tags>"))
        self.assertIn("<item_list><item><id>1</id></item><item><id>2</id></item></item_list>", self.call("xml/level20.xml-rows", b"<request/>").text)

    def test_names(self):
        """0.10: names are those of the module."""
        self.assertEqual(self.answer("json/level20.name"), "level20.Name")


class OfMain(Facts):
    def test_input_is_always_there(self):
        """8: input is the message with the URL's parameters, or the list itself."""
        self.assertEqual(self.answer("json/level-main.undeclared", {"a": 1}, query={"b": "2"}), {"input": {"a": 1, "b": "2"}, "attribute": 1})
        self.assertEqual(self.answer("json/level-main.undeclared", [1])["input"], [1])

    def test_declared(self):
        """8: missing optional input is None, secrets are plain; of output undeclared keys are dropped and nothing is required, nor wrapped."""
        answer = self.call("json/level-main.declared", {"name": "n", "password": "p", "size": "3", "customer_id": "x"})
        self.assertEqual(answer.headers["X-Input"], "[('customer_id', 'x'), ('name', 'n'), ('note', None), ('password', 'p'), ('size', 3)]")
        self.assertEqual(answer.json, {"name": "n"})
        self.assertEqual(self.call("json/level-main.declared", {}).status, 500)
        self.assertIn("ValueError: Missing required input element", self.log())

    def test_payloads_grow(self):
        """8: response.payload.a.b = 1; of a model, its fields; nothing where nothing was set."""
        self.assertEqual(self.answer("json/level-main.grows"), {"a": {"b": 1}})
        self.assertEqual(self.answer("json/level-main.of-model"), {"total": 3})
        self.assertEqual(self.call("json/level-main.nothing").text, "")

    def test_statuses(self):
        """0.8: exceptions answer with the status they have."""
        self.assertEqual(self.call("json/level-main.raises", {"kind": "Conflict"}).status, 409)
        self.assertEqual(self.call("json/level-main.raises", {"kind": "ServiceUnavailable"}).status, 503)

    def test_redis(self):
        """1.2: kvdb, redis and cache are the client itself."""
        self.assertEqual(self.answer("json/level-main.bare-redis"), ["1", "1"])

    def test_hooks(self):
        """1.1: only accept, before_handle and after_handle are called."""
        self.assertEqual(self.answer("json/level-main.hooks"), ["before", "handle", "after"])
