"""How a step runs as a Prefect task."""

from collections.abc import Callable, Mapping
from typing import Any

from prefect import Task, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun

from feedback.errors import TransientFault

# Steps that write to the outside are never repeated by Prefect: the effects ledger knows what was
# sent, Prefect does not.
_WRITES = frozenset({"dispatch"})


def call_as_task(name: str, step: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
    """Run a step as a task of its name. Only passing faults are tried again."""
    as_task: Task[[], Mapping[str, Any]] = task(
        name=name,
        retries=0 if name in _WRITES else 2,
        retry_delay_seconds=[30, 120],
        retry_condition_fn=_is_transient,
        cache_policy=NO_CACHE,
        persist_result=False,
    )(step)
    return as_task()


def _is_transient(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    try:
        state.result()
    except TransientFault:
        return True
    except Exception:
        return False
    return False
