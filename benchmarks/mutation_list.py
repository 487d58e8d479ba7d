"""Small changes of the source that would hurt somebody, and the tests that must notice each."""

from dataclasses import dataclass

_DOMAIN = "feedback/domain/"
_MASKING = "feedback/adapters/texts/"


@dataclass(frozen=True)
class Mutation:
    """One change of one file."""

    name: str
    path: str
    """Below src/."""
    old: str
    """Stands in the file exactly once."""
    new: str
    tests: tuple[str, ...]
    """Files of tests; at least one test in them must fail."""


def _in(path: str, *tests: str) -> "_Place":
    return _Place(path, tests)


@dataclass(frozen=True)
class _Place:
    path: str
    tests: tuple[str, ...]

    def change(self, name: str, old: str, new: str) -> Mutation:
        return Mutation(name, self.path, old, new, self.tests)


_impact = _in(_DOMAIN + "impact/impact.py", "tests/domain/impact/test_impact.py")
_ranking = _in(_DOMAIN + "impact/ranking.py", "tests/domain/impact/test_ranking.py")
_priority = _in(_DOMAIN + "impact/priority.py", "tests/domain/impact/test_priority.py")
_measure = _in(_DOMAIN + "impact/measure.py", "tests/domain/impact/test_ranking_without_money.py")
_debt = _in(_DOMAIN + "plans/plan_debt.py", "tests/domain/plans/test_plan_debt.py")
_effect = _in(_DOMAIN + "publishing/effect.py", "tests/domain/publishing/test_effect.py")
_known = _in(
    _DOMAIN + "publishing/known_work_item.py", "tests/domain/publishing/test_known_work_item.py"
)
_plan = _in(_DOMAIN + "plans/fix_plan.py", "tests/domain/plans/test_fix_plan.py")
_comparison = _in(_DOMAIN + "plans/plan_comparison.py", "tests/domain/plans/test_fix_plan.py")
_history = _in(_DOMAIN + "plans/plan_history.py", "tests/domain/plans/test_plan_history.py")
_choice = _in(_DOMAIN + "plans/plan_choice.py", "tests/domain/plans/test_plan_choice.py")
_mask = _in(
    _MASKING + "redaction.py",
    "tests/adapters/texts/test_redaction.py",
    "tests/adapters/texts/test_secrets.py",
)
_rules = _in(_MASKING + "redaction_rules.py", "tests/adapters/texts/test_redaction.py")
_secrets = _in(_MASKING + "secret_patterns.py", "tests/adapters/texts/test_secrets.py")
_night = _in(
    _DOMAIN + "grouping/night/night.py",
    "tests/domain/grouping/test_joining.py",
    "tests/domain/grouping/test_grouping.py",
)
_emerging = _in(
    _DOMAIN + "grouping/night/emerging.py",
    "tests/domain/grouping/test_joining.py",
    "tests/domain/grouping/test_grouping.py",
)
_echoes = _in(
    _DOMAIN + "tickets/near_duplicates.py", "tests/domain/tickets/test_near_duplicates.py"
)

MUTATIONS: tuple[Mutation, ...] = (
    # Impact: the dollars of an issue.
    _impact.change(
        "unanswered at 48 hours sharp",
        "waited_hours > policy.unanswered_after_hours",
        "waited_hours >= policy.unanswered_after_hours",
    ),
    _impact.change(
        "one ticket may put everything at risk", ", 0.0), policy.p_max)", ", 0.0), 1.0)"
    ),
    _impact.change(
        "the last day of the weeks before a renewal is left out",
        "days <= policy.renewal_near_days",
        "days < policy.renewal_near_days",
    ),
    _impact.change(
        "a bad rating counts only below its limit",
        "facts.csat <= policy.bad_csat_max",
        "facts.csat < policy.bad_csat_max",
    ),
    _impact.change(
        "health at the limit is poor",
        "customer.health < policy.poor_health_below",
        "customer.health <= policy.poor_health_below",
    ),
    _impact.change(
        "the low end of the interval is its middle",
        "exposure(policy.base_low)",
        "exposure(policy.base)",
    ),
    _impact.change(
        "largest lines last",
        "key=lambda line: (-(line.contribution_usd or 0)",
        "key=lambda line: ((line.contribution_usd or 0)",
    ),
    _ranking.change(
        "a ticket of the same hour yesterday is new",
        "as_of - timedelta(days=1) < stake.facts.created_at",
        "as_of - timedelta(days=1) <= stake.facts.created_at",
    ),
    _ranking.change(
        "without its largest customer an issue falls behind its equals",
        "sum(size > impact.size_without_largest",
        "sum(size >= impact.size_without_largest",
    ),
    _measure.change(
        "a night goes by money only above a fifth of known values",
        "self.n_known >= MIN_KNOWN_SHARE * self.n_customers",
        "self.n_known > MIN_KNOWN_SHARE * self.n_customers",
    ),
    _measure.change(
        "a dollar over all issues does not count as money",
        "total_usd >= MIN_TOTAL_USD",
        "total_usd > MIN_TOTAL_USD",
    ),
    # Hysteresis: what keeps a trembling figure from flapping.
    _priority.change("upwards without a margin", "band.minimum * (1 + margin)", "band.minimum"),
    _priority.change(
        "downwards at the margin itself",
        "size < bands[now].minimum * (1 - margin)",
        "size <= bands[now].minimum * (1 - margin)",
    ),
    _debt.change(
        "an open debt ends as soon as it is below its limit",
        "(KEEPS if segment in already else 1)",
        "1",
    ),
    _debt.change(
        "a step is due after its hour only", "or now < debt.due_at", "or now <= debt.due_at"
    ),
    _debt.change(
        "a plan is stale on its last day",
        "unconfirmed > timedelta(days=stale_after_days)",
        "unconfirmed >= timedelta(days=stale_after_days)",
    ),
    # The ledger: nothing is written twice, nothing is left out.
    _effect.change(
        "a write follows one whose fate is unknown",
        "in (EffectState.SENDING, EffectState.UNKNOWN)",
        "is EffectState.SENDING",
    ),
    _effect.change(
        "a refused write leaves a gap in the sequence",
        "last.sequence + is_written",
        "last.sequence + 1",
    ),
    _effect.change(
        "what is no longer there is not written again",
        "(is_written and still_stands)",
        "is_written",
    ),
    _known.change(
        "our own change passes for a person's",
        "if one.field == name and not one.is_ours",
        "if one.field == name",
    ),
    # How a plan changes, and which plan is told.
    _plan.change(
        "a date has passed on its own day", "self.target_on < today", "self.target_on <= today"
    ),
    _comparison.change(
        "a date of a settled plan is news",
        "after.target_on != before.target_on and not is_settled",
        "after.target_on != before.target_on",
    ),
    _plan.change(
        "a date that stays is a slip",
        "later.plan.target_on > earlier.plan.target_on",
        "later.plan.target_on >= earlier.plan.target_on",
    ),
    _history.change(
        "a plan read again is a revision again",
        "told.recorded_at <= latest.plan.recorded_at",
        "told.recorded_at < latest.plan.recorded_at",
    ),
    _history.change(
        "whoever says a plan again confirms it",
        "is_newer and spoken.is_confirmation",
        "is_newer",
    ),
    _history.change(
        "an older confirmation replaces a newer one",
        "told.recorded_at > latest.last_confirmed_at",
        "told.recorded_at > latest.plan.recorded_at",
    ),
    _history.change(
        "a passed date confirms the plan",
        "confirmed_at=latest.last_confirmed_at",
        "confirmed_at=now",
    ),
    _history.change("a verdict is recorded every night", "if not is_known:", "if True:"),
    _history.change(
        "a verdict about another release counts",
        "or verdict.released_on != _released_on(said)",
        "",
    ),
    _history.change(
        "a verdict is forgotten when the plan is reworded",
        "if is_judged and is_same_release(said_plan(before), told):",
        "if False:",
    ),
    _choice.change("the boldest plan is told", "chosen = max(standing", "chosen = min(standing"),
    _choice.change(
        "of two plans the one with a date is the more cautious",
        "target_on is None, on",
        "target_on is not None, on",
    ),
    # Masking: what leaks a person or a secret.
    _mask.change(
        "the cap of an address before the @ is shortened",
        "MAX_LOCAL_CHARS, MAX_DOMAIN_CHARS = 128, 256",
        "MAX_LOCAL_CHARS, MAX_DOMAIN_CHARS = 32, 256",
    ),
    _mask.change(
        "the cap of an address after the @ is shortened",
        "MAX_LOCAL_CHARS, MAX_DOMAIN_CHARS = 128, 256",
        "MAX_LOCAL_CHARS, MAX_DOMAIN_CHARS = 128, 64",
    ),
    _mask.change(
        "the shortest of overlapping finds is masked",
        "key=lambda span: (span[0] - span[1], span[0])",
        "key=lambda span: (span[1] - span[0], span[0])",
    ),
    _mask.change("numbers of 20 digits hide what follows", r'r"\w{41,}"', r'r"\w{12,}"'),
    _mask.change("a find is masked twice", "_BLANK * (end - start)", '"0" * (end - start)'),
    _rules.change(
        "numbers that begin with + are not protected",
        'not found.startswith("+")\n                and (',
        "True\n                and (",
    ),
    _rules.change("a date is a phone number", "rest < 7", "rest < 0"),
    _rules.change(
        "numbers with a trunk prefix are any numbers", 'found.startswith(("0", "("))', "False"
    ),
    _secrets.change(
        "a token without digits is none however it is named",
        "any(character.isdigit() for character in value)",
        "value.isdigit()",
    ),
    # Joining: which issue a new ticket becomes part of.
    _night.change("any vote is enough to join", "share >= policy.join_min_vote", "share >= 0"),
    _night.change("one round of joining", "for _ in range(3):", "for _ in range(1):"),
    _night.change(
        "no second look in a flood",
        "followed = _join(emerged, n_new, policy, among_grouped=True)",
        "followed = emerged",
    ),
    _night.change("closeness does not count", "near >= profiles.bars[best]", "near >= -1"),
    _emerging.change(
        "a flood about an old problem is a new one", "if more_of[cluster] >= 0:", "if False:"
    ),
    _echoes.change(
        "of equals the last is echoed", "found > best_similarity", "found >= best_similarity"
    ),
    _echoes.change(
        "texts at the limit are not echoes",
        "found >= MIN_SIMILARITY",
        "found > MIN_SIMILARITY",
    ),
)
