"""Secrets in a text: keys, tokens, passwords. Offline.

The formats of vendors' tokens are detect-secrets' (Yelp, Apache-2.0); formats that it does not
know, and secrets that only the context reveals, are added here, each with its source.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

_MAX_CHARS = 200
"""Longest password or header value; without a limit, expressions could be quadratic."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One kind of secret. `hint` is in lower case and occurs in every text with such a secret:
    searching for it first makes texts without secrets cheap."""

    hint: str
    expression: re.Pattern[str]
    group: int = 0
    """The group of the match that is the secret."""


def _own(hint: str, expression: str, group: int = 0, flags: int = 0) -> _Pattern:
    return _Pattern(hint, re.compile(expression, flags), group)


_NAMED = re.compile(
    r"(?:api[ _-]?key|access[ _-]?key|secret[ _-]?key|\w{0,20}_secret|secret|token|password"
    r"|passwd|pwd|passwort|kennwort|mot[ ]de[ ]passe|contraseña|clave|senha"
    r"|palavra-passe|wachtwoord|hasło"
    r"|\bpass(?=\s?[:=]))"
    r"[\"']?(?:(?:\s{1,3}(?:is|ist|lautet|est|es|è|é)\b)?\s{0,3}(?:=>|:=|=|:)"
    r"|\s{1,3}(?:is|ist|lautet|est|es|è|é)\b)\s{0,3}[\"']?"
    rf"([^\s\"',;&<>]{{6,{_MAX_CHARS}}})",
    re.IGNORECASE,
)
_NAMES = ("key", "secret", "token", "pass", "pwd", "kennwort", "mot de passe", "contraseña",
          "clave", "senha", "palavra-passe", "wachtwoord", "hasło")  # fmt: skip
_MIXED = r"(?-i:(?=\S{0,200}[a-z])(?=\S{0,200}[A-Z])(?=\S{0,200}\d))[\w+/=-]{24,200}"
_PLACEHOLDER = re.compile(r"[\[<{*•.…]|x{3}|\$\{|https?:", re.IGNORECASE)
"""How a value begins if it is already masked, left out, or an address."""

_OWN = (
    # RFC 7468: the whole block, or everything after its start if its end is cut off.
    _own("private key", r"-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----.*?"
         r"(?:-----END [A-Z0-9 ]{0,30}-----|\Z)", flags=re.DOTALL),
    # RFC 3986, 3.2.1: user information before the host.
    _own("://", rf"://([^\s/:@]{{0,{_MAX_CHARS}}}:[^\s/@]{{1,{_MAX_CHARS}}})@", 1),
    # RFC 6750 and 7617: the Authorization header.
    _own("bearer", r"\bbearer\s+((?=\S*\d)[\w.~+/=-]{16,})", 1, re.IGNORECASE),
    _own("basic", r"\bbasic\s+((?=\S*[\d=])[A-Za-z0-9+/]{12,}={0,2})", 1, re.IGNORECASE),
    # RFC 6265: a session is as good as a password.
    _own("cookie:", r"\bcookie:[ \t]*((?=[^\n]{0,400}=)[^\n]{8,2000})", 1, re.IGNORECASE),
    # Named without a colon: only values that do not look like a word, hash or number.
    _own("token ", rf"\btoken\s+({_MIXED})", 1, re.IGNORECASE),
    _own("key ", rf"\bkey\s+({_MIXED})", 1, re.IGNORECASE),
    # github.blog/changelog/2022-10-18-introducing-fine-grained-personal-access-tokens/
    _own("github_pat_", r"github_pat_\w{22,255}"),
    # docs.stripe.com/keys and /webhooks: test keys and signing secrets as well.
    _own("k_", r"\b[rsp]k_(?:live|test)_[0-9a-zA-Z]{16,}"),
    _own("whsec_", r"whsec_[A-Za-z0-9+/=]{24,}"),
    # docs.slack.dev/authentication/tokens: any letter, rotated and app-level tokens.
    _own("xox", r"xox[a-z](?:\.xox[a-z])?-[\w-]{10,}"),
    _own("xapp-", r"xapp-\d-[\w-]{20,}"),
    # cloud.google.com/docs/authentication/api-keys
    _own("aiza", r"AIza[\w-]{35}"),
    # platform.openai.com, docs.anthropic.com: prefix, kind, random part.
    _own("sk-", r"\bsk-(?:(?:proj|svcacct|admin|ant|or)-)?[\w-]{32,}"),
    # github.blog/changelog/2021-09-23-npm-has-a-new-access-token-format/
    _own("npm_", r"\bnpm_[A-Za-z0-9]{36}"),
    # docs.digitalocean.com/reference/api, huggingface.co/docs/hub/security-tokens, shopify.dev/docs
    _own("_v1_", r"\bdo[opr]_v1_[0-9a-f]{64}"),
    _own("hf_", r"\bhf_[A-Za-z0-9]{30,}"),
    _own("shp", r"\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}"),
)  # fmt: skip


def secret_spans(text: str) -> Iterator[tuple[int, int]]:
    """The positions of secrets. Spans may overlap; the name of a secret is not part of its
    span."""
    lower = text.lower()
    for pattern in _patterns():
        if pattern.hint in lower:
            for match in pattern.expression.finditer(text):
                yield match.span(pattern.group)
    if "eyj" in lower:
        yield from _web_tokens(text)
    if any(name in lower for name in _NAMES):
        for match in _NAMED.finditer(text):
            if _looks_secret(match[1]):
                yield match.start(1), match.start(1) + len(match[1].rstrip(".,)?!"))


def _looks_secret(value: str) -> bool:
    """Not a word of the sentence ("password: please"): those have no digits."""
    return any(character.isdigit() for character in value) and not _PLACEHOLDER.match(value)


def _web_tokens(text: str) -> Iterator[tuple[int, int]]:
    """RFC 7519: three parts in base64url, the first two of them JSON."""
    from detect_secrets.plugins.jwt import JwtTokenDetector

    for match in re.finditer(r"\beyJ[\w-]{5,2000}\.[\w-]{4,}(?:\.[\w-]*)?", text):
        if JwtTokenDetector.is_formally_valid(match[0]):
            yield match.span()


@cache
def _patterns() -> tuple[_Pattern, ...]:
    # Imported here because it imports requests. Its plugins that use entropy, a common
    # prefix (Artifactory, Telegram, Twilio's SIDs in hexadecimal) or names are left out.
    from detect_secrets.plugins.aws import AWSKeyDetector
    from detect_secrets.plugins.azure_storage_key import AzureStorageKeyDetector
    from detect_secrets.plugins.discord import DiscordBotTokenDetector
    from detect_secrets.plugins.github_token import GitHubTokenDetector
    from detect_secrets.plugins.gitlab_token import GitLabTokenDetector
    from detect_secrets.plugins.mailchimp import MailchimpDetector
    from detect_secrets.plugins.pypi_token import PypiTokenDetector
    from detect_secrets.plugins.sendgrid import SendGridDetector
    from detect_secrets.plugins.slack import SlackDetector
    from detect_secrets.plugins.square_oauth import SquareOAuthDetector

    aws = AWSKeyDetector.denylist[0].pattern
    theirs = [
        # Random letters in base64 may look like one, so no other character may touch it.
        *(_own(hint, rf"(?<![A-Za-z0-9])(?:{aws})(?![A-Za-z0-9])")
          for hint in ("a3t", "abia", "acca", "akia", "asia")),
        *_theirs("accountkey=", AzureStorageKeyDetector),
        *_theirs("gh", GitHubTokenDetector),
        *_theirs("gl", GitLabTokenDetector),
        *_theirs("gr1348941", GitLabTokenDetector),
        *_theirs("-us", MailchimpDetector),
        *_theirs("pypi-", PypiTokenDetector),
        *_theirs("sg.", SendGridDetector),
        *_theirs("hooks.slack.com", SlackDetector),
        *_theirs("sq0csp-", SquareOAuthDetector),
        _own(".", rf"(?<![\w-]){DiscordBotTokenDetector.denylist[0].pattern}(?![\w-])"),
    ]  # fmt: skip
    return (*_OWN, *theirs)


def _theirs(hint: str, detector: type) -> Iterator[_Pattern]:
    for expression in detector.denylist:  # type: ignore[attr-defined]  # of every such plugin
        yield _Pattern(hint, expression)
