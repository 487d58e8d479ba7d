"""Which texts are worth a recogniser's time, and what only looks like personal data."""

import re

_MAY_BE_NUMBER = re.compile(r"\d[\d\s().\-/]{5,}\d")
_DATE = re.compile(
    r"\d{1,2}/(?:19|20)\d\d\b|\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d\b"
    r"|(?:19|20)\d\d[./-]\d\d[./-]\d\d\b"
)
_NAMED_NUMBER = re.compile(
    r"(?:\b(?:order|ticket|invoice|case|booking|shipment|tracking|serial|reference|ref|id|sku|isbn"
    r"|auftrag\w*|bestell\w*|rechnung\w*|sendung\w*|kundennummer|artikel|vorgang|seriennummer"
    r"|commande|facture|colis|dossier|référence|siret|pedido|factura|envío|expediente|referencia"
    r"|ordine|fattura|spedizione|pratica|articolo|encomenda|fatura|envio|processo|referência)"
    r"[\s:#.-]{0,3}(?:number|num|no|nr|id|n[°º.]?)?[\s:#.]{0,3}"
    r"|#|\b(?!TEL|FAX|MOB)(?-i:[A-Z]{2,5})-)$",
    re.IGNORECASE,
)
_PHONE_NAMED = re.compile(
    r"(?:tel|phone|fax|mob|cell|call|text|whatsapp|handy|telefon|portable|móvil|cellulare|telemóvel)"
    r"[^\d]{0,25}$",
    re.IGNORECASE,
)
_GLUE = tuple("=/_.-%&")
_VERSION = re.compile(r"(?:version|\b(?:release|build|ver|v))[\s:.=\"']{0,4}$", re.IGNORECASE)
_MORE_BEFORE, _MORE_AFTER = re.compile(r"\d\.$"), re.compile(r"\.\d|-[a-z]")
LOWER_IBAN = re.compile(r"\b[a-z]{2}\d\d[ -]?\w{4}")
_WORTH_A_LOOK = {
    "IP_ADDRESS": r"\d\.\d{1,3}\.\d{1,3}\.\d|[0-9A-Fa-f]{0,4}:[0-9A-Fa-f]{0,4}:",
    "IBAN_CODE": r"[A-Za-z]{2}\d\d[ -]?\w{4}",
    "US_SSN": r"\b\d{3}[- ]\d\d[- ]\d{4}\b",
    "UK_NINO": r"\b[A-Za-z]{2} ?\d\d ?\d\d ?\d\d ?[A-Da-d]\b",
    "ES_NIF": r"\b\d{7,8}-?[A-Z]\b",
    "ES_NIE": r"\b[XYZ]\d{7}-?[A-Z]\b",
    "IT_FISCAL_CODE": r"\b[A-Z]{6}[0-9L-V]{2}[A-Z][0-9L-V]{2}[A-Z][0-9L-V]{3}[A-Z]\b",
    # Eleven digits with one check digit: every tenth number passes, so its name is required too.
    "DE_TAX_ID": r"(?i)steuer.{0,30}?\d{2} ?\d{3} ?\d{3} ?\d{3}|tax.?id.{0,10}?\d{11}",
    "PL_PESEL": r"(?i)pesel.{0,20}?\d{11}",
}
"""What a text must contain for the recogniser to find anything; most texts do not."""
_COMPILED = {entity: re.compile(expression) for entity, expression in _WORTH_A_LOOK.items()}


def worth_a_look(entity: str, text: str) -> bool:
    """Whether a recogniser could find anything; most texts contain nothing it looks for."""
    match entity:
        case "SECRET":
            return True  # looks for itself, more closely
        case "EMAIL_ADDRESS":
            return "@" in text or "%40" in text
        case "CREDIT_CARD" | "PHONE_NUMBER":
            return _MAY_BE_NUMBER.search(text) is not None
        case _:
            return _COMPILED[entity].search(text) is not None


def is_known_otherwise(entity: str, text: str, start: int, end: int) -> bool:
    """Whether the text says that what looks like personal data is something else."""
    before, found, after = text[max(start - 40, 0) : start], text[start:end], text[end : end + 2]
    match entity:
        case "PHONE_NUMBER":
            date = _DATE.match(found)
            rest = sum(character.isdigit() for character in found[date.end() :]) if date else 0
            return (date is not None and rest < 7) or (
                not found.startswith("+")
                and (
                    _NAMED_NUMBER.search(before) is not None
                    or _VERSION.search(before) is not None
                    or ".0." in found
                    or _is_any_number(before, found, after)
                )
            )
        case "IP_ADDRESS":
            return (
                _VERSION.search(before) is not None
                or found == "::"
                # With more than four numbers it is a phone number with dots, or a version.
                or _MORE_BEFORE.search(before) is not None
                or _MORE_AFTER.match(after) is not None
            )
        case _:
            return False


def _is_any_number(before: str, found: str, after: str) -> bool:
    """Plain digits without a trunk prefix, in a place where programs write numbers, or too few
    digits. In some region nearly every run of five to nine digits is a valid phone number: process
    ids, sizes, fractions and parts of addresses were matched.
    """
    if found.startswith(("0", "(")):
        return False
    n_digits = sum(character.isdigit() for character in found)
    if n_digits < 9 and _PHONE_NAMED.search(before) is None:
        return True
    return found.isdigit() and (
        before[-1:] in _GLUE or (after[:1] in _GLUE and after[1:].isalnum())
    )
