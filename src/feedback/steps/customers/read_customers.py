"""Read the customers: from their directory, or, where it fails, as they were known last."""

from datetime import datetime

from feedback.domain.customers.customers_report import CustomersReport
from feedback.domain.night import StepFault
from feedback.errors import FinalFault, InvalidInput, TransientFault
from feedback.ports import CustomerDirectory, Store


def read_customers(
    store: Store, directory: CustomerDirectory, *, now: datetime
) -> tuple[CustomerDirectory, list[StepFault]]:
    """The directory, read; what is wrong in it is kept with the rows set aside.

    A directory that does not answer costs nobody its customer: the night goes on with those it knew
    last, and says so. Raises the fault where none are known yet.
    """
    try:
        directory.customers()
        rows = directory.set_aside()
    except (TransientFault, FinalFault, InvalidInput) as fault:  # the last: a query refused
        with store.begin() as tx:
            known = tx.customers.all()
        if not known:
            raise
        words = f"{fault} The {len(known)} customers known last are used instead."
        customers = [known[customer_id] for customer_id in sorted(known)]
        return directory.among(customers), [StepFault("customers", words)]
    if rows:
        with store.begin() as tx:
            tx.tickets.set_aside(rows, now)
            reasons = sorted({row.reason for row in rows})
            report = CustomersReport(
                n_customers=len(directory.customers()),
                n_set_aside=len(rows),
                set_aside={reason: sum(row.reason == reason for row in rows) for reason in reasons},
            )
            tx.nights.record(now, report)
    return directory, []
