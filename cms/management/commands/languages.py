"""Catalogues of the languages: bring them up to the messages of today, say what is missing, and compile them."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.languages import catalogues
from cms.languages.messages import Message, messages
from directory.languages.spoken import COMPLETE, JAPANESE, LANGUAGES

HEAD = "Messages of the public pages: docs/guides/languages.md says how to complete them."
PLURALS = {
    "en": "nplurals=2; plural=(n != 1);",
    "pt-br": "nplurals=2; plural=(n > 1);",
    "tl": "nplurals=2; plural=(n > 1);",
}
ONE_FORM = "nplurals=1; plural=0;"


class Command(BaseCommand):
    """`manage.py languages`: reads each django.po, writes it anew with every message of today, and its .mo."""

    help = "Bring the catalogues of the languages up to date and compile them (docs/guides/languages.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--own`: the city's own catalogues in VAR_DIR/locale, which come before the shipped ones."""
        parser.add_argument("--own", metavar="CODE", help="make or compile the city's own catalogue of a language")

    def handle(self, *args: object, **options: object) -> None:
        """Write the files. Raises CommandError for a catalogue with a fault, which is named."""
        known = messages(settings.BASE_DIR)
        shipped = settings.BASE_DIR / "cms" / "locale"
        if code := options["own"]:
            if code not in {language.code for language in LANGUAGES if language.code != JAPANESE}:
                raise CommandError(f"No language that is offered: {code}")
            self._keep(settings.VAR_DIR / "locale", str(code), known, shipped)
            return
        for language in LANGUAGES:
            if language.code != JAPANESE:
                self._keep(shipped, language.code, known, shipped)

    def _keep(self, root: Path, code: str, known: list[Message], shipped: Path) -> None:
        path = po_of(root, code)
        catalogue = catalogues.read(path) or {catalogues.HEADER: (header_of(code),)}
        # What no page of ours says may be a word of the city's own vocabulary; from a shipped catalogue it goes.
        own = [] if root == shipped else [one for one in catalogue if one not in {*known, catalogues.HEADER}]
        kept = {one: said for one, said in catalogue.items() if one in {*known, *own, catalogues.HEADER}}
        if wrong := catalogues.wrong_in(kept, [*known, *own]):
            raise CommandError("\n".join(wrong))
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogues.write(path, kept, [*known, *own], HEAD)
        path.with_suffix(".mo").write_bytes(compiled(root, code, shipped))
        said = sum(all(catalogue.get(message, ("",))) for message in known)
        self.stdout.write(f"{code}: {said} of {len(known)} messages")


def po_of(root: Path, code: str) -> Path:
    """Where the catalogue of a language stands: Django's name of its folder is 「pt_BR」, 「zh_Hans」."""
    language, _, rest = code.partition("-")
    folder = f"{language}_{rest.upper() if len(rest) == 2 else rest.title()}" if rest else language
    return root / folder / "LC_MESSAGES" / "django.po"


def header_of(code: str) -> str:
    """The first entry of a catalogue, which is its own description."""
    facts = f"Language: {code}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n"
    return f"{facts}Plural-Forms: {PLURALS.get(code, ONE_FORM)}\n"


def compiled(root: Path, code: str, shipped: Path) -> bytes:
    """The .mo of a language: a shipped one that is not complete says the rest in English."""
    catalogue = catalogues.read(po_of(root, code))
    if code in COMPLETE or root != shipped:
        return catalogues.compiled(catalogue)
    return catalogues.compiled(catalogues.filled_by(catalogue, catalogues.read(po_of(shipped, "en"))))
