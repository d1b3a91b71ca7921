"""What the people of the demo company say to each other about leads; French, like its firm."""

from leads.reasons import Reason

# (sentence, how it is proved, how it goes down: hit, neutral, hurt)
PROMISES = (
    (
        "Mise en service en 10 jours",
        "Planning signé à la commande, 41 chantiers sur 44 tenus.",
        (7, 3, 1),
    ),
    (
        "Un seul interlocuteur, du devis au SAV",
        "Ligne directe, réponse sous 2 h ouvrées.",
        (5, 4, 1),
    ),
    (
        "Découpe au dixième, contrôlée pièce par pièce",
        "Certificat de contrôle joint à chaque lot.",
        (5, 4, 2),
    ),
    ("15 % d’énergie en moins", "Mesuré chez trois clients ; fiche de calcul jointe.", (3, 4, 4)),
)
OBJECTIONS = (
    ("Trop cher face à un atelier voisin", "Comparer le coût rebut compris : fiche de calcul.", 5),
    ("Nous avons déjà un sous-traitant", "Proposer un lot d’essai, sans engagement.", 6),
    ("Délai incompatible avec notre arrêt", "Stock tampon possible à partir de 200 pièces.", 3),
    ("Pas de budget avant l’an prochain", "Devis valable six mois, prix bloqué.", 4),
    ("Il faut l’accord du siège", "Envoyer le dossier d’une page prévu pour le siège.", 2),
)
CONTENTS = (
    "Cas client : carrosserie industrielle, 30 % de rebut en moins",
    "Fiche de calcul du coût rebut compris",
    "Vidéo de l’atelier, 2 minutes",
    "Guide : choisir une tôle laser",
    "Dossier d’une page pour le siège",
    "Grille de prix des petites séries",
    "Certificat de contrôle, exemple",
    "Fiche technique inox",
)
COMPETITORS = ("Laserix", "Tôles du Rhône", "MétalPro", "Découpe Express")
LACKED = (
    "Cas client agroalimentaire",
    "Comparatif avec Laserix",
    "Fiche aluminium",
    "Tarif export",
)
SENTENCES = (
    "Le besoin est réel, mais la décision se prend au siège",
    "Le contact attendait un prix, pas un appel",
    "A cité le délai deux fois dans l’échange",
    "Compare avec deux autres ateliers",
    "Connaissait déjà notre site de Lyon",
    "Demande à être rappelé après l’inventaire",
)
ANSWERS = {
    Reason.BAD_TIMING: "Après l’inventaire",
    Reason.NO_NEED: "Le téléchargement du guide",
    Reason.NO_BUDGET: "En septembre",
    Reason.WITH_COMPETITOR: "Laserix, jusqu’en juin",
    Reason.OUT_OF_ICP: "Moins de dix salariés",
    Reason.NOT_A_BUYER: "Étudiant",
    Reason.OTHER: "Cherche une formation",
}
REPLIES = (
    "Merci, la question de l’effectif est ajoutée au formulaire.",
    "Bien vu : la campagne ne vise plus les ateliers de moins de dix personnes.",
    "Merci, je complète la fiche avant la prochaine transmission.",
    "Noté, j’en parle à la réunion de lundi.",
)
# (what, what it changed once done)
ACTIONS = (
    (
        "Demander l’effectif dans le formulaire du salon",
        "Moitié moins de « hors cible » venus du salon",
    ),
    ("Écrire le comparatif avec Laserix", "Le comparatif est dans la bibliothèque, deux pages"),
    ("Vérifier les téléphones avant transmission", "Les numéros faux sont passés de 9 % à 3 %"),
    ("Retirer les étudiants de la campagne guide", "La campagne exclut les adresses d’écoles"),
    ("Préparer un cas client agroalimentaire", ""),
    ("Revoir la promesse d’énergie avec l’atelier", ""),
)
ARGUMENT = "Effectif vérifié au registre : 32 salariés, et un devis demandé deux fois."
