"""What is built from the sources before it is served: one stylesheet, one font, a script of all pages and one of the map.

Each function reads a checkout and gives the bytes of a file; `FILES` says under which name, and what it is made from.
"""

import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset

from cms.assets import letters

TOKENS = "node_modules/@digital-go-jp/design-tokens/dist/tokens.css"
CLUSTER_STYLES = "node_modules/leaflet.markercluster/dist/MarkerCluster.css"
STYLES = "cms/static/cms/ibasho.css"
OTHER_STYLES = ("cms/static/cms/desk.css",)
"""Stylesheets beside the built one that use its tokens."""
MAP_SCRIPTS = (
    "node_modules/leaflet/dist/leaflet.js",
    "node_modules/leaflet.markercluster/dist/leaflet.markercluster.js",
    "cms/static/cms/map.js",
)
PAGE_SCRIPTS = tuple(
    f"cms/static/cms/{name}.js" for name in ("words", "search", "print", "map_loader", "dates", "my_list")
)
"""Small scripts of every page: each does nothing where it finds nothing to do. One file is asked for once."""
FONT = "node_modules/@fontsource/biz-udpgothic/files/biz-udpgothic-japanese-400-normal.woff2"
FACE = """@font-face {
  font-family: "Ibasho Interface";
  src: local("NotoSansCJKjp-Regular"), local("NotoSansCJKJP-Regular"), url("interface.woff2") format("woff2");
  font-display: swap;
  unicode-range: U+20-7E, U+3000-30FF, U+4E00-9FFF, U+FF00-FFEF;
}
"""
"""Android has a gothic that no family's name finds, only its own name. Bold letters are made of the same file."""
_TOKEN = re.compile(r"^\s*(--[\w-]+):\s*([^;]+);", re.M)
_USED = re.compile(r"var\((--[\w-]+)")


def stylesheet(root: Path) -> bytes:
    """The face of the built font, the tokens that are used, the few rules of Leaflet.markercluster, and our own rules."""
    ours = _read(root, STYLES)
    beside = "".join(_read(root, name) for name in OTHER_STYLES)
    tokens = dict(_TOKEN.findall(_read(root, TOKENS)))
    used = sorted(_used(ours + beside, tokens))
    declared = "".join(f"{name}:{tokens[name]};" for name in used)
    return f"{FACE}:root{{{declared}}}\n{_read(root, CLUSTER_STYLES)}\n{ours}".encode()


def _used(text: str, tokens: dict[str, str]) -> set[str]:
    """Names of the tokens that a text uses, and of those that these are made of."""
    found: set[str] = set()
    waiting = set(_USED.findall(text)) & tokens.keys()
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= set(_USED.findall(tokens[name])) & tokens.keys() - found
    return found


def map_script(root: Path) -> bytes:
    """Leaflet, its clusters and our map."""
    return _joined(root, MAP_SCRIPTS)


def page_script(root: Path) -> bytes:
    """What every page loads, without our comments and indents: a text of ours spans no lines."""
    return re.sub(rb"^\s*// .*\n|^\s+", b"", _joined(root, PAGE_SCRIPTS), flags=re.M)


def _joined(root: Path, names: Iterable[str]) -> bytes:
    """Scripts in one file; lines that name a source map, which is not served, are left out."""
    texts = (re.sub(r"^//# sourceMappingURL=.*$", "", _read(root, name), flags=re.M) for name in names)
    return ";\n".join(texts).encode()


def font(root: Path) -> bytes:
    """BIZ UDPGothic with the letters of the interface alone, as WOFF2. A letter that it does not have is left out."""
    options = subset.Options(flavor="woff2", hinting=False, layout_features=[], name_IDs=[0, 1, 2, 13, 14])
    # Columns of text from top to bottom and other shapes of letters: no screen asks for them.
    options.drop_tables += ["GSUB", "vhea", "vmtx"]
    cutter = subset.Subsetter(options)
    cutter.populate(text=letters.interface_letters(root))
    written = io.BytesIO()
    with subset.load_font(root / FONT, options) as whole:
        cutter.subset(whole)
        whole.save(written)
    return written.getvalue()


def _read(root: Path, name: str) -> str:
    return (root / name).read_text(encoding="utf-8")


@dataclass(frozen=True)
class BuiltFile:
    """A file that is built, and the files of a checkout that it is built from."""

    build: Callable[[Path], bytes]
    sources: Callable[[Path], Iterable[Path]]

    def is_fresh(self, path: Path, root: Path) -> bool:
        """Whether `path` is younger than everything that it is made from."""
        if not path.exists():
            return False
        made = path.stat().st_mtime_ns
        code = Path(__file__).parent.glob("*.py")
        return all(source.stat().st_mtime_ns < made for source in (*self.sources(root), *code))


def _of(*names: str) -> Callable[[Path], Iterable[Path]]:
    return lambda root: [root / name for name in names]


FILES = {
    "built/ibasho.css": BuiltFile(stylesheet, _of(STYLES, *OTHER_STYLES, TOKENS, CLUSTER_STYLES)),
    "built/map.js": BuiltFile(map_script, _of(*MAP_SCRIPTS)),
    "built/pages.js": BuiltFile(page_script, _of(*PAGE_SCRIPTS)),
    "built/interface.woff2": BuiltFile(font, lambda root: [root / FONT, *letters.sources(root)]),
}
"""By the path under /static/."""
