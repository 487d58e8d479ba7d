"""What grouping a file takes."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from tempfile import TemporaryDirectory

from feedback.adapters.store import SqlStore
from feedback.bootstrap import texts
from feedback.bootstrap.policies import grouping_policy
from feedback.domain.customers.customer import Customer
from feedback.domain.impact.spike import SpikePolicy
from feedback.domain.tickets.ticket import SetAside
from feedback.ports import CustomerDirectory
from feedback.settings import WorkbenchSettings
from feedback.steps.replay import Workbench


@contextmanager
def open_workbench(settings: WorkbenchSettings) -> Iterator[Workbench]:
    """What is needed to group a file, with a temporary store."""
    with TemporaryDirectory(prefix="feedback-") as folder:
        yield Workbench(
            store=SqlStore(f"sqlite:///{folder}/store.db"),
            directory=_NoCustomers(),
            redactor=texts.open_redactor(settings.redaction),
            languages=texts.open_detector(settings.text),
            embedder=texts.open_embedder(settings.embedding),
            grouping=grouping_policy(settings.grouping),
            dormant_after_days=settings.grouping.dormant_after_days,
            spike=SpikePolicy(**settings.spike.model_dump()),
        )


class _NoCustomers:
    """Grouping a file needs no customer values."""

    def customers(self) -> Sequence[Customer]:
        return ()

    def set_aside(self) -> Sequence[SetAside]:
        return ()

    def among(self, customers: Sequence[Customer]) -> CustomerDirectory:
        return self

    def customer_of(self, requester: str) -> str | None:
        return None
