"""Every operation of the OpenAPI document, with the address that serves it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.urls import resolve
from drf_spectacular.generators import SchemaGenerator

METHODS = ("get", "post", "put", "patch", "delete")
Properties = dict[str, Any]


@dataclass(frozen=True)
class Operation:
    """`name` is the address as the matrix calls it, `takes` the properties of the body."""

    name: str
    method: str
    takes: Properties
    queries: Properties

    def __str__(self) -> str:
        return f"{self.method} {self.name}"


def fill(route: str) -> str:
    """The route with ids in it, to be resolved."""
    return route.replace("{public_id}", str(UUID(int=0)))


@cache
def document() -> dict[str, Any]:
    return SchemaGenerator().get_schema(public=True)


@cache
def every_operation() -> list[Operation]:
    return list(walk(document()))


def walk(schema: dict[str, Any]) -> Iterator[Operation]:
    for route, methods in schema["paths"].items():
        path = fill(route)
        for method, spec in methods.items():
            if method in METHODS:
                queries = {
                    p["name"]: p["schema"] for p in spec.get("parameters", []) if p["in"] == "query"
                }
                yield Operation(resolve(path).view_name, method, body_of(schema, spec), queries)


def body_of(schema: dict[str, Any], spec: dict[str, Any]) -> Properties:
    content = spec.get("requestBody", {}).get("content", {})
    return properties(schema, content.get("application/json", {}).get("schema", {}))


def properties(schema: dict[str, Any], part: dict[str, Any]) -> Properties:
    """The properties of an object, those that are objects themselves with `properties`."""
    part = follow(schema, part)
    found = {}
    for name, kind in part.get("properties", {}).items():
        inner = properties(schema, kind)
        found[name] = {**follow(schema, kind), "properties": inner} if inner else kind
    return found


def follow(schema: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    for choice in part.get("allOf", []) + part.get("oneOf", []):
        if "$ref" in choice:
            return follow(schema, choice)
    if "$ref" in part:
        return schema["components"]["schemas"][part["$ref"].rsplit("/", 1)[-1]]
    return part


def dotted(takes: Properties, before: str = "") -> Iterator[tuple[str, Any]]:
    """`("company.owner", {...})` for each property that is not an object."""
    for name, kind in takes.items():
        if "properties" in kind:
            yield from dotted(kind["properties"], f"{before}{name}.")
        else:
            yield f"{before}{name}", kind


def with_value(body: dict[str, Any], name: str, value: Any) -> dict[str, Any]:
    """The body with the dotted name set."""
    first, _dot, rest = name.partition(".")
    inner = body.get(first)
    return {
        **body,
        first: with_value(inner if isinstance(inner, dict) else {}, rest, value) if rest else value,
    }
