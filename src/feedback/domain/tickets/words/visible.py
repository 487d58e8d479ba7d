"""What a person would see of a text: no invisible characters, encoded files or banners."""

import re

_INVISIBLE = dict.fromkeys(
    [
        0x00AD,  # soft hyphen
        0x034F,
        0x061C,
        0x180E,
        *range(0x200B, 0x2010),  # zero width, and marks of direction
        *range(0x202A, 0x202F),  # embedding and override of direction
        *range(0x2060, 0x2065),
        *range(0x2066, 0x206A),  # isolates
        0xFEFF,
    ]
)
_JOINERS = (0x200C, 0x200D)
"""Zero-width joiners shape Persian and Indic letters, and hold emoji together: they stay."""
_TO_NOTHING = {code: None for code in _INVISIBLE if code not in _JOINERS}

_DATA_URI = re.compile(
    r"data:(?:image/[\w.+-]{1,40}|[\w.+/-]{0,60};base64)[\w=.;-]{0,80},[\w+/=%-]*", re.ASCII
)
_ENCODED_LINES = re.compile(
    r"(?:^[ \t>]*[A-Za-z0-9+/_-]{56,}={0,2}[ \t\r]*\n){2,}"
    r"(?:^[ \t>]*[A-Za-z0-9+/_-]+={0,2}[ \t\r]*$)?",
    re.MULTILINE | re.ASCII,
)
"""Base64 as mail carries it: lines of 60 to 76 characters (RFC 2045, 6.8), the last one shorter."""
_UNBROKEN_RUN = re.compile(r"(?<![!-;=?-~])(?!https?://)[!-;=?-~]{200,}")
"""No word and no path is that long. Only ASCII: Chinese and Japanese are written without blanks.
Tags may stand in a row without blanks, too."""
_LEAST_ENCODED = 56
"""No encoded line is shorter; most texts have no token as long and need not be searched."""
_IMAGE = re.compile(
    r"\[cid:[^\]\n]{1,200}\]"
    r"|\[(?:image|bild|photo|imagen|imagem|immagine|afbeelding)\s?:[^\]\n]{0,200}\]"
    r"|\[(?:ein bild|a picture containing|a close[- ]?up of|une image contenant|"
    r"imagen que contiene|afbeelding met)[^\]\n]{0,300}\]"
    r"|\[[^\]\n]{0,200}(?:automatisch generierte beschreibung|description automatically generated|"
    r"description générée automatiquement|descripción generada automáticamente)[^\]\n]{0,80}\]",
    re.IGNORECASE,
)
_BANNER = re.compile(
    r"^[\W_]{0,12}(?:\[?(?:external|extern|externe|externo)(?: e-?mail| sender)?\]?:?[\W_]*$"
    r"|(?:caution|warning|attention|notice|achtung|vorsicht|warnung|attention|atención|cuidado|"
    r"attenzione|let op)\b[^\n]{0,40}\b(?:e-?mail|message|nachricht|courriel|correo|mensagem|"
    r"messaggio|bericht)\b[^\n]{0,60}\b(?:outside|external|extern\w*|außerhalb|ext[ée]rieur\w*|"
    r"fuera|fora|esterno|buiten)\b[^\n]*"
    r"|(?:this|diese|ce|este|questa|deze) (?:e-?mail|message|nachricht|mail)\b[^\n]{0,30}\b"
    r"(?:originated|comes?|came|was sent|stammt|kommt|wurde)\b[^\n]{0,30}\b(?:outside|external|"
    r"extern\w*|außerhalb)\b[^\n]*"
    r"|you don['’]t often get email from [^\n]*"
    r"|(?:do not|don['’]t) click (?:on )?(?:any )?links? or open[^\n]*)$",
    re.IGNORECASE | re.MULTILINE,
)
"""What a company's mail server writes above every mail from outside."""


def visible(text: str) -> str:
    """`text` without invisible characters, encoded files, image marks and banners of mail servers.

    Line breaks stay where they are; blanks of every kind become plain ones.
    """
    text = without_encoded_files(text.translate(_TO_NOTHING).replace("\xa0", " "))
    return _BANNER.sub("", _IMAGE.sub(" ", text))


def without_encoded_files(text: str) -> str:
    """`text` without inline images, base64 and other unbroken runs: a person reads none of them."""
    if "data:" not in text and max(map(len, text.split()), default=0) < _LEAST_ENCODED:
        return text
    text = _DATA_URI.sub(" ", text)
    text = _ENCODED_LINES.sub("\n", text)
    return _UNBROKEN_RUN.sub(" ", text)
