"""Texts to translate: collect them, compile them, check that nothing is missing. No gettext needed.

    python tools/messages.py update     code and templates -> locale/*/LC_MESSAGES/django.po
    python tools/messages.py compile    django.po -> django.mo, where it is newer
    python tools/messages.py check      refuse a missing, doubtful or damaged translation

English is the language of the sources, so that only other languages have a catalogue.
"""

import io
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO

from babel.messages import extract
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
SOURCES = ("alignment", "leads", "sla", "dashboards", "templates")
SKIPPED = {"migrations", "__pycache__", "tests", "locale"}

Rows = Iterator[tuple[int, str, object, list[str]]]

KEYWORDS = {
    **extract.DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%[sdf]|\{\w*(?:[.!:\[][^{}]*)?\}")
# A French sign behind a space at which a line may break.
SOFT = re.compile(r" [;:!?»](?=\s|$|\.)|« ")


# --- Reading the sources --------------------------------------------------------------------


def extract_template(source: IO[bytes], keywords: object, tags: object, options: object) -> Rows:
    """Let Django turn a template into the Python that Babel reads."""
    from django.utils.translation.template import templatize

    python = templatize(source.read().decode())
    # A template may be indented as it likes; Python may not.
    python = "\n".join(line.lstrip() for line in python.splitlines())
    return extract.extract_python(io.BytesIO(python.encode()), KEYWORDS, ["Translators:"], {})


METHODS: dict[str, str | Callable[..., Rows]] = {".py": "python", ".html": extract_template,
                                                 ".txt": extract_template}  # fmt: skip


def source_files(root: Path) -> Iterator[Path]:
    for name in SOURCES:
        for path in sorted((root / name).rglob("*")):
            inside = path.relative_to(root).parts
            if path.suffix in METHODS and path.is_file() and not SKIPPED.intersection(inside):
                yield path


def collect(root: Path = ROOT) -> Catalog:
    """Every text marked for translation under `root`, with the files that use it."""
    found = Catalog(project="Tandem", charset="utf-8")
    for path in source_files(root):
        with path.open("rb") as source:
            rows = extract.extract(
                METHODS[path.suffix], source, KEYWORDS, comment_tags=("Translators:",)
            )
            for _line, text, comments, context in rows:
                place = [(path.relative_to(root).as_posix(), 0)]
                found.add(text, None, place, auto_comments=comments, context=context)
    return found


# --- Catalogues -----------------------------------------------------------------------------


def catalogues(locale: Path) -> list[Path]:
    return sorted(locale.glob("*/LC_MESSAGES/django.po"))


def read(path: Path) -> Catalog:
    with path.open("rb") as source:
        return read_po(source, locale=path.parent.parent.name)


def update_all(root: Path = ROOT) -> None:
    """Add new texts with an empty translation, keep those in use, drop the others."""
    template = collect(root)
    for path in catalogues(root / "locale"):
        catalogue = read(path)
        # The date of the last run says nothing, and would change the file each time.
        template.creation_date = catalogue.creation_date
        catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False)
        catalogue.obsolete.clear()
        with path.open("wb") as target:
            write_po(target, catalogue, width=96, sort_by_file=True, include_lineno=False,
                     ignore_obsolete=True)  # fmt: skip
        missing = sum(1 for message in used(catalogue) if not is_translated(message))
        print(f"{path.relative_to(root)}: {len(catalogue)} texts, {missing} to translate")


def compile_all(root: Path = ROOT) -> None:
    for path in catalogues(root / "locale"):
        compiled = path.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime > path.stat().st_mtime:
            continue
        content = io.BytesIO()
        write_mo(content, read(path))
        # In one move: a server that starts meanwhile must not read half a file.
        fresh = compiled.with_suffix(".mo.new")
        fresh.write_bytes(content.getvalue())
        fresh.replace(compiled)


# --- Check ----------------------------------------------------------------------------------


def problems(template: Catalog, catalogue: Catalog) -> Iterator[str]:
    """Each text in use that is untranslated, doubtful, or that lost or invented a placeholder."""
    for message in used(template):
        known = catalogue.get(message.id, message.context)
        if known is None:
            yield f"not in the catalogue (make messages): {shown(message)}"
        elif known.fuzzy:
            yield f"marked fuzzy: {shown(message)}"
        elif not is_translated(known):
            yield f"not translated: {shown(message)}"
        elif not keeps_placeholders(known):
            yield f"placeholders differ: {shown(message)} -> {known.string!r}"
        elif catalogue.locale_identifier == "fr" and any(map(SOFT.search, texts(known.string))):
            yield f"a sign may break from its word: {shown(message)} -> {known.string!r}"


def used(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def texts(value: object) -> list[str]:
    """One text, or singular and plural; Babel says None where there is none."""
    if isinstance(value, tuple | list):
        return [part or "" for part in value]
    return [str(value or "")]


def is_translated(message: Message) -> bool:
    wanted = texts(message.string)
    return bool(wanted) and all(part.strip() for part in wanted)


def keeps_placeholders(message: Message) -> bool:
    """Every form has the placeholders of the plural; a singular may do without the number."""
    forms = [placeholders(part) for part in texts(message.id)]
    fewest, most = set.intersection(*forms), set.union(*forms)
    return all(fewest <= placeholders(part) <= most for part in texts(message.string))


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text.replace("%%", "")))


def shown(message: Message) -> str:
    places = ", ".join(sorted({name for name, _ in message.locations})[:2])
    context = f" [{message.context}]" if message.context else ""
    return f"{texts(message.id)[0]!r}{context} ({places})"


def check(root: Path = ROOT) -> Iterable[str]:
    template = collect(root)
    return [
        f"{path.relative_to(root)}: {problem}"
        for path in catalogues(root / "locale")
        for problem in problems(template, read(path))
    ]


def main(word: str) -> None:
    if word == "update":
        update_all()
    elif word == "compile":
        compile_all()
    elif found := list(check()):
        print(*found, sep="\n")
        sys.exit(f"{len(found)} translations to see to: `make messages`, then edit the .po files.")


if __name__ == "__main__":
    if sys.argv[1:] not in (["update"], ["compile"], ["check"]):
        sys.exit("Usage: python tools/messages.py update|compile|check")
    sys.path.insert(0, str(ROOT))
    main(sys.argv[1])
