"""The ledger of the tracker's writes while a step plans: read once, kept together at the end."""

from dataclasses import dataclass, field, replace

from feedback.domain.publishing.content import EffectKind
from feedback.domain.publishing.effect import Effect, EffectState
from feedback.ports import Effects


@dataclass(slots=True)
class TrackerWrites:
    """What was written to the work items of issues, and what is planned as the step goes on."""

    last: dict[str, Effect]
    """Label of an issue → the newest write to its work item, whatever became of it."""
    written: dict[str, Effect]
    """Label of an issue → the newest write that is done: what stands there."""
    changed: list[Effect] = field(default_factory=list)

    def put(self, effect: Effect) -> None:
        """Plan a write, or keep what became of it."""
        self.changed.append(effect)
        if effect.kind is EffectKind.WORK_ITEM:
            self.last[effect.target] = effect

    def withdraw(self, effect: Effect | None) -> None:
        """A write that still waits but is no longer wanted will not be sent."""
        if effect is not None and effect.state is EffectState.PLANNED:
            self.put(replace(effect, state=EffectState.SUPERSEDED))

    def keep(self, effects: Effects) -> None:
        """Write down what is different."""
        effects.put_all(self.changed)


def read_tracker_writes(effects: Effects) -> TrackerWrites:
    """What the ledger has about work items."""
    return TrackerWrites(
        last={effect.target: effect for effect in effects.newest_of_kind(EffectKind.WORK_ITEM)},
        written={
            effect.target: effect
            for effect in effects.newest_of_kind(EffectKind.WORK_ITEM, EffectState.DONE)
        },
    )
