"""How the details of lineage events are stored."""

from typing import get_args

from feedback.adapters.store.codec import Codec
from feedback.domain.issues.lineage import LineageDetail

_VERSION = 1

EVENTS: Codec[LineageDetail] = Codec(
    {str(detail.kind): detail for detail in get_args(LineageDetail)}, _VERSION
)
