"""The description of the API says what it may be refused with."""

from tests.standing.urls import every_address


def document(api, user):
    return api(user).get("/api/v1/schema/", HTTP_ACCEPT="application/vnd.oai.openapi+json").json()


def operations(schema):
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            if method in ("get", "post", "put", "patch", "delete"):
                yield f"{method} {path}", operation


def test_every_operation_documents_its_refusals(api, sam):
    for name, operation in operations(document(api, sam)):
        assert {"400", "401", "403", "404", "409", "429"} <= set(operation["responses"]), name
        refusal = operation["responses"]["404"]["content"]["application/problem+json"]
        assert refusal["schema"] == {"$ref": "#/components/schemas/Problem"}, name


def test_every_post_documents_its_idempotency_key(api, sam):
    for name, operation in operations(document(api, sam)):
        names = [parameter["name"] for parameter in operation.get("parameters", [])]
        assert ("Idempotency-Key" in names) == name.startswith("post "), name


def test_every_endpoint_is_described(api, sam):
    described = {path.rstrip("/") for path in document(api, sam)["paths"]}
    endpoints = [a for a in every_address() if a.is_api and a.name != "schema"]
    assert len(described) == len({address.route for address in endpoints})


def test_the_browsable_page_loads_files_of_ours_only(page, sam):
    html = page(sam).get("/api/v1/docs/").content.decode()
    assert "/static/drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-bundle.js" in html
    assert "https://" not in html
