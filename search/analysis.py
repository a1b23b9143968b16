"""Texts cut into the words they are found by, the same for what is written and what is asked.

Writing without spaces between words (Japanese, Chinese) is cut into overlapping pairs of
characters, so that 給水 is found inside 新しい給水施設. Everything else is cut at what is neither
letter nor digit. Accents, case, width (ｶﾞ, Ａ) and Arabic vowel signs make no difference.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

LONGEST_WORD = 60
"""Characters of a word that count."""
LONGEST_NAME = 200
"""Characters of a whole name that count."""

_CJK = (
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_PIECE = re.compile(rf"(?P<cjk>[{_CJK}]+)|[^\W_{_CJK}]+")
_KATAKANA = "\u30a1-\u30fa\u30fc"
_KATAKANA_WORD = re.compile(f"[{_KATAKANA}]{{3,}}")
_KANJI = "\u3005\u3400-\u4dbf\u4e00-\u9fff"
# Particles before what is no hiragana: those that are hardly ever part of a word, and behind what
# is none, others (も is one in 子ども). Then where one writing follows another; Latin letters do
# not count, as 生成AI is one word.
_JOINT = re.compile(
    rf"(?:における|に関する|に向けた|のための|からの|までの|への|での|との|および|の|へ|を|・"
    rf"|(?<![\u3041-\u309f])(?:から|まで|より|など|による|で|が|は|に|や|と|も))"
    rf"(?![\u3041-\u309f])"
    rf"|(?<=[{_KATAKANA}])(?=[{_KANJI}])|(?<=[{_KANJI}])(?=[{_KATAKANA}])"
)
SHORTEST_PART = 2
"""Characters of a part that is looked for alone."""
_STRETCH = re.compile(f"[{_CJK}]")
_WORD = re.compile(r"[^\W_]+")
# Accents of Latin, Greek and Cyrillic; vowel signs, hamza and stretching of Arabic. The marks
# that make が of か stay.
_MARKS = re.compile("[\u0300-\u036f\u0640\u064b-\u065f\u0670]")
_LETTERS = str.maketrans(
    {
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ł": "l",
        "ı": "i",
        "ة": "ه",
        "ى": "ي",
        "ٱ": "ا",
        **{chr(start + digit): str(digit) for start in (0x660, 0x6F0) for digit in range(10)},
    }
)
# l’école, d’enfants; children’s, villages’.
_ELIDED = re.compile(r"(?<![^\W_])(?:[cdjlmnst]|(?:jus|lors|puis|quoi)?qu)['’](?=\w)")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s?(?!\w)")
_ARABIC = re.compile("[\u0620-\u064a]")
# The article, alone or after "and", "with", "like", "so", "to"; and "to the" (لل).
_ARABIC_PREFIX = re.compile("^[وف]?(?:[بكف]?ال|لل)(?=..)")
_ARABIC_AND = re.compile("^و(?=...)")
_ARABIC_SUFFIX = re.compile("(?<=..)(?:ها|ات|ان|ون|ين|يه|ه|ي)$")


def fold(text: str) -> str:
    """The text as it is compared: no accents, no case, no half or full width."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    bare = _MARKS.sub("", unicodedata.normalize("NFD", plain))
    return unicodedata.normalize("NFC", bare).translate(_LETTERS)


def without_apostrophes(folded: str) -> str:
    """A folded text without what an apostrophe joins to a word: école for l’école."""
    return _POSSESSIVE.sub("", _ELIDED.sub("", folded))


def pieces(folded: str) -> Iterator[tuple[str, bool]]:
    """The words of a folded text; True marks a stretch that is written without spaces."""
    for match in _PIECE.finditer(folded):
        yield match[0], match["cjk"] is not None


def pairs(stretch: str) -> list[str]:
    """Overlapping pairs of characters, and the last one alone: 京都市 is 京都, 都市, 市."""
    return [stretch[at : at + 2] for at in range(len(stretch))]


def words(text: str) -> list[str]:
    """The words of a text in their order, folded; pairs for writing without spaces."""
    folded = fold(text)
    if not _STRETCH.search(folded):
        return [word[:LONGEST_WORD] for word in _WORD.findall(folded)]
    found: list[str] = []
    for piece, is_stretch in pieces(folded):
        found += pairs(piece) if is_stretch else [piece[:LONGEST_WORD]]
    return found


def parts(word: str) -> list[str]:
    """The words in what was typed as one, where Japanese tells them apart without spaces.

    They end where the writing changes (アフガニスタン教育) and at particles, which go (支援の
    ための資金). What would leave a single character stays whole, as 女の子 does.
    """
    word = unicodedata.normalize("NFKC", word)
    found: list[str] = []
    start = 0
    joints = list(_JOINT.finditer(word))
    ends = [*(joint.start() for joint in joints[1:]), len(word)]
    for joint, end in zip(joints, ends, strict=False):
        is_last = joint.end() == len(word)
        if joint.start() - start >= SHORTEST_PART and (
            is_last or end - joint.end() >= SHORTEST_PART
        ):
            found.append(word[start : joint.start()])
            start = joint.end()
    return [*found, word[start:]] if start < len(word) else found


def katakana_words(folded: str) -> list[str]:
    """Words of other languages as Japanese writes them, which end where the writing changes."""
    return _KATAKANA_WORD.findall(folded)


def arabic_stems(word: str) -> set[str]:
    """The word without article, conjunction and ending; nothing for a word that has none.

    A first و is often the conjunction and often a letter of the word: both are found.
    """
    if not _ARABIC.search(word):
        return set()
    bare = _ARABIC_PREFIX.sub("", word)
    beginnings = {bare} if bare != word else {word, _ARABIC_AND.sub("", word)}
    return {_ARABIC_SUFFIX.sub("", one) for one in beginnings} - {word}


def joined(text: str) -> str:
    """All words of a text in one, as a whole name is found."""
    return "".join(words(text))[:LONGEST_NAME]
