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


@dataclass(frozen=True, slots=True)
class Encoding:
    """`name` as Python knows it; `is_guessed` where neither the file nor a setting says so."""

    name: str
    is_guessed: bool = False


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
    best = from_bytes(telling, cp_isolation=list(_CANDIDATES), threshold=0.4).best()
    return "cp1252" if best is None else str(best.encoding)
