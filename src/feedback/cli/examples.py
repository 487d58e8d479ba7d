"""Two examples for every command, shown under its help; the tests type each of them."""

from collections.abc import Iterator

import typer

EXAMPLES: dict[str, tuple[str, str]] = {
    "init": (
        "feedback init tickets.csv && feedback run",
        "feedback init https://acme.zendesk.com --out acme",
    ),
    "run": (
        "feedback run --config config/feedback.toml",
        "feedback run --config config/feedback.toml --as-of 2026-03-09T04:00 --apply",
    ),
    "pull": (
        "feedback pull --source helpdesk --since 2025-01-01",
        "feedback pull --source chat --since 2026-02-01 --config config/feedback.toml",
    ),
    "plan": ("feedback plan", "feedback plan --json"),
    "themes": ("feedback themes", "feedback themes --json"),
    "regroup": ("feedback regroup --preview", "feedback regroup --config config/feedback.toml"),
    "report": ("feedback report", "feedback report --out var/report.html"),
    "cluster": (
        "feedback cluster tickets.csv",
        "feedback cluster tickets.jsonl --text-column text --id-column id --out issues.csv",
    ),
    "backtest": (
        "feedback backtest tickets.csv --text-column body --time-column created --out backtest",
        "feedback backtest tickets.csv --text-column body --time-column created --every 7d --out w",
    ),
    "doctor": ("feedback doctor", "feedback doctor --config config/feedback.toml --json"),
    "demo": ("feedback demo", "feedback demo && feedback issues"),
    "scorecard": (
        "feedback scorecard --month 2026-02",
        "feedback scorecard brightwater --explain csat",
    ),
    "mismatch": ("feedback mismatch --by-month", "feedback mismatch --explain enterprise/FB-6"),
    "portfolio": ("feedback portfolio --month 2026-02", "feedback portfolio --json"),
    "pack": ("feedback pack", "feedback pack --explain FB-12"),
    "reports": (
        "feedback reports --out reports",
        "feedback reports --out reports --month 2026-02 --config config/feedback.toml",
    ),
    "decide": (
        'feedback decide FB-12 accepted --why "in the plan for the summer"',
        'feedback decide FB-7 declined --why "the API does this" --by Mia',
    ),
    "redact": (
        "feedback redact --preview tickets.csv --text-column body",
        "feedback redact --preview tickets.jsonl --text-column text --limit 5",
    ),
    "forget": (
        "feedback forget --requester ada@example.com",
        'feedback forget --customer c-1042 --why "the contract has ended"',
    ),
    "respond": (
        "feedback respond told FB-12 --ticket T-31",
        'feedback respond ask FB-12 --text "Is 4.2 still planned for March?" --by ada',
    ),
    "told": ("feedback told", "feedback told FB-12 --json"),
    "timeliness": ("feedback timeliness", "feedback timeliness --json"),
    "listen": ("feedback listen", "feedback listen --config config/feedback.toml"),
    "issues": ("feedback issues", "feedback issues --json"),
    "issues show": ("feedback issues show FB-12", "feedback issues show FB-12 --tickets 100"),
    "issues merge": (
        'feedback issues merge FB-12 --into FB-7 --why "same cause"',
        'feedback issues merge FB-12 --into FB-7 --why "same cause" --by Mia',
    ),
    "issues split": (
        'feedback issues split FB-7 --matching "dark mode" --why "another screen"',
        'feedback issues split FB-7 --tickets T-1,T-2 --why "another screen"',
    ),
    "issues move": (
        'feedback issues move T-31 T-40 --to FB-7 --why "same error"',
        'feedback issues move T-31 --out --why "only a thank-you"',
    ),
    "issues rename": (
        'feedback issues rename FB-7 "Labels print twice" --why "clearer"',
        'feedback issues rename FB-7 "Labels print twice" --why "clearer" --by Mia',
    ),
    "issues pin-kind": (
        'feedback issues pin-kind FB-7 defect --why "confirmed"',
        'feedback issues pin-kind FB-9 request --why "it never worked so"',
    ),
    "issues mute": (
        'feedback issues mute FB-7 --why "third party"',
        'feedback issues mute FB-7 --why "third party" --by Mia',
    ),
    "issues publish": (
        'feedback issues publish FB-7 --why "I know it"',
        'feedback issues publish FB-7 --why "I know it" --by Mia',
    ),
    "issues accept-churn": (
        'feedback issues accept-churn --why "looked at FB-3 and FB-9, both better"',
        'feedback issues accept-churn --why "expected: new model" --by Mia',
    ),
    "issues undo": (
        'feedback issues undo 4 --why "a mistake"',
        'feedback issues undo 4 --why "a mistake" --by Mia',
    ),
    "issues decisions": ("feedback issues decisions", "feedback issues decisions FB-7"),
    "issues link": (
        'feedback issues link FB-12 PROJ-34 --why "the same problem"',
        'feedback issues link FB-12 PROJ-34 --why "the same problem" --by Mia',
    ),
    "issues hand-back": (
        'feedback issues hand-back FB-12 --why "the experiment is over"',
        'feedback issues hand-back FB-12 --why "deleted by mistake" --by Mia',
    ),
    "customers": ("feedback customers show c-1042", "feedback customers unresolved"),
    "customers show": (
        "feedback customers show c-1042",
        "feedback customers show c-1042 --on 2026-03-09",
    ),
    "customers unresolved": (
        "feedback customers unresolved",
        "feedback customers unresolved --limit 50 --json",
    ),
    "segments": ("feedback segments", "feedback segments explain c-1042"),
    "segments explain": (
        "feedback segments explain c-1042",
        'feedback segments explain "Nordhavn Logistik A/S" --json',
    ),
    "suppliers": ("feedback suppliers check", "feedback suppliers evaluate --out evaluation"),
    "suppliers check": ("feedback suppliers check", "feedback suppliers check --json"),
    "suppliers reference": (
        'feedback suppliers reference --since 2025-01-01 --until 2025-12-31 --why "a usual year"',
        'feedback suppliers reference --since 2025-07-01 --until 2025-12-31 --why "new contract"',
    ),
    "suppliers what-if": (
        "feedback suppliers what-if --segment self-serve --contact-type FB-6 --to brightwater",
        "feedback suppliers what-if --segment self-serve --contact-type TH-1 --to costa --json",
    ),
    "suppliers evaluate": (
        "feedback suppliers evaluate",
        "feedback suppliers evaluate --out evaluation",
    ),
    "suppliers agree": (
        'feedback suppliers agree brightwater "Train two agents on sign-in" --our-owner Marit '
        "--their-owner Jhoanna --due 2026-04-30",
        'feedback suppliers agree costa "Answer on Sundays" --our-owner Marit --their-owner Luis '
        "--due 2026-05-31",
    ),
    "suppliers done": (
        "feedback suppliers done 3",
        "feedback suppliers done 3 --config config/feedback.toml",
    ),
}


def show_examples(app: typer.Typer, under: str = "") -> None:
    """Put the examples of every command, however deep, under its help."""
    for command in app.registered_commands:
        assert command.callback is not None, "every command is a function"
        name = command.name or command.callback.__name__.replace("_", "-")
        command.epilog = _epilog(f"{under}{name}")
    for group in app.registered_groups:
        assert group.typer_instance is not None, "every group is an app"
        assert isinstance(group.name, str), "every group has a name"
        group.epilog = _epilog(f"{under}{group.name}")
        show_examples(group.typer_instance, f"{under}{group.name} ")


def commands_of(app: typer.Typer, under: str = "") -> Iterator[str]:
    """`run`, `issues`, `issues show`: every command there is."""
    for command in app.registered_commands:
        assert command.callback is not None, "every command is a function"
        yield f"{under}{command.name or command.callback.__name__.replace('_', '-')}"
    for group in app.registered_groups:
        assert group.typer_instance is not None, "every group is an app"
        yield f"{under}{group.name}"
        yield from commands_of(group.typer_instance, f"{under}{group.name} ")


def _epilog(name: str) -> str | None:
    if name not in EXAMPLES:
        return None
    first, second = EXAMPLES[name]
    return f"Examples:\n\n$ {first}\n\n$ {second}"
