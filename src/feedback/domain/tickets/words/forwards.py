"""Forwarded mail: what was forwarded is the message, when the own words only point to it."""

import re

from feedback.domain.tickets.words.phrases import any_phrase
from feedback.domain.tickets.words.quotations import Seam, SeamKind

_SUBJECT = re.compile(
    r"^\s*(?:\[[^\]\n]{1,40}\]\s*){0,2}"
    + any_phrase("""
    fwd, fw, forward, wg, wtr, weitergeleitet, tr, transf, rv, reenv, enc, i, inoltra, doorst,
    fwd., vb, vs, vl, pd, přep, továbbítás, redirecționat, пересл, пер, ilt, yön,
    転送, 转发, 轉寄, 전달
    """)
    + r"\s*[:：]",
    re.IGNORECASE,
)
_POINTS_ON = re.compile(
    r"(?<!\w)"
    + any_phrase("""
    fyi, f.y.i., see below, see the, see this, see attached, below, forward*, fwd, please see,
    please check, please look, please handle, please advise, please help, please review,
    please take, please find, can you help, can you look, can you check, can you please,
    could you, for your information, for your attention, any idea, any ideas, passing this on,
    passing it on, from our team, from a customer, from a client, from my colleague,
    from one of our, take a look, have a look,
    siehe, s. u., z. k., zur info, zur kenntnis, bitte, weiterleit*, weitergegeb*, weitergeleitet,
    unten, zur bearbeitung,
    voir, ci-dessous, merci de, pour info, pour information, pour traitement, veuillez, transf*,
    ver abajo, ver abaixo, por favor, para su información, para conhecimento, segue, adjunto,
    reenvío, reenvio, vedi, sotto, per conoscenza, per favore, inoltr*, zie, hieronder, ter info,
    graag, doorgestuurd, se nedenfor, se nedan, til orientering, för kännedom, poniżej, proszę, viz,
    níže, prosím, см, ниже, прошу, пересыла*, aşağıda, lütfen, 下記, ご確認, 请看, 请查, 아래, 확인
    """),
    re.IGNORECASE,
)
_REMARK_WORDS = 12
"""A remark without any mark that something was forwarded."""
_REMARK_WORDS_MARKED = 30
"""A remark above a mark, or under a subject, that says so."""


def says_forwarded(subject: str) -> bool:
    """Whether the subject's first mark is that of a forward, in whatever language."""
    return bool(_SUBJECT.match(subject))


def is_forward(seam: Seam, own: str, subject: str) -> bool:
    """Whether what follows the border is the customer's concern, not what they answer.

    `own`: the words above the border, without greeting and signature.
    """
    if seam.kind is SeamKind.REPLY_MARKER:
        return False
    if seam.kind is SeamKind.FORWARD or says_forwarded(subject):
        return True
    if seam.kind is not SeamKind.HEADERS:
        return False
    n_words = len(own.split())
    return 0 < n_words <= _REMARK_WORDS and (n_words <= 2 or bool(_POINTS_ON.search(own)))


def is_remark(own: str) -> bool:
    """Whether the words above a forward only point to it."""
    n_words = len(own.split())
    return n_words <= _REMARK_WORDS or (
        n_words <= _REMARK_WORDS_MARKED and bool(_POINTS_ON.search(own))
    )
