"""What a job title tells: the person's say and the function they work in. Pure functions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from alignment.vision.choices import Seniority
from leads.identifiers import search_key
from leads.words import words


class JobFunction(models.TextChoices):
    """The trade inside the company; « general » is the direction itself."""

    GENERAL = "general", _("General management")
    PURCHASING = "purchasing", _("Purchasing")
    SALES = "sales", _("Sales")
    MARKETING = "marketing", _("Marketing and communication")
    IT = "it", _("IT")
    FINANCE = "finance", _("Finance")
    PEOPLE = "people", _("Human resources")
    PRODUCTION = "production", _("Production and maintenance")
    QUALITY = "quality", _("Quality, safety, environment")
    LOGISTICS = "logistics", _("Logistics")
    RESEARCH = "research", _("Design and research")
    LEGAL = "legal", _("Legal")


ASSISTANTS = words(
    "assistant assistante secretaire stagiaire alternant alternante apprenti apprentie"
)
DECIDERS = words(
    """
    pdg dg dga ceo coo cfo cto cmo cio cpo cro dsi daf drh dop dirigeant dirigeante president
    presidente gerant gerante cogerant cogerante fondateur fondatrice cofondateur cofondatrice
    founder cofounder owner proprietaire associe associee directeur directrice director dir
    maire patron patronne partner chairman
    """
)
MANAGERS = words(
    """
    responsable resp manager chef cheffe head lead leader superviseur superviseuse coordinateur
    coordinatrice encadrant conducteur conductrice raf rssi rrh intendant intendante
    """
)
# A director of these runs a matter, not the company.
LESSER_DIRECTIONS = words(
    "projet projets programme programmes artistique travaux clientele creation"
)
SPECIALISTS = words(
    """
    ingenieur ingenieure technicien technicienne consultant consultante charge chargee acheteur
    acheteuse commercial commerciale comptable developpeur developpeuse architecte gestionnaire
    analyste conseiller conseillere attache attachee juriste designer graphiste operateur
    operatrice vendeur vendeuse expert experte controleur controleuse redacteur redactrice
    formateur formatrice technico preparateur administrateur administratrice specialist
    engineer analyst officer developer business medecin pharmacien pharmacienne infirmiere
    infirmier avocat avocate notaire artisan
    """
)

# The first that matches wins: a purchasing director buys, « general » comes last.
FUNCTION_WORDS: dict[JobFunction, frozenset[str]] = {
    JobFunction.PURCHASING: words(
        """
        achat achats acheteur acheteuse approvisionnement approvisionnements purchasing
        procurement buyer appro
        """
    ),
    JobFunction.PEOPLE: words(
        """
        rh drh rrh humaines recrutement paie formation people hr talents
        """
    ),
    JobFunction.FINANCE: words(
        """
        daf raf finance finances financier financiere comptable comptabilite tresorerie
        cfo controle gestion controleur controleuse
        """
    ),
    JobFunction.IT: words(
        """
        dsi rsi rssi cto cio it informatique informatiques digital numerique data systemes
        reseaux developpeur developpeuse logiciel logiciels si
        """
    ),
    JobFunction.MARKETING: words(
        """
        marketing communication cmo marque brand contenu contenus webmarketing seo
        evenementiel presse growth
        """
    ),
    JobFunction.SALES: words(
        """
        commercial commerciale commerciales ventes vente sales technico affaires clientele
        export business grands comptes vendeur vendeuse
        """
    ),
    JobFunction.QUALITY: words(
        """
        qualite qse hse qhse securite environnement rse quality
        """
    ),
    JobFunction.LOGISTICS: words(
        """
        logistique transport transports supply entrepot stock stocks expedition
        expeditions magasin
        """
    ),
    JobFunction.PRODUCTION: words(
        """
        production industriel industrielle usine atelier maintenance exploitation methodes
        travaux technique techniques chantier site fabrication
        """
    ),
    JobFunction.RESEARCH: words(
        """
        recherche developpement etudes innovation conception bureau produit produits
        laboratoire rd design
        """
    ),
    JobFunction.LEGAL: words(
        """
        juridique juriste legal avocat avocate contentieux dpo notaire
        """
    ),
    JobFunction.GENERAL: words(
        """
        pdg dg dga ceo coo president presidente gerant gerante cogerant cogerante
        dirigeant dirigeante fondateur fondatrice cofondateur cofondatrice founder owner
        proprietaire associe associee general generale maire patron patronne
        """
    ),
}


def seniority_of(job_title: str) -> str:
    """Code of Seniority that a title in French or English suggests; empty when it tells nothing."""
    told = set(search_key(job_title[:200]).split())
    if told & ASSISTANTS:
        return Seniority.ASSISTANT.value
    if told & DECIDERS and not told & LESSER_DIRECTIONS:
        return Seniority.DECIDER.value
    if told & (MANAGERS | DECIDERS):
        return Seniority.MANAGER.value
    return Seniority.SPECIALIST.value if told & SPECIALISTS else ""


def function_of(job_title: str) -> str:
    """Code of JobFunction that a title suggests; empty when it tells nothing."""
    told = set(search_key(job_title[:200]).split())
    return next((function.value for function, known in FUNCTION_WORDS.items() if told & known), "")


def is_job_title(text: str) -> bool:
    """Whether a short text reads like a job title."""
    return bool(set(search_key(text[:200]).split()) & TITLE_WORDS)


TITLE_WORDS = (
    ASSISTANTS | DECIDERS | MANAGERS | SPECIALISTS | words("adjoint adjointe direction vp")
)
