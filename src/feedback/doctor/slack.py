"""The doctor's look at Slack, where it is set up."""

from collections.abc import Iterator

from feedback.bootstrap.plans import escalation_contacts
from feedback.bootstrap.publishing.slack import open_slack_api
from feedback.doctor.finding import Finding
from feedback.domain.customers.supplier import SupportAgent
from feedback.domain.publishing.messages.readers import escalation_target, team_target
from feedback.errors import FeedbackError
from feedback.settings import Settings


def slack_checks(settings: Settings, support_agents: tuple[SupportAgent, ...]) -> Iterator[Finding]:
    """Its tokens, permissions, channels and people."""
    if not settings.slack.url:
        return
    from feedback.adapters.slack.checks import check_slack

    try:
        api = open_slack_api(settings)
    except FeedbackError as fault:
        yield Finding("slack token", "fault", str(fault))
        return
    for check, level, words in check_slack(api, support_agents, slack_targets(settings)):
        yield Finding(check, level, words)
    if not settings.slack.app_token.get_secret_value():
        yield Finding(
            "slack buttons",
            "warning",
            "clicks are ignored: FEEDBACK__SLACK__APP_TOKEN is not set, so `feedback listen` "
            "cannot run. Use `feedback respond` instead",
        )


def slack_targets(settings: Settings) -> list[str]:
    """Every channel and contact that the settings name, each once."""
    targets = [team_target(supplier.team_channel) for supplier in settings.suppliers.values()]
    targets += [
        team_target(reader) for reader in settings.advice.readers.values() if reader[:1] == "#"
    ]
    targets.append(f"product:{settings.advice.product_channel}")
    named = {target for target in targets if not target.endswith(":")}
    named |= {escalation_target(contact, "doctor") for contact in escalation_contacts(settings)}
    return sorted(named)
