"""In which encoding a text file was written."""

import codecs
import re
from collections.abc import Callable
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
_UTF8_SHARE = 0.8
"""In other encodings up to half of the bytes look like UTF-8 by chance."""
_HIGH = re.compile(rb"[\x80-\xff]+")
_HANZI = frozenset(
    "的一是不了在人有我他这中大来上个国到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后小么"
    "心多天而能好都然没日于起还发成事只作当想看文无开手用主行方又如前所本见经头面公同三已老从动两长知样"
    "因此请问题无法客户订单登录显示系统错误打印标签导出"
)
_HANGUL = frozenset(
    "이다는을가에의하고한지를로은도기어사리나자라서해아대그인시수있정일보니게면만부주들스요세습않오류문제"
)
_EAST_ASIAN: tuple[tuple[tuple[str, ...], Callable[[str], bool], float], ...] = (
    (("cp932", "euc_jp"), lambda mark: "\u3041" <= mark <= "\u30fe", 0.25),
    (("gb18030", "big5"), _HANZI.__contains__, 0.15),
    (("cp949",), _HANGUL.__contains__, 0.25),
)
"""Encodings of a language, its frequent marks, and their least share: Japanese has its syllables,
Chinese and Korean a few dozen characters that make up a third of any text."""
_MARKS = "€„“”‚‘’–—…·•«»°§"
_LATIN = (
    ("cp1252", frozenset(_MARKS + "äöüßÄÖÜéèêëàâáíìîïóòôúùûñçÇÉÈÀÁÍÓÚÑåÅæÆøØãÃœ¿¡²½™®© ")),
    ("cp1254", frozenset(_MARKS + "çğıöşüÇĞİÖŞÜâîû")),
    (
        "cp1250",
        frozenset(_MARKS + "ąćęłńóśźżĄĆĘŁŃÓŚŹŻáčďéěíňřšťúůýžÁČĎÉĚÍŇŘŠŤÚŮÝŽőűŐŰäöüôĺľŕăâîşţ"),
    ),
    ("iso8859_2", frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻáčďéěíňřšťúůýžÁČĎÉĚÍŇŘŠŤÚŮÝŽőűŐŰäöüôĺľŕăâîşţ§°")),
)
_CZECH_AS_WESTERN = frozenset("øè")
"""Danish has the one, French and Italian the other."""


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
    if _is_utf8(sample):
        return Encoding("utf-8-sig")
    return Encoding(_told_by_language(sample), is_guessed=True)


def _is_utf8(sample: bytes) -> bool:
    """Whether nearly all bytes beyond ASCII are UTF-8."""
    n_high = sum(map(len, _HIGH.findall(sample)))
    return sum(map(len, _MULTI_BYTE.findall(sample))) >= _UTF8_SHARE * n_high


def _told_by_language(sample: bytes) -> str:
    # Lines without such bytes say nothing about it and cost time.
    telling = b"\n".join(line for line in sample.splitlines() if _HIGH.search(line))[:65_536]
    if name := _latin(telling) or _east_asian(telling):
        return name
    from charset_normalizer import from_bytes

    best = from_bytes(telling, cp_isolation=list(_CANDIDATES), threshold=0.4).best()
    return "cp1252" if best is None else str(best.encoding)


def _latin(telling: bytes) -> str:
    """The first encoding in which all such bytes are letters of one part of Europe and usual marks,
    a few at a time; empty for none. Short texts tell charset-normalizer too little."""
    if max(map(len, _HIGH.findall(telling)), default=0) > 3:
        return ""
    for name, letters in _LATIN:
        try:
            text = telling.decode(name)
        except UnicodeDecodeError:
            continue
        foreign = {mark for mark in text if not mark.isascii()}
        if foreign <= letters and not (name == "cp1252" and foreign >= _CZECH_AS_WESTERN):
            return name
    return ""


def _east_asian(telling: bytes) -> str:
    """The encoding in which the text has the marks that are most frequent in its language; empty
    for none. Each of these encodings reads the others' bytes as rare characters."""
    for names, frequent, min_share in _EAST_ASIAN:
        for name in names:
            try:
                text = telling.decode(name)
            except UnicodeDecodeError:
                continue  # cut in the middle of a character, or another encoding
            foreign = [mark for mark in text if not mark.isascii()]
            if sum(map(frequent, foreign)) > min_share * len(foreign):
                return name
    return ""
