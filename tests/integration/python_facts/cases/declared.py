"""Section 2: SimpleIO and models."""
from facts import Facts


class Input(Facts):
    def test_every_type(self):
        """2.2: each type of element turns what comes in into what services expect."""
        seen = self.answer("json/declared.all-types", {
            "as_is": [1], "flag": "ON", "csv": "a,b", "day": "2026-03-04", "at": "4 March 2026 05:06", "price": "1.10", "who": {"name": "n", "more": 1},
            "lines": [{"sku": 5}], "ratio": None, "number": "7", "tags": "one", "opaque": {"x": 1}, "text": 5, "utc": "2026-03-04T05:06:07+00:00",
            "uuid": "00000000-0000-0000-0000-000000000001"})
        self.assertEqual(seen, {
            "as_is": ["list", "[1]"], "flag": ["bool", "True"], "csv": ["list", "['a', 'b']"], "day": ["datetime", "2026-03-04 00:00:00"], "at": ["datetime", "2026-03-04 05:06:00"],
            "price": ["Decimal", "1.10"], "who": ["Bunch", "Bunch(name='n', age='', size=3)"], "lines": ["list", "[Bunch(sku='5')]"], "ratio": ["float", "0.0"],
            "number": ["int", "7"], "tags": ["list", "['one']"], "opaque": ["dict", "{'x': 1}"], "text": ["str", "5"], "utc": ["str", "2026-03-04T05:06:07"],
            "uuid": ["UUID", "00000000-0000-0000-0000-000000000001"]})

    def test_missing_optional_input(self):
        """2.2: what is optional and missing is the element's default, for booleans False, for others SimpleIO's default."""
        self.assertEqual(self.answer("json/declared.optional", {}), {
            "text": ["str", "nothing"], "is_new": ["bool", "False"], "size": ["str", "nothing"], "retries": ["int", "5"], "ratio": ["str", "nothing"]})

    def test_dashes(self):
        """2.1: a leading dash makes an element optional; all its dashes are stripped."""
        self.assertEqual(self.answer("json/declared.dashes", {"name": "n"}), {"name": "n", "something": "", "is_new": False})

    def test_required_wins(self):
        """2.1: what is both required and optional is required."""
        self.assertEqual(self.call("json/declared.required-wins", {"other": "x"}).status, 400)

    def test_missing_required_input(self):
        """2.2: what is required and missing is a 400 that names it; of an empty body as well."""
        for body in ({}, b""):
            answer = self.call("json/declared.required-wins", body)
            self.assertEqual(answer.status, 400)
            self.assertIn("Element missing: name", answer.text)

    def test_null_and_empty_are_there(self):
        """2.2: null and empty values pass the check; integers stay empty."""
        self.assertEqual(self.answer("json/declared.null-passes", {"name": None, "page_size": ""}), {"name": None, "page_size": ""})

    def test_conversion_errors(self):
        """2.2: what cannot be converted is a 500."""
        self.assertEqual(self.call("json/declared.null-passes", {"name": "n", "page_size": "many"}).status, 500)

    def test_the_url_wins(self):
        """2.2: parameters of the URL override the body's keys; those that are not declared are added as texts."""
        self.assertEqual(self.answer("json/declared.dashes", {"name": "body"}, query={"name": "url", "more": "1"}),
                         {"name": "url", "something": "", "is_new": False, "more": "1"})

    def test_both_styles(self):
        """2.1: both styles in one class leave it out."""
        self.assertIn("class Both is left out", self.log())

    def test_csv(self):
        """2.2: CSV is a list of rows, columns by the order of the elements."""
        answer = self.call("csv/declared.lines", "30;joan\r\n40;jan\r\n")
        self.assertEqual((answer.text, answer.headers["Content-Type"]), ("31;JOAN\r\n41;JAN\r\n", "text/csv"))

    def test_input_has_methods(self):
        """1.4: require_any gives the first that is there, or fails; a key that is not there is an AttributeError that says so."""
        self.assertEqual(self.answer("json/declared.any-of", {"b": "x"}), "x")
        self.assertEqual(self.call("json/declared.any-of", {}).status, 500)
        self.assertEqual(self.call("json/declared.missing-key", {}).status, 500)
        self.assertIn("AttributeError: No such key `no_such_key`", self.log())


class Output(Facts):
    def test_order(self):
        """2.1: elements are written in the order of their names, required ones first; undeclared keys are dropped (2.3)."""
        self.assertEqual(self.call("json/declared.order").text, '{"response": {"b": "3", "z": "1", "a": "4", "c": "2"}}')

    def test_conversions(self):
        """2.3: elements convert on the way out; what is optional and missing is omitted."""
        self.assertEqual(self.answer("json/declared.converts"), {
            "flag": True, "day": "2026-03-04", "at": "2026-03-04T05:00:00", "price": "1.10", "ratio": 1.5, "number": 7, "uuid": "0" * 31 + "1", "csv": "1,2", "text": "5",
            "tags": ["a", "b"]})

    def test_missing_required_output(self):
        """2.3: what is required and missing is a 500."""
        self.assertEqual(self.call("json/declared.forgets").status, 500)

    def test_response_elem(self):
        """2.1: response_elem is the name of the wrapper, None means none."""
        self.assertEqual(self.answer("json/declared.elem", {"name": "x"}), {"customer": {"name": "x"}})
        self.assertEqual(self.answer("json/declared.no-elem"), {"name": "x"})

    def test_skip_empty(self):
        """2.1: SkipEmpty leaves empty keys out, but for those that are forced."""
        self.assertEqual(self.answer("json/declared.skips"), {"response": {"b": "", "c": ""}})

    def test_the_payload_object(self):
        """1.4: attributes and items, get and iteration; reading what was not set is a KeyError."""
        answer = self.call("json/declared.payload")
        self.assertEqual(answer.json, {"response": {"a": "1", "b": "default"}})
        self.assertEqual((answer.headers["X-Iterated"], answer.headers["X-Value"]), ("a,b", "{'response': {'a': '1', 'b': 'default'}}"))
        self.assertIn("planted KeyError", self.log())

    def test_other_values(self):
        """1.4: attributes of objects are taken by name, zato…_response is unwrapped, and a list goes past the declaration."""
        self.assertEqual(self.answer("json/declared.of-object"), {"response": {"id": 7, "name": "row"}})
        self.assertEqual(self.answer("json/declared.unwraps"), {"a": "1"})
        self.assertEqual(self.answer("json/declared.past-it"), [{"undeclared": 1}])


class Models(Facts):
    def test_input(self):
        """2.4: fields are checked and converted, nested models too; missing optional ones are empty by their type."""
        self.assertEqual(self.answer("json/declared.sell", {"sale_id": "7", "lines": [{"sku": "a", "count": "2"}, {"sku": "b"}], "when": "2026-03-04T05:06:07+00:00", "more": 1}), {
            "id": 7, "lines": [["a", 2], ["b", 1]], "missing": ["", [], 0, {}], "when": "2026-03-04 05:06:07+00:00", "has": True, "item": 7, "dict": 7, "json": '{"details":{},"extra'})

    def test_missing(self):
        """2.4: what is missing is named by its path; what is no list is told."""
        self.assertIn("Element missing: /lines[1]/sku", self.call("json/declared.sell", {"sale_id": 1, "lines": [{"sku": "a"}, {}]}).text)
        self.assertIn("Element is not a list: /lines", self.call("json/declared.sell", {"sale_id": 1, "lines": {}}).text)
        self.assertEqual(self.call("json/declared.sell", {"lines": []}).status, 400)

    def test_the_url_wins_in_models(self):
        """2.4: parameters of the URL win at the top level."""
        self.assertEqual(self.answer("json/declared.sell", {"sale_id": 1, "lines": []}, query={"sale_id": "9"})["id"], 9)

    def test_after_created(self):
        """2.4: after_created is told service, data and class; answers of models are never wrapped."""
        self.assertEqual(self.call("json/declared.after", {"ok": True}).text, '{"ok":true}')

    def test_lists_of_models(self):
        """2.4: list_[Model] is input and output."""
        self.assertEqual(self.answer("json/declared.sell-many", [{"sku": "a"}]), [{"count": 1, "sku": "a"}])
