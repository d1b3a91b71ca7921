"""Names, places and sentences of the demo company's world. All of it is invented."""

from leads.reasons import DealReason, Reason

# (e-mail name, first name, last name, job, team, second team, manager, admin)
PEOPLE = (
    ("maya", "Maya", "Lefèvre", "Chargée de marketing", "Marketing", "", False, False),
    ("sam", "Sam", "Benali", "Technico-commercial", "Ventes Nord", "", False, False),
    ("dana", "Dana", "Morel", "Directrice générale", "Direction", "", True, True),
    ("ines", "Inès", "Garnier", "Responsable marketing", "Marketing", "", True, False),
    ("paul", "Paul", "Aubert", "Directeur commercial", "Ventes Sud", "", True, False),
    ("hugo", "Hugo", "Perrin", "Technico-commercial", "Ventes Sud", "", False, False),
    ("chloe", "Chloé", "Marchand", "Ingénieure d'affaires", "Ventes Nord", "", False, False),
    ("lea", "Léa", "Fontaine", "Avant-vente", "Marketing", "Ventes Sud", False, False),
)
TEAMS = (
    ("Marketing", "marketing"),
    ("Ventes Nord", "sales"),
    ("Ventes Sud", "sales"),
    ("Direction", "direction"),
)

# (name, channel, first month of the year told, months it runs, budget)
CAMPAIGNS = (
    ("Salon Global Industrie", "event", 3, 2, "18500"),
    ("Salon Midest Lyon", "event", 9, 2, "12800"),
    ("Livre blanc « Réduire le délai de tôlerie »", "content", 0, 12, "4200"),
    ("Webinaire « Concevoir pour la découpe laser »", "webinar", 5, 3, "1900"),
    ("Google Ads « découpe laser sur mesure »", "paid_search", 0, 12, "14400"),
    ("LinkedIn, bureaux d'études", "social", 2, 9, "9600"),
    ("Lettre « L'atelier », trimestrielle", "email", 0, 12, "2400"),
    ("Programme partenaires intégrateurs", "partner", 4, 8, "3000"),
)
# What both teams hear of in their next meeting: it begins in so many days.
NEXT_CAMPAIGN = ("Matinale « Chiffrer une pièce en dix minutes »", "webinar", 4, "1600")
# What brings leads without a campaign, with its weight among all leads.
PLAIN_SOURCES = (
    ("website", 14),
    ("organic_search", 12),
    ("demo_request", 8),
    ("outbound", 9),
    ("referral", 5),
    ("inbound_call", 4),
    ("unknown", 2),
    ("", 2),
)
CAMPAIGN_WEIGHT = 44

KINDS = (
    "Mécanique", "Tôlerie", "Chaudronnerie", "Machines", "Équipements", "Automatismes",
    "Convoyage", "Ventilation", "Hydraulique", "Emballages", "Carrosserie", "Levage",
    "Thermique", "Constructions", "Outillage", "Mobilier", "Signalétique", "Électrotechnique",
)  # fmt: skip
HOUSES = (
    "Brévault", "Solangis", "Ornival", "Kerbrannec", "Vaudrenne", "Malvigne", "Tressoy",
    "Ardivelle", "Lubrecque", "Montévry", "Castelorme", "Rivonne", "Estrevel", "Fontaubry",
    "Grandvèze", "Halmoret", "Issardel", "Jouvance", "Lanvaux-Rey", "Marquevie", "Nortelle",
    "Oursault", "Plessandre", "Quervaize", "Ronsière", "Saulmery", "Thoiraud", "Urvilliac",
    "Valcrosne", "Wassigneul", "Yvrandais", "Zellenbach", "Aubrevoie", "Bellencourt",
    "Corvilly", "Dampsonne",
)  # fmt: skip
FORMS = ("", "", " SAS", " SARL", " Industries", " & Fils", " Groupe")

# (postal code, city), a share of them where the demo company sells most.
PLACES = (
    ("69007", "Lyon"), ("69800", "Saint-Priest"), ("38000", "Grenoble"), ("42000", "Saint-Étienne"),
    ("74300", "Cluses"), ("63000", "Clermont-Ferrand"), ("01100", "Oyonnax"), ("26000", "Valence"),
    ("21000", "Dijon"), ("25000", "Besançon"), ("71100", "Chalon-sur-Saône"), ("90000", "Belfort"),
    ("67000", "Strasbourg"), ("68100", "Mulhouse"), ("57000", "Metz"), ("51100", "Reims"),
    ("59000", "Lille"), ("59140", "Dunkerque"), ("62000", "Arras"), ("80000", "Amiens"),
    ("76600", "Le Havre"), ("14000", "Caen"), ("35000", "Rennes"), ("56100", "Lorient"),
    ("44600", "Saint-Nazaire"), ("49300", "Cholet"),
    ("85500", "Les Herbiers"), ("72000", "Le Mans"),
    ("45000", "Orléans"), ("37000", "Tours"), ("86000", "Poitiers"), ("33700", "Mérignac"),
    ("64000", "Pau"), ("31000", "Toulouse"), ("81000", "Albi"), ("34000", "Montpellier"),
    ("13127", "Vitrolles"), ("84000", "Avignon"), ("06200", "Nice"), ("77200", "Torcy"),
    ("93200", "Saint-Denis"), ("78000", "Versailles"),
)  # fmt: skip

IN_TARGET = (
    "25.62B", "25.11Z", "25.61Z", "25.99B", "28.22Z", "28.25Z", "28.29B", "28.93Z", "28.99B",
    "27.12Z", "29.20Z", "29.32Z", "30.20Z", "30.30Z", "33.20B", "22.29A", "31.01Z", "26.51B",
)  # fmt: skip
OFF_TARGET = ("47.52B", "62.02A", "70.22Z", "46.69B", "41.20B", "85.59A", "71.12B", "43.32B")
BANDS = (("11", 16), ("12", 30), ("21", 22), ("22", 14), ("31", 6), ("32", 5), ("03", 5), ("02", 2))

FIRST_NAMES = (
    "Claire", "Julien", "Sophie", "Karim", "Nathalie", "Thomas", "Émilie", "Olivier", "Fatou",
    "Pierre", "Camille", "Stéphane", "Aurélie", "Mehdi", "Isabelle", "Nicolas", "Sandrine",
    "Yann", "Delphine", "Bruno", "Amandine", "Rachid", "Valérie", "Guillaume", "Hélène",
    "Antoine", "Mélanie", "Fabrice", "Nadia", "Xavier",
)  # fmt: skip
LAST_NAMES = (
    "Delaunoy", "Marchetti", "Boisrond", "Kervellec", "Tavarel", "Roussignol", "Haddadi",
    "Lemarquis", "Pontevin", "Gosselard", "Brunaud", "Ferrandel", "Cissokhane", "Villemot",
    "Chambrun", "Dufresnay", "Maillardet", "Pasquereau", "Quilleret", "Sauvaget", "Teyssandier",
    "Urbanel", "Wirtzler", "Zaouane", "Auberton", "Cheminal", "Escoffre", "Guermeur",
    "Jacquemard", "Lantignac",
)  # fmt: skip
# As men bear them; what a woman's card says instead is beside it.
JOBS = (
    ("Directeur des achats", 12), ("Responsable achats", 18), ("Directeur industriel", 12),
    ("Gérant", 10), ("Responsable bureau d'études", 18), ("Chef de projet industrialisation", 10),
    ("Responsable de production", 12), ("Acheteur projet", 8), ("Ingénieur méthodes", 8),
    ("Président", 4), ("Assistant commercial", 3), ("Stagiaire achats", 2),
)  # fmt: skip
JOBS_OF_WOMEN = {
    "Directeur des achats": "Directrice des achats",
    "Directeur industriel": "Directrice industrielle",
    "Gérant": "Gérante",
    "Chef de projet industrialisation": "Cheffe de projet industrialisation",
    "Acheteur projet": "Acheteuse projet",
    "Ingénieur méthodes": "Ingénieure méthodes",
    "Président": "Présidente",
    "Assistant commercial": "Assistante commerciale",
}
WOMEN = frozenset({
    "Claire", "Sophie", "Nathalie", "Émilie", "Fatou", "Camille", "Aurélie", "Isabelle",
    "Sandrine", "Delphine", "Amandine", "Valérie", "Hélène", "Mélanie", "Nadia",
})  # fmt: skip

NEEDS = (
    "Cherche un sous-traitant de tôlerie fine pour 200 pièces par mois",
    "Remplacer un fournisseur qui ne tient plus ses délais",
    "Capots de protection en inox, petites séries",
    "Châssis mécano-soudés pour une nouvelle gamme de convoyeurs",
    "Prototype à livrer en trois semaines, puis présérie",
    "Réduire le coût d'un bâti soudé de 15 %",
    "Coffrets électriques sur mesure, IP65",
    "Découpe laser d'aluminium 6 mm, plans prêts",
    "Regrouper trois fournisseurs de pièces pliées en un seul",
    "Externaliser l'atelier de pliage qui part en retraite",
    "Reprise d'un lot refusé par le contrôle qualité",
    "Tables de machine rectifiées, série de 40",
    "Habillage de machine aux couleurs du client final",
    "Gaines de ventilation à gabarit, six semaines de délai",
)
WHY_NOW = (
    "Leur fournisseur a prévenu d'un mois de retard hier",
    "Appel d'offres à rendre vendredi",
    "A demandé un devis sur le site après le webinaire",
    "Nouvelle ligne de production en service au printemps",
    "Le directeur industriel a téléchargé deux études de cas cette semaine",
    "Rencontré sur le salon, plans promis pour lundi",
    "Recrute deux personnes au bureau d'études",
    "Budget validé la semaine dernière",
    "Leur presse plieuse est en panne",
    "Renouvelle son contrat-cadre avant la fin du mois",
)
TIMINGS = ("Ce mois-ci", "Dans les trois mois", "Ce semestre", "À la rentrée", "Pas fixé")
BUDGETS = ("5 à 10 k€", "Environ 20 k€", "30 k€ par an", "À définir", "50 k€ la première année")
SOLUTIONS = (
    "Un sous-traitant local", "Deux fournisseurs en concurrence", "Atelier intégré",
    "Un fournisseur à l'étranger", "Aucune, premier achat",
)  # fmt: skip
OFFERS = ("Découpe laser", "Pliage", "Mécano-soudure", "Sous-ensembles montés", "Prototype rapide")
CALLS = (
    "A confirmé le besoin, envoie les plans demain",
    "Le sujet l'intéresse, demande à visiter l'atelier",
    "Compare trois devis, le délai décidera",
    "Demande un échantillon avant de s'engager",
    "Le budget est là, la décision se prend en comité",
    "Demande un rappel après l'inventaire",
    "Attend l'accord du bureau d'études",
)
NO_ANSWERS = (
    "Messagerie",
    "En réunion, rappeler",
    "De retour demain",
    "Standard, message laissé",
)
MAILS = ("Devis indicatif envoyé", "Étude de cas envoyée", "Résumé de l'échange envoyé")
NEXT_STEPS = (
    "Devis détaillé", "Visite de l'atelier", "Réunion avec le bureau d'études",
    "Point sur les plans", "Envoi d'un échantillon", "Relance téléphonique",
)  # fmt: skip
QUESTIONS = (
    "Quel volume par an ?", "Qui décide : achats ou bureau d'études ?",
    "Quel matériau, quelle épaisseur ?",
    "Quel est leur calendrier ?", "Ont-ils déjà des plans ?",
)  # fmt: skip
ANSWERS_TO_QUESTIONS = (
    "200 à 300 pièces par mois, plans joints au dossier",
    "La directrice des achats décide, le bureau d'études donne son avis",
    "Inox 304, 2 mm",
    "Décision avant la fin du trimestre",
)
REJECTIONS = {
    Reason.OUT_OF_ICP: ("Négoce, ne fabrique pas", "Trois salariés, trop petit"),
    Reason.WRONG_CONTACT: ("Mme Delaunoy, directrice des achats", "Voir avec le bureau d'études"),
    Reason.BAD_DATA: ("Le numéro n'est pas attribué", "L'e-mail revient en erreur"),
    Reason.DUPLICATE: ("Le même contact a été transmis en mars", "Déjà au nom de Hugo"),
    Reason.ALREADY_CUSTOMER: ("Client depuis deux ans, compte de Paul", "Compte de Chloé"),
    Reason.IN_PROGRESS: ("Affaire ouverte par Hugo", "Devis en cours depuis un mois"),
    Reason.NOT_A_BUYER: ("Étudiant, pour un mémoire", "Cherche à nous vendre ses services"),
    Reason.NO_CAPACITY: ("Jusqu'à la fin du mois prochain", "Atelier complet cinq semaines"),
    Reason.BAD_TIMING: ("Au prochain semestre", "Après leur déménagement"),
    Reason.OPT_OUT: ("Ne veut plus d'e-mail",),
    Reason.OTHER: ("Veut une prestation que nous ne faisons pas",),
}
REJECTION_WEIGHTS = (
    (Reason.OUT_OF_ICP, 26), (Reason.WRONG_CONTACT, 14), (Reason.BAD_DATA, 14),
    (Reason.ALREADY_CUSTOMER, 9), (Reason.NOT_A_BUYER, 8), (Reason.NO_CAPACITY, 8),
    (Reason.BAD_TIMING, 8), (Reason.DUPLICATE, 6), (Reason.IN_PROGRESS, 4),
    (Reason.OTHER, 3), (Reason.OPT_OUT, 2),
)  # fmt: skip
AFTER_CONTACT = {
    Reason.NO_NEED: ("Un besoin de pièces pliées, déjà couvert",),
    Reason.BAD_TIMING: ("Au second semestre",),
    Reason.NO_BUDGET: ("Budget fixé en janvier",),
    Reason.WITH_COMPETITOR: ("Contrat-cadre jusqu'à l'an prochain",),
    Reason.OUT_OF_ICP: ("Pièces unitaires, hors de notre offre",),
}
ARGUMENTS = (
    "L'entreprise a 45 salariés et fabrique : elle est bien dans la cible",
    "Le contact a confirmé le besoin au téléphone mardi",
    "Le numéro marche, appel passé ce matin",
)
RULINGS = (
    "Le besoin est confirmé, la fiche repart aux ventes",
    "Le refus est justifié, hors cible",
)
WIN_REASONS = (
    (DealReason.TRUST, 3), (DealReason.RESPONSIVENESS, 4), (DealReason.OFFER, 3),
    (DealReason.PRICE, 2), (DealReason.REFERENCES, 2), (DealReason.SERVICE, 1),
)  # fmt: skip
LOSS_REASONS = (
    (DealReason.PRICE, 5), (DealReason.NO_DECISION, 5), (DealReason.TIMING, 3),
    (DealReason.OFFER, 2), (DealReason.BUDGET_WITHDRAWN, 2), (DealReason.RESPONSIVENESS, 1),
)  # fmt: skip
COMPETITORS = (
    "Un atelier voisin",
    "Un fabricant portugais",
    "Un grand groupe",
    "L'atelier interne",
)
DEALS = (
    "Capots inox", "Châssis soudés", "Présérie convoyeurs", "Contrat annuel découpe",
    "Bâtis mécano-soudés", "Coffrets sur mesure", "Prototype puis série", "Habillage machine",
)  # fmt: skip
TOUCHES = {
    "event": "Visite du stand",
    "content": "Livre blanc demandé",
    "webinar": "Inscription au webinaire",
    "demo_request": "Demande de devis en ligne",
    "paid_search": "Clic sur l'annonce, formulaire",
    "social": "Formulaire LinkedIn",
    "email": "Clic dans la lettre",
    "website": "Formulaire de contact",
}
