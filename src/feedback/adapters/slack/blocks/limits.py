"""What Slack takes in one message, and whether a message keeps to it.

The limits of blocks are documented (https://docs.slack.dev/reference/block-kit/blocks). The one
over all blocks is not: `msg_blocks_too_long` came at about 13,200 characters of blocks as JSON,
their structure included (slackapi/bolt-js, issue 2509). So we count the JSON, in bytes, and stop
short.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import Block

MAX_BLOCKS = 50
MAX_SECTION = 3000
MAX_HEADER = 150
MAX_MESSAGE_BYTES = 12_000
MAX_FALLBACK = 3000
"""Of the plain text for notifications. Slack advises 4,000 and cuts at 40,000."""


def n_bytes(blocks: Sequence[Block]) -> int:
    """Of the blocks as JSON in UTF-8."""
    return json_bytes([block.to_dict() for block in blocks])


def json_bytes(blocks: Sequence[Mapping[str, Any]]) -> int:
    return len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")).encode())
