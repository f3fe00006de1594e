#!/usr/bin/env python3
"""docs/reference/openapi.json, which a unit test keeps equal to what servers serve, is a valid OpenAPI 3.1 document: against the schema
of the OpenAPI Initiative (schemas/openapi-3.1.json, from https://spec.openapis.org, Apache License 2.0), and each schema of
ours inside it against JSON Schema 2020-12."""
import json
import pathlib

import jsonschema

import lint

SCHEMA = json.loads((pathlib.Path(__file__).parent / "schemas" / "openapi-3.1.json").read_text())


def schemas_in(node):
    if isinstance(node, dict):
        if isinstance(node.get("schema"), dict):
            yield node["schema"]
        for key, value in node.items():
            if key != "schema":
                yield from schemas_in(value)
    elif isinstance(node, list):
        for value in node:
            yield from schemas_in(value)


def check(root):
    path = root / "docs/reference/openapi.json"
    document = json.loads(path.read_text())
    problems = [f"{lint.at(root, path)}: {error.json_path}: {error.message[:200]}"
                for error in jsonschema.Draft202012Validator(SCHEMA).iter_errors(document)]
    for schema in [*document.get("components", {}).get("schemas", {}).values(), *schemas_in(document.get("paths", {}))]:
        try:
            jsonschema.Draft202012Validator.check_schema(schema)
        except jsonschema.SchemaError as error:
            problems.append(f"{lint.at(root, path)}: not a JSON schema: {error.json_path}: {error.message[:200]}")
    return problems


def described(operation):
    return {"docs/reference/openapi.json": json.dumps(
        {"openapi": "3.1.0", "info": {"title": "x", "version": "1"}, "paths": {"/x": {"get": operation}}})}


def answering(schema):
    return {"responses": {"200": {"description": "x", "content": {"application/json": {"schema": schema}}}}}


if __name__ == "__main__":
    lint.main(check,
              good=described(answering({"type": "object"})),
              bad=[("responses", described({"responses": 5})),
                   ("not a JSON schema", described(answering({"type": "objekt"})))])
