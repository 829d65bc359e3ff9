"""The order of the 五十音 in which a printed list stands, and the rows あ か さ … under which it is looked up. Pure."""

from directory.japanese.readings import usual_reading

ROWS = {
    "あ": "あいうえお",
    "か": "かきくけこ",
    "さ": "さしすせそ",
    "た": "たちつてと",
    "な": "なにぬねの",
    "は": "はひふへほ",
    "ま": "まみむめも",
    "や": "やゆよ",
    "ら": "らりるれろ",
    "わ": "わゐゑをん",
}
OTHERS = "そのほか"
"""The row of what begins with no kana."""
_ROW_OF = {letter: row for row, letters in ROWS.items() for letter in letters}
_PLAIN = str.maketrans(
    "がぎぐげござじずぜぞだぢづでどばびぶべぼぱぴぷぺぽゔぁぃぅぇぉっゃゅょゎゕゖ",
    "かきくけこさしすせそたちつてとはひふへほはひふへほうあいうえおつやゆよわかけ",
)
_VOWELS = {
    letter: "あいうえお"[at] for letters in ROWS.values() if len(letters) == 5 for at, letter in enumerate(letters)
}
_VOWELS |= {"や": "あ", "ゆ": "う", "よ": "お", "を": "お", "ん": "ん"}


def kana_order(reading: str) -> tuple[str, str]:
    """A key by which readings sort as a dictionary has them (JIS X 4061 without its rarer levels).

    Voiced and small letters stand with the plain ones and only break a tie, a long mark is the vowel that it draws out, blanks
    and marks do not count.

    >>> sorted(["はん", "ばあさん", "ぱーてぃー", "はは"], key=kana_order)
    ['ばあさん', 'ぱーてぃー', 'はは', 'はん']
    """
    said = usual_reading(reading)
    plain: list[str] = []
    for letter in said.translate(_PLAIN):
        if letter == "ー":
            letter = _VOWELS.get(plain[-1], "") if plain else ""
        if letter.isalnum():
            plain.append(letter)
    return "".join(plain), said


def kana_row(reading: str) -> str:
    """「か」 for 「がっこう」: the row under which a reading is looked up; OTHERS for one that begins with no kana."""
    return _ROW_OF.get(kana_order(reading)[0][:1], OTHERS)
