"""What helpdesks write themselves where a customer's words would stand: records of calls and
chats, headers of reviews. Of such a text only what somebody said is kept."""

import re

from feedback.domain.tickets.words.phrases import any_phrase
from feedback.domain.tickets.words.transcripts import customers_turns

_PHONE = r"\+?[\d(][\d\s().-]{5,20}"
_NAME = r"[^\s:：?!]+(?:\s[^\s:：?!]+){0,3}"
_WHO = rf"(?:\s*[:：]\s*.{{1,100}}|\s+(?:{_PHONE}|(?P<who>{_NAME}))\W{{0,3}})"
_CHAT = any_phrase("""
    conversation with, chat with, chat conversation with, live chat with,
    messaging conversation with, whatsapp conversation with, sms conversation with,
    facebook conversation with,
    instagram conversation with, new conversation with, new chat with, new chat from,
    chat transcript with, transcript of chat with, offline message from, offline chat with,
    missed chat from, missed chat with, chat started by, conversation started by,
    unterhaltung mit, chat mit, gespräch mit, konversation mit, verpasster chat von,
    conversation avec, chat avec, discussion avec, conversación con, chat con, conversa com,
    chat com, conversazione con, gesprek met, chat met, rozmowa z, czat z, konversation med,
    chatt med, samtale med, konverzace s, chat s, разговор с, чат с
    """)
_CALL = any_phrase("""
    phone call from, phone call to, phone call with, inbound call from, inbound call to,
    incoming call from, incoming call to, outbound call to, outbound call from, outgoing call to,
    outgoing call from, missed call from, missed inbound call from, missed call on,
    abandoned call from, abandoned call in, abandoned in queue, callback request from,
    callback requested by, call transcript, call recording from, recording of call with,
    voicemail from, voice mail from, voicemail on, new voicemail from, new voicemail, voicemail to,
    you have a new voicemail, sms from, text message from, fax from, call summary,
    telefonanruf von, anruf von, anruf an, eingehender anruf von, ausgehender anruf an,
    verpasster anruf von, voicemail von, sprachnachricht von, mailbox-nachricht von,
    appel téléphonique de, appel entrant de, appel sortant vers, appel manqué de,
    message vocal de, messagerie vocale de, llamada telefónica de, llamada entrante de,
    llamada saliente a, llamada perdida de, mensaje de voz de, correo de voz de, buzón de voz de,
    chamada telefônica de, chamada de voz de, chamada recebida de, chamada perdida de,
    ligação de, correio de voz de, mensagem de voz de, chiamata telefonica da, chiamata da,
    chiamata persa da, messaggio vocale da, segreteria telefonica da, telefoongesprek van,
    inkomende oproep van, gemiste oproep van, voicemail van, połączenie od,
    nieodebrane połączenie od, poczta głosowa od, samtal från, missat samtal från,
    röstmeddelande från, ubesvaret opkald fra,
    hovor od, zmeškaný hovor od, звонок от, пропущенный звонок от, голосовое сообщение от
    """)
_ANYBODY = frozenset(
    ("web", "user", "visitor", "guest", "customer", "caller", "unknown", "anonymous", "kunde",
     "besucher", "visiteur", "cliente", "visitante", "bezoeker", "klant", "gast")
)  # fmt: skip
_RECORD_LINE = re.compile(
    rf"^\W{{0,4}}(?:(?:{_CHAT}|{_CALL}){_WHO}|call (?:from|to|with)[:：]?\s*(?:caller\s*)?{_PHONE}"
    r"|(?:new voicemail|you have a new voicemail|abandoned in queue|call transcript|"
    r"call summary|chat transcript|missed call|missed chat|call details|chat details|"
    r"anrufdetails|détails de l['’]appel|detalles de la llamada|detalhes da chamada|"
    r"dettagli (?:della )?chiamata|gespreksgegevens))\W{0,4}$",
    re.IGNORECASE,
)
_DETAIL = re.compile(
    r"^\W{0,4}(?:"
    + any_phrase("""
    url, page, page url, call from, call to, called, caller, caller id, caller name, called number,
    from, to, time of call, call time, call date, answered by, length of phone call, length of call,
    call duration, call length, duration, wait time, hold time, talk time, call status,
    call direction, direction, call id, call type, call ended by, queue, ivr, ivr path, ivr option,
    menu option, option selected, digits pressed, phone, phone number, number, location, line,
    group, agent, disposition, recording, call recording, recording url, recording link,
    listen to the recording, voicemail recording, listen to the voicemail, voicemail duration,
    click here to listen, time, date, started at, ended at, started, ended, chat started,
    chat ended, served by, department, rating, visitor, visitor id, visitor name,
    visitor email, name, email,
    ip, ip address, browser, platform, device, user agent, referrer, referer, country, city,
    chat id, conversation id, chat duration, attachments, tags, notes, transcript, transcription,
    call transcript, voicemail transcript, voicemail transcription, transcribed text,
    anruf von, anruf an, zeitpunkt des anrufs, beantwortet von, dauer, anrufdauer, aufzeichnung,
    aufzeichnung anhören, transkript, von, an, appel de, appel vers, heure de l'appel,
    répondu par, durée, durée de l'appel, écouter l'enregistrement, enregistrement, transcription,
    llamada de, llamada a, hora de la llamada, respondida por, duración, duración de la llamada,
    escuchar la grabación, grabación, transcripción, chamada de, chamada para,
    hora da chamada, atendida por, duração, duração da chamada, ouvir a gravação, gravação,
    transcrição, chiamata da, chiamata a, ora della chiamata, risposta da, durata,
    ascolta la registrazione, registrazione, trascrizione, oproep van, oproep naar, tijdstip,
    beantwoord door, duur, luister naar de opname, opname, transcriptie
    """)
    + r")\s*[:：](?P<value>.*)$",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"^\W{0,4}(?:(?:call|voicemail|voice ?mail|chat)? ?(?:transcript(?:ion)?|transkript|"
    r"transcripción|transcrição|trascrizione|transcriptie)|message|words)$",
    re.IGNORECASE,
)
_SAID_FIELD = re.compile(
    r"^\W{0,4}(?:\w+ )?(?:transcript(?:ion)?|transcribed text|transkript|transcripción|transcrição|"
    r"trascrizione|transcriptie|notes?)\s*[:：]",
    re.IGNORECASE,
)
_NO_SAYING = re.compile(
    rf"^\W*(?:https?://\S+|{_PHONE}|\d{{1,2}}:\d\d(?::\d\d)?|\d+ ?(?:min|sec|s|m|h)\w*"
    r"(?: ?,? ?\d+ ?(?:sec|s|m)\w*)?|\[[^\]]{0,40}\]|(?:click )?here|none|n/a"
    r"|(?:the )?(?:caller|customer|visitor) (?:left no message|did not leave a message|hung up)"
    r"|(?:no )?(?:transcript(?:ion)?|recording|message)(?: is)? (?:not )?(?:available|left)"
    r"|(?:low confidence|unable to transcribe|could not be transcribed)[^\n]{0,60})?\W*$",
    re.IGNORECASE,
)
_STARS = r"(?:[★☆⭐🌟✩✭✰]\ufe0f?\s?){1,5}"
_REVIEW_LINE = re.compile(
    rf"^\W{{0,2}}(?:{_STARS}|(?:star )?rating\s*[:：]\s*(?:{_STARS}|\d(?:[.,]\d)?"
    r"(?:\s*(?:/|out of|of|von|sur|de)\s*\d{1,2})?(?:\s*stars?)?)"
    r"|(?:new )?[1-5](?:[- ]stars?|\s*/\s*5)(?: review|(?=\s*$|\s+(?:by|from|on)\s)))"
    r"(?=$|[\s,;:|–—-])"
    r"(?:[\s,;|–—-]{0,3}(?:review |bewertung |avis |reseña )?(?:by|from|on|von|par|de|por|da|door)"
    r"(?!\s+far\b)\s+[^\s:|–—]+(?:\s[^\s:|–—]+){0,3}\s*(?=$|[:|–—]|-\s))?[\s:;,|–—-]*",
    re.IGNORECASE,
)
_REVIEW_DETAIL = re.compile(
    r"^\W{0,4}(?:"
    + any_phrase("""
    rating, star rating, stars, score, by, author, reviewer, reviewed by, review by, user, nickname,
    version, app version, app, application, app name, package, bundle id, build, device,
    device model, os, os version, android version, ios version, country, territory, language,
    locale, store, app store, date, reviewed on, submitted, last updated, review id, link, url,
    review link, helpful, thumbs up, bewertung, gerät, land, sprache, autor, appareil, pays, langue,
    auteur, dispositivo, país, idioma, versión, versão, versione
    """)
    + r")\s*[:：].{0,120}$",
    re.IGNORECASE,
)
_REVIEW_FIELD = re.compile(r"^\W{0,4}(?:review|title|comment|text|body)\s*[:：]\s*", re.IGNORECASE)


def without_record_title(subject: str) -> str:
    """A subject that a program made says nothing: "Phone Call from: …", "★★☆☆☆ by …"."""
    title = subject.strip()
    if _is_record_line(title):
        return ""
    return title[found.end() :].strip() if (found := _REVIEW_LINE.match(title)) else subject


def is_record(text: str) -> bool:
    """Whether a text begins as records of calls and chats do."""
    first = text.lstrip()[:300].partition("\n")[0]
    return _is_record_line(first.rstrip())


def _is_record_line(line: str) -> bool:
    """“Chat with Kim Lee” is one, “Chat with support was bad” is a sentence."""
    found = _RECORD_LINE.match(line)
    who = (found["who"] or "").split() if found else []
    return found is not None and all(
        not word[0].islower() or word.casefold() in _ANYBODY or any(map(str.isdigit, word))
        for word in who
    )


def without_records(text: str, subject: str = "") -> str:
    """`text` without what a helpdesk wrote itself; as it stands where that is nothing."""
    if is_record(text) or (subject and _is_record_line(subject.strip()[:300])):
        lines = [line for line in text.splitlines() if not _is_record_line(line.strip())]
        if customers_turns("\n".join(lines)) is not None:
            return "\n".join(lines)  # read by speaker: "Visitor: …" is not a detail there
        return "\n".join(_said(lines))
    first, _, _ = text.lstrip()[:300].partition("\n")
    if _REVIEW_LINE.match(first):
        return _reviewed(text.lstrip())
    return text


def _said(lines: list[str]) -> list[str]:
    kept = []
    for line in lines:
        bare = line.strip()
        if not bare or _HEADING.match(bare.strip(" :")):
            continue
        detail = _DETAIL.match(line)
        if detail is None:
            kept.append(line)
        elif _SAID_FIELD.match(line):
            kept.append(detail["value"].strip())
    return [line for line in kept if not _NO_SAYING.match(line)]


def _reviewed(text: str) -> str:
    """A review without the rating, the author and the device above it."""
    lines = text.splitlines()
    found = _REVIEW_LINE.match(lines[0])
    lines[0] = lines[0][found.end() :] if found else lines[0]
    for number, line in enumerate(lines):
        if line.strip() and not _REVIEW_DETAIL.match(line):
            first = _REVIEW_FIELD.sub("", line)
            return "\n".join([first, *lines[number + 1 :]]).strip()
    return ""
