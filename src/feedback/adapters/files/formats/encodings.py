"""In which encoding a text file was written."""

import codecs
import re
from dataclasses import dataclass

_SAMPLE_BYTES = 256 * 1024
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CANDIDATES = (
    "cp932", "euc_jp", "gb18030", "big5", "cp949", "cp1250", "cp1251", "cp1252", "cp1253",
    "cp1254", "cp1255", "cp1256", "koi8_r", "iso8859_2", "iso8859_15", "mac_roman", "cp850",
)  # fmt: skip
"""What spreadsheets and helpdesks export in beside UTF-8."""
_MULTI_BYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_HIGH = re.compile(rb"[\x80-\xff]+")
_N_TELLING = 24
"""Fewer accented letters do not tell languages of one alphabet apart."""
_WESTERN = frozenset("äöüßÄÖÜéèêëàâáíìîïóòôúùûñçÇÉÈÀåÅæÆøØãõœ€„“”‚‘’–—…·•«»¿¡§°²³½™®© ")


@dataclass(frozen=True, slots=True)
class Encoding:
    """`name` as Python knows it; `is_guessed` where neither the file nor a setting says so."""

    name: str
    is_guessed: bool = False

    @property
    def notes(self) -> tuple[str, ...]:
        """What a row that was read in it must say."""
        return (f"read as {self.name}",) if self.is_guessed else ()


def encoding_of(sample: bytes) -> Encoding:
    """The encoding of a file by its first bytes (at most 256 KiB are looked at).

    A mark of byte order decides; bytes that are UTF-8 are UTF-8, also where a few are not (they are
    mended one by one); the rest is told by charset-normalizer.
    """
    sample = sample[:_SAMPLE_BYTES]
    for mark, name in _BOMS:
        if sample.startswith(mark):
            return Encoding(name)
    n_zero = sample.count(0)
    if n_zero > len(sample) // 5 and len(sample) > 3:
        # Latin text in UTF-16 without a mark: every other byte is zero.
        is_little = sample[1::2].count(0) > sample[::2].count(0)
        return Encoding("utf-16-le" if is_little else "utf-16-be", is_guessed=True)
    n_high = sum(map(len, _HIGH.findall(sample)))
    n_utf8 = sum(map(len, _MULTI_BYTE.findall(sample)))
    if n_utf8 * 2 >= n_high:
        return Encoding("utf-8-sig")
    return Encoding(_told_by_language(sample), is_guessed=True)


def _told_by_language(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    # Lines without such bytes say nothing about it and cost time.
    telling = b"\n".join(line for line in sample.splitlines() if _HIGH.search(line))[:65_536]
    if _is_sparse(telling) and _is_western(telling):
        return "cp1252"
    best = from_bytes(telling, cp_isolation=list(_CANDIDATES), threshold=0.4).best()
    return "cp1252" if best is None else str(best.encoding)


def _is_sparse(telling: bytes) -> bool:
    """Few such bytes, one at a time: Latin text with accents."""
    runs = _HIGH.findall(telling)
    n_high = sum(map(len, runs))
    return n_high < _N_TELLING and max(map(len, runs), default=0) <= 2


def _is_western(telling: bytes) -> bool:
    """Whether all such bytes are letters and marks of Western European text."""
    try:
        text = telling.decode("cp1252")
    except UnicodeDecodeError:
        return False
    return all(mark.isascii() or mark in _WESTERN for mark in text)
