"""Automatic messages: automatic replies, and bounced mail.

Helpdesks hand out words and no headers, so only words can tell (RFC 3834's Auto-Submitted would be
surer). Careful on purpose: who writes *about* such messages is a customer. A subject counts only
where programs put it, at the beginning and followed by a colon or nothing.
"""

import re

AUTOMATIC_REPLY = "automatic reply"
BOUNCE = "bounce"

_START_CHARS = 300
"""Programs say at the beginning what they are."""
_MAX_AWAY_CHARS = 1200
"""Of a message that only says that somebody is away."""

_BEFORE = r"^(?:\[[^\]\n]{1,40}\]\s*){0,2}[*\s]{0,5}"
"""Mail servers put tags such as [EXTERNAL] before a subject."""
_ENDS = r"(?:\s*(?:[:：]|\Z)|\s+[-–|]\s|\s*\()"


def _subject(*phrases: str) -> re.Pattern[str]:
    return re.compile(_BEFORE + "(?:" + "|".join(phrases) + ")" + _ENDS, re.IGNORECASE)


def _words(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.IGNORECASE)


_REPLY_SUBJECT = _subject(
    r"auto(?:matic|mated)?[- ]?(?:reply|response|responder)|out of (?:the )?office(?: reply)?",
    r"vacation (?:reply|response|notice)|away from (?:my|the) (?:desk|office)",
    r"automatische antwort|abwesenheits(?:notiz|meldung|nachricht)|auto-?antwort",
    r"réponse automatique|absence du bureau|message d['’]absence",
    r"respuesta automática|fuera de (?:la )?oficina",
    r"resposta automática|fora do escritório",
    r"risposta automatica|fuori (?:sede|ufficio)",
    r"automatisch antwoord|afwezigheids(?:bericht|melding)",
    r"automatyczna odpowiedź|odpowiedź automatyczna",
    r"automatiskt? svar|autosvar",
    r"automatická odpověď",
    r"otomatik yanıt",
    r"автоматический ответ|автоответ(?:чик)?",
    r"自動(?:応答|返信)|不在(?:通知|連絡)|自动(?:回复|答复)|자동 ?(?:회신|응답)",
    r"رد تلقائي",
)
_REPLY_WORDS = _words(
    r"\bthis is an auto(?:matic|mated|matically generated)[- ]?(?:e-?mail )?(?:reply|response)",
    r"\bdies ist eine automatisch(?:e| generierte| erstellte| versendete) (?:antwort|rückmeldung)",
    r"\bceci est une réponse automatique",
    r"\besta es una respuesta automática",
    r"\besta é uma resposta automática",
    r"\bquesta è una risposta automatica",
    r"\bdit is een automatisch(?:e| gegenereerd)? (?:antwoord|bericht|e-?mail)",
)
_AWAY = _words(
    r"\bI(?: am|['’]m| will be|['’]ll be) (?:currently |presently |now )?"
    r"(?:out of (?:the )?office|on (?:\w+ )?leave|on (?:vacation|holiday)|away from (?:the|my) )",
    r"\bich bin (?:derzeit |momentan |aktuell |zur ?zeit )?(?:\S+ ){0,6}"
    r"(?:nicht im (?:büro|haus)|außer haus|abwesend|im urlaub|nicht erreichbar)",
    r"\bje suis (?:actuellement )?(?:absente?|en congés?|hors du bureau)",
    r"\b(?:estoy|estaré) (?:actualmente )?(?:fuera de la oficina|ausente|de vacaciones)",
    r"\best(?:ou|arei) (?:atualmente )?(?:fora do escritório|ausente|de férias)",
    r"\bsono (?:attualmente )?(?:fuori (?:sede|ufficio)|assente|in ferie)",
    r"\bik ben (?:momenteel |tot en met )?(?:\S+ ){0,6}(?:afwezig|niet op kantoor|met vakantie)",
)
_BACK = _words(
    r"\b(?:until|return(?:ing)?|be back|back (?:on|in)|limited access to)\b",
    r"\b(?:bis|ab dem|zurück|wieder erreichbar)\b",
    r"\b(?:jusqu['’]au|de retour|à mon retour)(?!\w)",
    r"\b(?:hasta el|regreso|vuelvo|até|regresso|retorno|fino al|rientro|al mio ritorno)\b",
    r"\b(?:tot en met|tot|terug)\b",
)
_INSTEAD = _words(
    r"\b(?:urgent|immediate|in my absence|please contact|reply to your)\b",
    r"\b(?:dringend\w*|wenden sie sich|vertretung|meine kolleg\w+|nicht weitergeleitet)\b",
    r"\b(?:urgence|urgente?s?|contacter|en mon absence)\b",
    r"\b(?:urgencias?|póngase en contacto|contacte|urgenze|contattare|em caso de urgência)\b",
    r"\b(?:dringende?|contact opnemen)\b",
)

_RETURNED_TO = re.compile(r"^\W*(?:mailer[-_. ]?daemon|mail[-_. ]?daemon)\b", re.IGNORECASE)
_BOUNCE_SUBJECT = _subject(
    r"undeliver(?:able|ed)(?: mail)?(?: returned to sender)?|returned mail|failure notice",
    r"mail (?:delivery )?(?:failed|failure|subsystem|system error)",
    r"mail delivery failed: returning message to sender",
    r"delivery (?:status notification|failure|has failed|failed)|non-?delivery (?:report|receipt)",
    r"message (?:not delivered|delivery failure)",
    r"unzustellbar|nicht zustellbar|zustellung fehlgeschlagen|nachricht nicht zugestellt",
    r"non remis|échec de (?:la )?(?:remise|distribution)|message non distribué",
    r"no se (?:puede|pudo|ha podido) entregar|mensaje no entregado|no entregado",
    r"não (?:foi )?entregue|falha na entrega|mensagem não entregue",
    r"non recapitabile|mancato recapito|impossibile recapitare",
    r"onbestelbaar|niet (?:afgeleverd|bezorgd)",
    r"niedostarcz\w+|nedoručiteln\w+|olevererbart?|kan ikke leveres|не доставлено|teslim edilemedi",
    r"配信(?:不能|エラー)|配達不能|退信|无法投递|系统退信|전송 ?실패",
)
_BOUNCE_WORDS = _words(
    r"\bthis message was created automatically by mail delivery software",
    r"\bthis is the mail (?:delivery )?(?:system|agent) at host",
    r"\bhi\. this is the qmail-send program",
    r"\bdelivery has failed to these recipients",
    r"\byour message (?:to \S+ )?(?:wasn['’]t|was not|could not be|couldn['’]t be) delivered",
    r"\bthe following (?:message|address\w*) (?:to \S+ )?"
    r"(?:was undeliverable|failed|had permanent)",
    r"\b(?:ihre|diese) nachricht (?:an \S+ )?konnte nicht (?:zugestellt|übermittelt)",
    r"\b(?:votre|ce) message (?:à \S+ )?n['’]a pas pu être (?:remis|distribué)",
    r"\b(?:su|el) mensaje (?:a \S+ )?no (?:se )?(?:ha podido|pudo) (?:ser )?entrega",
    r"\b(?:sua|a) mensagem (?:para \S+ )?não (?:foi|pôde ser) entregue",
    r"\bil messaggio (?:a \S+ )?non (?:è stato|può essere) (?:recapitato|consegnato)",
    r"\b(?:uw|het) bericht (?:aan \S+ )?(?:kon|is) niet (?:worden )?(?:bezorgd|afgeleverd)",
    r"\baddress not found\W{1,9}your message",
)
_REPORT = _words(
    r"\b(?:reporting-mta|final-recipient|diagnostic-code|action: failed|status: 5\.\d)",
    r"(?<![\d.])5\d\d[ -]#?5\.\d{1,3}\.\d{1,3}\b|(?<![\d.])5\.[1-7]\.\d{1,3}(?![\d.])",
    r"\b(?:permanent (?:fatal )?error|user unknown|mailbox (?:full|unavailable)|no such user)",
    r"\b(?:recipients?|empfänger|destinatai?res?|destinatari\w*|geadresseerde|adresat)\b",
)


def automatic_kind(subject: str, body: str, requester: str = "") -> str:
    """`AUTOMATIC_REPLY`, `BOUNCE`, or empty for what a person may have written."""
    start = body[:_START_CHARS]
    if _RETURNED_TO.match(requester) or _BOUNCE_WORDS.search(start):
        return BOUNCE
    if _BOUNCE_SUBJECT.match(subject) and _REPORT.search(body[:4000]):
        return BOUNCE
    found = _REPLY_SUBJECT.match(subject)
    if found and (found[0].rstrip().endswith((":", "：")) or _AWAY.search(body[:_MAX_AWAY_CHARS])):
        return AUTOMATIC_REPLY
    if _REPLY_WORDS.search(start):
        return AUTOMATIC_REPLY
    is_short = len(body) <= _MAX_AWAY_CHARS
    if is_short and _AWAY.search(start) and _BACK.search(body) and _INSTEAD.search(body):
        return AUTOMATIC_REPLY
    return ""
