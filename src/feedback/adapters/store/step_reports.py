"""How the reports of steps are stored."""

from typing import get_args

from feedback.adapters.store.codec import Codec
from feedback.domain.night import StepReport

_VERSION = 1

REPORTS: Codec[StepReport] = Codec(
    {report.step: report for report in get_args(StepReport)}, _VERSION
)
