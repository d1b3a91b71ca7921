"""Names and job titles among the pieces of a pasted text."""

import re

from leads.identifiers import search_key
from leads.parsing.card import EDGES, GUESS, SURE, Piece, Reader, Spot, capitalised
from leads.parsing.companies import squash, stem_of
from leads.seniority import is_job_title
from leads.words import COMPANY_WORDS, FIRST_NAMES, LEGAL_FORMS, NAME_PARTICLES

GREETINGS = frozenset((
    "cordialement", "bien cordialement", "tres cordialement", "cdlt", "bien a vous",
    "salutations", "sinceres salutations", "bonne journee", "bonne reception", "merci",
    "merci d avance", "bonjour", "a bientot", "best regards", "kind regards", "regards",
    "france", "envoye de mon iphone", "envoye depuis mon mobile", "tel", "mobile", "email",
    "mail", "web", "fax", "site", "siret", "siren", "tva", "rcs",
))  # fmt: skip
CIVILITY = re.compile(
    r"^(?:M\.|MM?\.|Mr\.?|Mme\.?|Mlle\.?|Monsieur|Madame|Mademoiselle|Dr\.?|Docteur|Me|Maître|"
    r"Pr\.?|M) (?=[A-ZÀ-Ý])"
)
NAME_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+){0,3}\.?")
CHEZ = re.compile(r" (?:chez|@|at) (?=\S)")


def split_pieces(pieces: list[Piece]) -> None:
    """Cut « Directrice achats chez Acme » and « Claire Martin Directrice achats » in two."""
    for at in range(len(pieces) - 1, -1, -1):
        piece = pieces[at]
        cut = _place_to_cut(piece.text)
        if cut and not piece.is_taken:
            tail_text = piece.text[cut[1] :].strip(EDGES)
            tail_start = piece.start + piece.text.index(tail_text, cut[1])
            pieces.insert(at + 1, Piece(tail_start, piece.end, tail_text, piece.line))
            piece.text = piece.text[: cut[0]].rstrip(EDGES)
            piece.end = piece.start + len(piece.text)


def _place_to_cut(text: str) -> Spot | None:
    chez = CHEZ.search(text)
    if chez and len(text.split()) <= 12 and text[chez.end() :].strip(EDGES):
        return chez.span()
    words = list(re.finditer(r"\S+", text))[:12]
    for word in words[2:4]:
        start = text[: word.start()].strip()
        if is_job_title(word[0]) and _name_points(start, "", "") >= 3 and not is_job_title(start):
            return word.start(), word.start()
    return None


def take_name(reader: Reader, pieces: list[Piece]) -> None:
    if reader.card.first_name or reader.card.last_name:
        return
    local, _at, domain = reader.card.email.partition("@")
    rated = [
        (_name_points(p.text, local, domain) + (1 if at == 0 else 0), -at, p)
        for at, p in enumerate(pieces)
        if not p.is_taken
    ]
    best = max(rated, key=lambda each: each[:2], default=None)
    if best is None or best[0] < _points_needed(pieces, best[2]):
        return
    piece = best[2]
    first, last = split_name(CIVILITY.sub("", piece.text), local)
    sure = SURE if best[0] >= 3 else GUESS
    reader.note("first_name", first, piece.start, piece.end, sure)
    reader.note("last_name", last, piece.start, piece.end, sure)
    piece.is_taken = True


def _points_needed(pieces: list[Piece], best: Piece) -> int:
    """A name that only looks like one will do at the head of a text that says more."""
    others = [p for p in pieces if p is not best and not p.is_taken]
    return 2 if best is pieces[0] and (others or best.line == 0) else 3


def _name_points(text: str, local: str, domain: str) -> int:
    """How much a piece looks like a person's name: from 3 on it is one."""
    civil = bool(CIVILITY.match(text))
    words = CIVILITY.sub("", text).split()
    keys = [search_key(word) for word in words]
    if not (1 if civil else 2) <= len(words) <= 5 or not all(map(_is_name_word, words)):
        return 0
    if set(keys) & (LEGAL_FORMS | COMPANY_WORDS) or is_job_title(text):
        return 0
    points = 1 + 4 * civil + 3 * bool({keys[0], keys[-1]} & FIRST_NAMES or _compound(keys))
    points += 2 * _is_half_upper(words) + 3 * any(
        len(k) > 2 and k in search_key(local) for k in keys
    )
    squashed = "".join(keys).replace(" ", "")
    return points - 5 * (squashed == stem_of(domain) and squashed not in squash(local))


def _is_name_word(word: str) -> bool:
    return bool(NAME_WORD.fullmatch(word)) and (
        word[0].isupper() or search_key(word) in NAME_PARTICLES
    )


def _is_half_upper(words: list[str]) -> bool:
    shouted = [word.isupper() and len(word) > 1 for word in words]
    return any(shouted) and not all(shouted)


def _compound(keys: list[str]) -> bool:
    """« Jean-Pierre »: a first name made of two."""
    return any(key.split()[0] in FIRST_NAMES for key in keys if " " in key)


def split_name(text: str, email_local: str = "") -> tuple[str, str]:
    """First and last name of « Claire MARTIN », « MARTIN Claire », « Jean-Pierre de la Tour »."""
    words = text.split()
    if len(words) < 2:
        return "", capitalised(text)
    upper = [word for word in words if word.isupper() and len(word) > 1]
    if upper and len(upper) < len(words):
        first = [
            word for word in words if word not in upper and search_key(word) not in NAME_PARTICLES
        ]
        last = [word for word in words if word not in first]
        return capitalised(" ".join(first)), capitalised(" ".join(last))
    cut = _first_names_in(words)
    if cut == 0:
        return capitalised(words[-1]), capitalised(" ".join(words[:-1]))
    return capitalised(" ".join(words[:cut])), capitalised(" ".join(words[cut:]))


def _first_names_in(words: list[str]) -> int:
    """How many words at the head are first names; 0 when the first name stands last."""
    known = [search_key(word).split()[:1] for word in words]
    are_first = [bool(each) and each[0] in FIRST_NAMES for each in known]
    if not are_first[0] and are_first[-1]:
        return 0
    return 2 if len(words) > 2 and are_first[0] and are_first[1] else 1


def take_titles(reader: Reader, pieces: list[Piece]) -> None:
    for piece in pieces:
        if piece.is_taken or not is_job_title(piece.text) or len(piece.text.split()) > 10:
            continue
        if piece.text[-1] in "!?" or (
            set(search_key(piece.text).split()) & LEGAL_FORMS - {"groupe"}
        ):
            continue
        if reader.card.job_title and piece.start != reader.card.found["job_title"].start:
            joined = f"{reader.card.job_title}, {piece.text}"
            if len(joined) > 120:
                continue
            reader.card.job_title = joined
        reader.note("job_title", piece.text[:120], piece.start, piece.end, SURE)
        piece.is_taken = True
