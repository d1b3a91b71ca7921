"""What the public register answers, in its own shape, with invented companies."""

import json
from typing import Any

ACME: dict[str, Any] = {
    "siren": "732829320",
    "nom_complet": "acme decoupe (acme)",
    "nom_raison_sociale": "ACME DECOUPE",
    "activite_principale": "25.62B",
    "activite_principale_naf25": "25.53Y",
    "categorie_entreprise": "PME",
    "tranche_effectif_salarie": "12",
    "annee_tranche_effectif_salarie": "2023",
    "etat_administratif": "A",
    "statut_diffusion": "O",
    "siege": {
        "siret": "73282932000074",
        "adresse": "12 RUE DES FORGES 20137 PORTO-VECCHIO",
        "code_postal": "20137",
        "commune": "2A247",
        "libelle_commune": "PORTO-VECCHIO",
        "region": "94",
        "latitude": "41.59",
        "etat_administratif": "A",
    },
    "matching_etablissements": [
        {
            "siret": "73282932000082",
            "adresse": "3 QUAI OUEST 97410 SAINT-PIERRE",
            "code_postal": "97410",
            "commune": "97416",
            "libelle_commune": "SAINT-PIERRE",
            "etat_administratif": "A",
        }
    ],
    "dirigeants": [{"nom": "SECRET", "prenoms": "PAUL", "date_de_naissance": "1961-02"}],
    "finances": {
        "2022": {"ca": 1000000, "resultat_net": 1},
        "2023": {"ca": 2500000, "resultat_net": 5},
    },
    "tva": ["FR44732829320"],
}


def hidden(**more: Any) -> dict[str, Any]:
    """A company that objected to the publication of its data."""
    secret = "[NON-DIFFUSIBLE]"
    head = {"siret": "73282932000074", "adresse": secret, "code_postal": secret}
    row = {"nom_complet": secret, "nom_raison_sociale": secret, "statut_diffusion": "P"}
    return {**ACME, **row, "siege": head, "matching_etablissements": [], **more}


def answer(*rows: dict[str, Any], status: int = 200, **headers: str) -> tuple[int, dict, bytes]:
    """A reply for `tests.listener.listening`."""
    found = {"results": list(rows), "total_results": len(rows), "page": 1, "per_page": 6}
    return status, headers, json.dumps(found).encode()
