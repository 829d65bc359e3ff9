"""The words of a part as somebody typed them, where the reader has changed their endings: 「ママ友ができません」 for 「できませない」.

Pure.
"""

from difflib import SequenceMatcher


def as_typed(words: str, text: str) -> str:
    """Where words that were read out of a text stand in it, as it is written there; the words themselves if nowhere."""
    if words in text:
        return words
    blocks = [block for block in SequenceMatcher(None, text, words, autojunk=False).get_matching_blocks() if block.size]
    if not blocks:
        return words
    first, last = blocks[0], blocks[-1]
    changed = len(words) - last.b - last.size  # letters at the end of which the text has others
    return text[max(0, first.a - first.b) : last.a + last.size + changed].strip()
