"""Colours, and whether text in one can be read on the other (WCAG 2.2, 1.4.3). No database."""

import re

TEXT_CONTRAST = 4.5
"""Least contrast ratio of text (WCAG 2.2, 1.4.3)."""
PAPER, NIGHT = "#ffffff", "#1a1a1a"
"""Background colours of the light and the dark theme, as in cms/static/cms/ibasho.css."""


def is_colour(text: str) -> bool:
    """Whether a text is a colour as #rrggbb."""
    return bool(re.fullmatch(r"#[0-9a-fA-F]{6}", text))


def _rgb(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def _luminance(colour: str) -> float:
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in (p / 255 for p in _rgb(colour))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours as #rrggbb, from 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def readable_on(background: str, colour: str) -> str:
    """The colour, made lighter until it can be read on a dark background; both as #rrggbb."""
    parts = _rgb(colour)
    for step in range(21):
        lighter = "#" + "".join(f"{round(part + (255 - part) * step / 20):02x}" for part in parts)
        if contrast(lighter, background) >= TEXT_CONTRAST:
            return lighter
    return PAPER
