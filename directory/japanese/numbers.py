"""Numbers that are written in words. Pure."""


def number_of(words: str) -> int:
    """A number below 100 in digits or in words.

    >>> number_of("十二"), number_of("2")
    (12, 2)
    """
    if words.isdigit() and words.isascii():
        return int(words)
    tens, ten, ones = words.rpartition("十")
    value = "〇一二三四五六七八九".index
    return (value(tens) if tens else 1) * 10 + (value(ones) if ones else 0) if ten else value(words[-1])
