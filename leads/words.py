"""Word lists of French business life, folded (no accents, lower case): forms, mail, mailboxes."""


def words(text: str) -> frozenset[str]:
    """The words of a text block."""
    return frozenset(text.split())


LEGAL_FORMS = words(
    """
    sarl sas sasu sa eurl ei eirl snc sca scs sci scop scic scp selarl selas sel gie gmbh ltd
    llc inc plc bv nv spa srl ag ste societe ets etablissements etablissement groupe group
    holding association asso
    """
)

FREE_MAIL_DOMAINS = words(
    """
    gmail.com googlemail.com outlook.com outlook.fr hotmail.com hotmail.fr live.com live.fr
    msn.com yahoo.com yahoo.fr ymail.com icloud.com me.com mac.com aol.com aol.fr orange.fr
    wanadoo.fr free.fr laposte.net sfr.fr neuf.fr cegetel.net club-internet.fr numericable.fr
    bbox.fr bouyguestelecom.fr aliceadsl.fr voila.fr gmx.fr gmx.com proton.me protonmail.com
    pm.me tutanota.com mailo.com hotmail.be live.be skynet.be bluewin.ch yandex.com zoho.com
    only.fr dbmail.com caramail.com libertysurf.fr tiscali.fr noos.fr 9online.fr nordnet.fr
    """
)

GENERIC_MAILBOXES = words(
    """
    contact contacts info infos information informations accueil hello bonjour bienvenue admin
    administration commercial commerciale ventes vente sales marketing communication com compta
    comptabilite facturation factures achats achat rh recrutement emploi jobs support sav
    service serviceclient serviceclients client clients direction secretariat standard bureau
    agence magasin boutique devis commande commandes webmaster postmaster noreply nepasrepondre
    mail office presse dpo rgpd technique exploitation qualite logistique production siege
    mairie
    """
)

# Common first names in French firms; used to tell « MARTIN Claire » from « Claire MARTIN ».
FIRST_NAMES = words(
    """
    adele adrien agathe agnes aicha alain alban albert alexandra alexandre alexis alice aline
    alix amandine amelie amina amine anais andre andrea anne annick anthony antoine antonin
    ariane armand arnaud arthur astrid aude audrey aurelie aurelien axel baptiste barbara
    bastien beatrice benedicte benjamin benoit bernadette bernard bertrand blaise brigitte
    brice bruno camille carine carole caroline catherine cecile cedric celia celine chantal
    charles charlotte chloe christelle christian christiane christine christophe claire clara
    claude claudine clement clementine clotilde coralie corentin corinne cyril cyrille damien
    daniel daniele danielle david deborah delphine denis denise diane didier dimitri dominique
    dorothee driss edith edouard elena eliane elisa elisabeth elise elodie eloise elsa emeline
    emilie emilien emma emmanuel emmanuelle enzo eric erwan esther estelle etienne eugenie eva
    evelyne fabien fabienne fabrice fanny farid fatima fatou felix fernand flavie florence
    florent florian francine francis franck francois francoise frank fred frederic frederique
    gabriel gabrielle gael gaelle gaetan genevieve georges gerald geraldine gerard ghislaine
    gilbert gilles ginette gregoire gregory guillaume gustave guy gwenaelle hakim hamid hassan
    helene henri herve hortense hubert hugo hugues ibrahim ines irene isabelle ismael
    jacqueline jacques jamila jean jeanne jennifer jeremie jeremy jerome jessica joel joelle
    johan jonathan jordan jose joseph josette josiane julia julie julien juliette justine karim
    karine katia kevin khadija laetitia laura laure laurence laurent laurie lea leila leo leon
    leonie leonard leopold leslie lilian liliane lise lionel loic lola lorraine louane louis
    louise luc lucas lucie lucien lucille ludovic lydia lydie mael magali malik manon manuel
    marc marcel marcelle margaux margot marguerite marianne marie marielle marina marine marion
    marius marjorie martine martin mathieu mathilde mathis matthias matthieu maud maurice max
    maxence maxime mehdi melanie melissa mercedes michel michele micheline mickael mireille
    mohamed mohammed monique morgane mouna mourad myriam nadege nadia nadine nael natacha
    nathalie nathan nawal nicolas nicole nina noe noel noemie nora norbert oceane octave odette
    odile olga olivia olivier ophelie oscar oumar pascal pascale patrice patricia patrick paul
    paula pauline perrine philippe pierre quentin rachel rachid raoul raphael raphaelle raymond
    rebecca regine regis remi remy rene renee richard robert robin rodolphe roger roland romain
    romane romuald rosalie rose sabine sabrina said salim salome samia samir samuel sandra
    sandrine sara sarah sebastien selim serge severine sidonie simon simone sofia solange
    solene sonia sophie soraya stephan stephane stephanie steve suzanne sylvain sylvaine
    sylvette sylvia sylvie tanguy tatiana theo therese thibaud thibault thibaut thierry thomas
    tristan valentin valentine valerie vanessa vera veronique victor victoire victoria vincent
    virginie vivien viviane walter wilfried william xavier yacine yann yannick yasmina yasmine
    yohan yolande youssef yvan yves yvette yvon yvonne zoe
    """
)

NAME_PARTICLES = words("de du des d le la les van von der den di da dos del el ben al saint")

COMPANY_WORDS = words(
    """
    cabinet mairie universite agence atelier ateliers laboratoire laboratoires lycee clinique
    hopital chu ville metropole communaute departement chambre cooperative cooperatives
    federation syndicat union institut ecole fondation imprimerie menuiserie boulangerie
    transports garage brasserie domaine chateau pharmacie industrie industries consulting
    conseil services solutions technologies france international systems studio maison
    compagnie usine usines
    """
)

# Codes of leads.choices.Source with the words that give them away, folded.
SOURCE_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("demo_request", ("demande de demo", "demande de demonstration", "demande de devis", "demo")),
    ("webinar", ("webinaire", "webinar", "webconference")),
    (
        "event",
        (
            "salon",
            "foire",
            "congres",
            "forum",
            "seminaire",
            "petit dejeuner",
            "stand",
            "trade fair",
            "evenement",
            "conference",
            "afterwork",
        ),
    ),
    (
        "inbound_call",
        (
            "appel entrant",
            "a appele",
            "nous a appeles",
            "appel spontane",
            "standard",
            "inbound call",
        ),
    ),
    (
        "referral",
        (
            "recommandation",
            "recommande par",
            "recommandee par",
            "bouche a oreille",
            "de la part de",
            "parrainage",
            "referral",
            "introduit par",
        ),
    ),
    ("content", ("livre blanc", "telechargement", "ebook", "white paper", "guide")),
    (
        "website",
        (
            "formulaire",
            "site web",
            "site internet",
            "via le site",
            "le site",
            "site",
            "page contact",
            "chat du site",
            "website",
        ),
    ),
    ("paid_search", ("google ads", "adwords", "bing ads", "sea")),
    ("organic_search", ("google", "seo", "referencement", "moteur de recherche")),
    (
        "social",
        (
            "linkedin",
            "reseaux sociaux",
            "reseau social",
            "facebook",
            "instagram",
            "twitter",
            "youtube",
        ),
    ),
    ("email", ("newsletter", "emailing", "e mailing", "campagne mail", "campagne email")),
    ("outbound", ("prospection", "phoning", "cold call", "cold calling", "appel sortant")),
    ("partner", ("partenaire", "apporteur d affaires", "apporteur", "revendeur")),
    ("customer", ("client existant", "deja client", "ancien client")),
)
