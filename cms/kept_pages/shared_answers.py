"""Kept answers that all workers of one service share: whatever one of them has made, the others give out as well.

The memory is made when this module is first read, and a worker inherits it where gunicorn's first process reads the program
(`--preload`); it has no file, and ends with them. Without `--preload` each worker has one of its own beside its store, and shares
nothing.

There is no lock, since a worker may be killed at any moment. A sum over the question, the answer and where its body begins says
whether it is whole: of two that were written into one place at the same time neither is found.
"""

import json
import mmap
import struct
import time
from hashlib import blake2b

from cms.kept_pages.answers import KeptAnswer
from cms.kept_pages.questions import Question

PLACE = 16 * 2**10
"""Bytes for one answer; a larger one, as the points of more than some 350 places are, stays with the worker that made it."""
_HEAD = struct.Struct("<16s16sdII")
"""Of a place: which question, the sum, when it was written (seconds of the machine's clock), bytes of the facts and of the body."""
_EMPTY = bytes(_HEAD.size)


class SharedAnswers:
    """Answers by their question, each in one of two places; the older one of the two gives way."""

    def __init__(self, most_bytes: int):
        self._places = most_bytes // PLACE
        self._memory = mmap.mmap(-1, self._places * PLACE) if self._places else None

    def get(self, question: Question) -> KeptAnswer | None:
        """The answer that any worker keeps; None where there is none, or only what is left of a write that was cut."""
        if self._memory is None:
            return None
        asked = _digest(question)
        for at in self._places_of(asked):
            about, told, _, facts, body = _HEAD.unpack_from(self._memory, at)
            if about == asked and facts + body <= PLACE - _HEAD.size:
                stored = self._memory[at + _HEAD.size : at + _HEAD.size + facts + body]
                if _sum(asked, stored, facts) == told:
                    return KeptAnswer.told(json.loads(stored[:facts]), stored[facts:])
        return None

    def put(self, question: Question, answer: KeptAnswer) -> None:
        """Keep an answer for all, in place of the one before."""
        facts = json.dumps(answer.facts(), separators=(",", ":")).encode()
        stored = facts + answer.body
        if self._memory is None or len(stored) > PLACE - _HEAD.size:
            return
        asked = _digest(question)
        at = min(self._places_of(asked), key=lambda place: self._worth(place, asked))
        head = _HEAD.pack(asked, _sum(asked, stored, len(facts)), time.monotonic(), len(facts), len(answer.body))
        self._memory[at : at + len(head) + len(stored)] = head + stored

    def _worth(self, at: int, asked: bytes) -> float:
        """When a place was written, and before all others where it holds the same question."""
        about, _, written, _, _ = _HEAD.unpack_from(self._memory, at)  # type: ignore[arg-type]
        return float("-inf") if about == asked else written

    def _places_of(self, asked: bytes) -> tuple[int, int]:
        first, second = struct.unpack("<QQ", asked)
        return first % self._places * PLACE, second % self._places * PLACE

    def clear(self) -> None:
        """Forget all answers, of every worker."""
        for at in range(0, self._places * PLACE, PLACE):
            if self._memory and self._memory[at : at + _HEAD.size] != _EMPTY:
                self._memory[at : at + _HEAD.size] = _EMPTY


def _digest(question: Question) -> bytes:
    return blake2b(repr(question).encode(), digest_size=16).digest()


def _sum(asked: bytes, stored: bytes, facts: int) -> bytes:
    return blake2b(stored, digest_size=16, key=asked, salt=facts.to_bytes(4)).digest()
