"""What people of the demo say to each other: on leads that wait today, and in their room."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from alignment.people.models import User
from alignment.web.business_days import add_working_days, local_date, zone
from leads.choices import Stage
from leads.demo.story import Cycle
from leads.mentions import mentions_in
from leads.models import Lead, Post

# (author, working days ago, at what time, text)
ROOM = (
    ("ines", 4, time(9, 12),
     "Le livre blanc sur les délais de tôlerie est relu. Il part cette semaine aux inscrits du "
     "webinaire : attendez-vous à des appels."),
    ("paul", 4, time(9, 40),
     "Merci. Les bureaux d'études d'abord si possible : il y a du temps d'atelier pour les "
     "prototypes en ce moment."),
    ("ines", 4, time(10, 5), "C'est noté, l'envoi aux donneurs d'ordre attendra deux jours."),
    ("chloe", 2, time(10, 31),
     "Deux clients m'ont parlé du configurateur d'un concurrent. Quelqu'un a déjà une réponse "
     "toute prête ?"),
    ("maya", 2, time(11, 2),
     "@Chloé j'ai une page de comparaison, je te l'envoie ce matin. Pour les chiffres du "
     "secteur : https://www.insee.fr/fr/statistiques"),
    ("chloe", 2, time(11, 10), "Parfait, je l'essaie à mon rendez-vous de 14 h."),
    ("dana", 1, time(8, 45),
     "Bravo à tous : des commandes, et des motifs de refus enfin précis. On les regarde "
     "ensemble à la prochaine réunion."),
    ("maya", 1, time(16, 20),
     "@Sam les leads du salon sont transmis, avec la photo de la pièce dans la note. Dis-moi "
     "s'il manque quelque chose."),
    ("sam", 1, time(16, 55), "Bien reçu, je les appelle demain matin."),
)  # fmt: skip
# (author, hours ago, text)
Said = tuple[str, float, str]
HANDED_OVER: tuple[Said, ...] = (
    ("maya", 20,
     "@Sam ils ont rappelé : c'est la découpe laser qui les intéresse, pas le pliage."),
    ("sam", 19, "Merci, je prépare un exemple de devis avant de les appeler."),
    ("ines", 2, "Je leur ai envoyé le cas client tôlerie, il parle du même délai."),
)  # fmt: skip
RETURNED: tuple[Said, ...] = (
    ("sam", 3.5, "@Maya sans date de décision je ne peux pas placer l'atelier. Une idée ?"),
    ("maya", 3, "Je les rappelle demain matin, ils étaient en déplacement."),
)
CONTESTED: tuple[Said, ...] = (
    ("maya", 19, "Le registre dit trois salariés, mais l'autre société en a vingt."),
    ("paul", 5, "@Hugo tu peux vérifier avec eux avant l'arbitrage ?"),
)


def talk(cycles: Iterable[Cycle], people: dict[str, User], now: datetime) -> int:
    """Write the conversations; they are history, so nobody is told. Returns how many messages."""
    leads = [cycle.lead for cycle in cycles]
    found = [
        *_in_the_room(people, local_date(now)),
        *_about(_first(leads, Stage.HANDED_OVER, people["sam"]), HANDED_OVER, people, now),
        *_about(_first(leads, Stage.RETURNED), RETURNED, people, now),
        *_about(_first(leads, Stage.CONTESTED), CONTESTED, people, now),
    ]
    posts = Post.objects.bulk_create(found)
    link = Post.mentions.through
    link._default_manager.bulk_create(
        link(post_id=post.pk, user_id=mention.user.pk)
        for post in posts
        for mention in mentions_in(post.text, people.values())
    )
    return len(posts)


def _in_the_room(people: dict[str, User], today: date) -> Iterator[Post]:
    for name, days, at, text in ROOM:
        day = add_working_days(today, -days)
        moment = datetime.combine(day, at, tzinfo=zone())
        yield Post(author=people[name], text=text, created_at=moment)


def _about(
    lead: Lead, said: Iterable[Said], people: dict[str, User], now: datetime
) -> Iterator[Post]:
    """Nothing is said about a lead before it was there."""
    for name, hours, text in said:
        at = now - timedelta(hours=hours)
        if at > lead.captured_at:
            yield Post(lead=lead, author=people[name], text=text, created_at=at)


def _first(leads: Iterable[Lead], stage: str, owner: User | None = None) -> Lead:
    return next(row for row in leads if row.stage == stage and owner in (None, row.owner))
