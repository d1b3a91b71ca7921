"""Criteria that the tests of versions and pages share."""

INDUSTRY = {
    "label": "Industrie",
    "kind": "weighted",
    "fact": "naf_section",
    "operator": "in",
    "values": ["C"],
    "weight": 3,
}
REGION = {
    "label": "Région",
    "kind": "mandatory",
    "fact": "region",
    "operator": "in",
    "values": ["84"],
    "weight": 1,
}
