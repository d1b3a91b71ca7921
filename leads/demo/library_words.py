"""What the library of the demo holds: titles are those that its feedback speaks of."""

from alignment.library.choices import Kind, Moment, Persona

C, G = "C", "F"
# Title: kind, summary, when to use it, moments, industries, persons, days until its review.
CONTENTS = {
    "Cas client : carrosserie industrielle, 30 % de rebut en moins": (
        Kind.CASE, "Six mois chez un carrossier de 120 personnes.",
        "Quand le prospect doute du gain : les chiffres sont ceux du client.",
        [Moment.NEED, Moment.PROPOSAL], [C], [Persona.DECIDER], 60,
    ),
    "Fiche de calcul du coût rebut compris": (
        Kind.TEMPLATE, "Un tableur à remplir avec le client.",
        "Au deuxième rendez-vous, avec ses propres chiffres.",
        [Moment.NEED], [C], [Persona.BUYER, Persona.USER], 120,
    ),
    "Vidéo de l’atelier, 2 minutes": (
        Kind.VIDEO, "La découpe, le pliage et le contrôle, filmés à Lyon.",
        "Avant une visite, ou quand le prospect ne connaît pas l’atelier.",
        [Moment.INTEREST, Moment.CONTACT], [], [], -25,
    ),
    "Guide : choisir une tôle laser": (
        Kind.GUIDE, "Douze pages sur les nuances, les épaisseurs et les tolérances.",
        "Pour un bureau d’études qui compare des matières.",
        [Moment.INTEREST], [C, G], [Persona.PRESCRIBER, Persona.USER], 200,
    ),
    "Dossier d’une page pour le siège": (
        Kind.SHEET, "Ce qu’un directeur doit savoir pour signer.",
        "Quand la décision se prend au siège.",
        [Moment.DECISION, Moment.PROPOSAL], [], [Persona.DECIDER], 15,
    ),
    "Grille de prix des petites séries": (
        Kind.SHEET, "De 10 à 500 pièces, délais compris.",
        "Dès que le prospect parle de quantités.",
        [Moment.CONTACT, Moment.NEED], [C], [Persona.BUYER], -8,
    ),
    "Certificat de contrôle, exemple": (
        Kind.OTHER, "Un vrai certificat, anonymisé.",
        "Pour un service qualité.",
        [Moment.PROPOSAL], [C], [Persona.PRESCRIBER], 300,
    ),
    "Fiche technique inox": (
        Kind.SHEET, "304L et 316L, de 0,5 à 12 mm.",
        "", [Moment.NEED], [C], [Persona.USER], 90,
    ),
    "Réponse à Laserix : délai et reprise": (
        Kind.BATTLECARD, "Ce qu’ils disent, ce qui est vrai, ce que nous répondons.",
        "Quand le prospect a un devis de Laserix. À lire, à ne pas laisser.",
        [Moment.PROPOSAL, Moment.DECISION], [], [], 45,
    ),
    "Présentation de l’entreprise": (
        Kind.DECK, "Dix vues, cinq minutes.",
        "Au premier rendez-vous.",
        [Moment.CONTACT], [], [], 30,
    ),
    "Cas client : mobilier urbain, délai divisé par deux": (
        Kind.CASE, "Une collectivité et son fabricant.",
        "Pour un prospect qui manque de temps.",
        [Moment.NEED, Moment.PROPOSAL], [C, G], [Persona.DECIDER, Persona.BUYER], 150,
    ),
    "Notice de préparation des fichiers DXF": (
        Kind.GUIDE, "Comment préparer ses plans.",
        "Après la commande, ou pour un bureau d’études.",
        [Moment.DECISION], [], [Persona.USER], 400,
    ),
}  # fmt: skip
ADDRESSES = {"Vidéo de l’atelier, 2 minutes": "https://www.ateliers-morel.example/atelier"}
# How often each is shown, in the order above; the last ones sleep.
WEIGHTS = (9, 7, 8, 4, 5, 12, 0, 2, 3, 6, 3, 0)
REQUESTS = (
    ("Cas client agroalimentaire", "Trois prospects l’ont demandé ce mois-ci.",
     "Agroalimentaire, 50 à 250 salariés", Kind.CASE, 6, False, ""),
    ("Comparatif avec Laserix", "Ils sont sur toutes nos affaires de plus de 20 k€.",
     "Affaires en négociation", Kind.BATTLECARD, 40, True, "Réponse à Laserix : délai et reprise"),
    ("Fiche aluminium", "", "Carrossiers et fabricants de remorques", Kind.SHEET, 12, True, ""),
    ("Tarif export", "Un prospect belge attend.", "Export", Kind.SHEET, 70, True, None),
)  # fmt: skip
REFUSAL = "Pas de tarif export : nous répondons au cas par cas, voir avec Dana."
REMAKES = (
    ("Présentation de l’entreprise", "Trop longue : j’ai gardé quatre vues", "", 5),
    ("Grille de prix des petites séries", "J’ai ajouté la colonne 5 mm", "Bien vu, adoptée.", 48),
    ("Guide : choisir une tôle laser", "Version anglaise, traduite à la main",
     "Merci. Nous préparons une vraie version anglaise.", 80),
)  # fmt: skip
