"""How a step runs as a Prefect task."""

from collections.abc import Callable
from dataclasses import fields
from decimal import Decimal
from typing import Any

from prefect import Task, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun

from feedback.domain.night import Report, StepReport
from feedback.errors import TransientFault

# Steps that write to the outside are never repeated by Prefect: the effects ledger knows what was
# sent, Prefect does not.
_WRITES = frozenset({"dispatch"})

# A helpdesk that restarts is back within seconds; a deployment of one takes a minute or two. What
# lasts longer is the night's to report and the engineer's to rerun.
RETRY_DELAYS_SECONDS = (30, 120)


def call_as_task(name: str, step: Callable[[], Report]) -> Report:
    """Run a step as a task of its name. Only passing faults are tried again."""

    def logged_step() -> Report:
        report = step()
        get_run_logger().info("%s: %s", name, one_line(report))
        return report

    as_task: Task[[], Report] = task(
        name=name,
        task_run_name=name,
        retries=0 if name in _WRITES else len(RETRY_DELAYS_SECONDS),
        retry_delay_seconds=list(RETRY_DELAYS_SECONDS),
        retry_condition_fn=_is_transient,
        cache_policy=NO_CACHE,
        persist_result=False,
    )(logged_step)
    return as_task()


def one_line(report: StepReport) -> str:
    """A step's report in figures only: `226 new, 153 later, 54 masked`.

    Counts, and how many things a list or mapping names; never their content, which comes from
    tickets and has no place in a log.
    """
    figures = {field.name: getattr(report, field.name) for field in fields(report)}
    parts = []
    for name, value in figures.items():
        if isinstance(value, Decimal):
            parts.append(f"${value:,.0f} a year at risk")
        elif f"n_{name}" not in figures and (n := _count(value)):
            parts.append(f"{n:,} {name.removeprefix('n_').replace('_', ' ')}")
    return ", ".join(parts) or "nothing new"


def _count(value: object) -> int:
    match value:
        case bool() | str():
            return 0
        case int():
            return value
        case dict() if all(isinstance(n, int) for n in value.values()):
            return sum(value.values())
        case dict() | tuple():
            return len(value)
    return 0


def _is_transient(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    try:
        state.result()
    except TransientFault:
        return True
    except Exception:
        return False
    return False
