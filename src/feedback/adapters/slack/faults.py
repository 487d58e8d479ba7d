"""What Slack's refusals and silences mean: passing or final, and what to do about each.

The codes are those of https://docs.slack.dev/reference/methods/chat.postMessage and of the other
methods that are called here.
"""

import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from http.client import HTTPException
from socket import gaierror
from ssl import SSLCertVerificationError
from typing import Any
from urllib.error import URLError

from slack_sdk.errors import SlackApiError

from feedback.adapters.web_client.retry_after import asked_seconds
from feedback.errors import AnswerLost, FeedbackError, FinalFault, TransientFault

TOKEN = "FEEDBACK__SLACK__TOKEN"
_MINUTE_SECONDS = 60.0

_LIMITED = ("ratelimited", "rate_limited", "message_limit_exceeded")
_PASSING = {
    "service_unavailable": "Slack is not available",
    "request_timeout": "Slack received only a part of the request",
    "team_added_to_org": "The workspace is being moved into an organization",
    "accesslimited": "Slack limits access for now",
}
_MAY_HAVE_HAPPENED = ("fatal_error", "internal_error")
"""Slack says of them that some of the operation may have succeeded."""

_AGAIN = "and install the app to the workspace again (docs/slack.md)"
_FINAL = {
    "not_authed": f"it was given no token. Set {TOKEN} to the app's bot token (xoxb-…).",
    "invalid_auth": f"the token is not valid. Set {TOKEN} to the app's bot token (xoxb-…).",
    "token_revoked": f"the token was revoked. Install the app again and set {TOKEN} again.",
    "token_expired": f"the token has expired. Switch token rotation off, or set {TOKEN} again.",
    "account_inactive": "the app was removed from the workspace, or its bot user deactivated. "
    f"Install the app again and set {TOKEN} again.",
    "not_allowed_token_type": f"it wants another kind of token. Set {TOKEN} to the app's bot token "
    "(xoxb-…), not a user's or an app-level one.",
    "org_login_required": "the workspace is being moved to an organization. Ask its administrator.",
    "ekm_access_denied": "the administrators have suspended access to messages. Ask them.",
    "team_access_not_granted": "the app may not use this workspace. Ask an administrator of the "
    "organization to add it.",
    "not_in_channel": "the app is not a member of {where}. Invite it there: /invite @ and the "
    "app's name.",
    "channel_not_found": "there is no {where} that the app can see. Correct {setting}; if the "
    "channel is private, invite the app there.",
    "is_archived": "{where} is archived. Unarchive it, or name another channel in {setting}.",
    "restricted_action": "the workspace does not let the app post to {where}. Ask its "
    "administrator, or name another channel in {setting}.",
    "restricted_action_read_only_channel": "{where} is read-only. Let the app post there, or name "
    "another channel in {setting}.",
    "restricted_action_non_threadable_channel": "{where} takes no threads. Set "
    'slack.later_changes = "update".',
    "users_not_found": "no Slack user has the address of {where}. Correct it in {setting}, or give "
    "the person's Slack id there.",
    "user_not_found": "there is no Slack user for {where}. Correct {setting}.",
    "user_disabled": "the Slack user of {where} is deactivated. Take the person out of "
    "support_agents.path, or have the user reactivated.",
    "user_gone": "{where} cannot be written to: the Slack user is deactivated, or of another "
    "workspace. Correct {setting}, or take the person out.",
    "user_not_visible": "the app may not see {where}. Ask an administrator of the workspace.",
    "cannot_dm_bot": "{where} is a bot. Correct {setting}.",
    "expired_trigger_id": "too much time passed since the button was pressed. Press it again.",
    "messages_tab_disabled": "people cannot be written to by the app. Switch on the Messages tab "
    "under App Home in the app's settings.",
}


class Refused(FinalFault):
    """Slack understood and said no; nothing happened. `code` is Slack's own word for it."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


def refused(
    code: str, where: str, setting: str, answer: Mapping[str, Any] | None = None
) -> Refused:
    """In words for the person who can mend it."""
    if code == "missing_scope":
        needed = str((answer or {}).get("needed") or "one that the method needs")
        why = f"the app lacks the scope {needed}. Add it under OAuth & Permissions, {_AGAIN}."
    else:
        why = _FINAL.get(
            code, 'it answered "' + code + '" for {where}. See docs.slack.dev, and the app.'
        )
    return Refused(f"Slack refused: {why.format(where=where, setting=setting)}", code)


def asked_wait(error: SlackApiError, now: float) -> float | None:
    """Seconds that Slack wants to be left alone; None where that is not what it says.

    `now`: Unix seconds.
    """
    answer = error.response
    if answer.status_code != 429 and answer.get("error") not in _LIMITED:
        return None
    headers = {name.title(): value for name, value in answer.headers.items()}
    asked = asked_seconds(headers, now)
    return _MINUTE_SECONDS if asked is None else asked


def limited(until: float) -> TransientFault:
    """`until`: Unix seconds."""
    moment = datetime.fromtimestamp(math.ceil(until), UTC)
    return TransientFault(
        f"Slack takes no more requests of this app until {moment:%Y-%m-%d %H:%M:%S} UTC. What "
        "waits is sent by the next run after that.",
        not_before=moment,
    )


def of_refusal(error: SlackApiError, where: str, setting: str, *, is_write: bool) -> FeedbackError:
    """What an answer that is not `ok` means, limits aside."""
    answer = error.response
    code = str(answer.get("error") or "")
    status = answer.status_code
    if not code or " " in code:  # no JSON: slack-sdk then puts a sentence in place of the code
        code = ""
    if code in _MAY_HAVE_HAPPENED or status >= 500 or (status == 200 and not code):
        words = f"Slack answered {code or 'nothing readable'} ({status}) for {where}"
        return _unsure(words, is_write=is_write)
    if code in _PASSING:
        return TransientFault(f"{_PASSING[code]} ({code}). Try again later.")
    if not code:
        return FinalFault(
            f"What answers at slack.url is not Slack ({status}). Check slack.url, and any proxy."
        )
    return refused(code, where, setting, answer.data)


def of_silence(
    error: OSError | HTTPException, url: str, where: str, *, is_write: bool
) -> FeedbackError:
    """What it means that no answer came."""
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, SSLCertVerificationError):
        return FinalFault(f"The certificate of {url} is not trusted: {reason}. Check slack.url.")
    if isinstance(reason, ConnectionRefusedError | gaierror):
        return TransientFault(
            f"Slack cannot be reached at {url}: {reason}. Check slack.url and the network."
        )
    return _unsure(f"Slack gave no whole answer for {where} ({reason!r})", is_write=is_write)


def _unsure(words: str, *, is_write: bool) -> FeedbackError:
    made: Callable[[str], FeedbackError] = AnswerLost if is_write else TransientFault
    return made(
        f"{words}. It is looked for before anything is sent again."
        if is_write
        else f"{words}. Try again later."
    )
