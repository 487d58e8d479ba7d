"""The columns of usual exports: what each vendor calls the fields of a ticket.

Names are compared without case, blanks, hyphens and underscores; of several candidates the first
that a file has counts. Sources: Zendesk "Exporting data" (CSV of views, JSON), Intercom's
conversation export, Freshdesk "Exporting tickets", HubSpot "Export records", Help Scout "Export
conversations", Front "Create analytics export" (message columns), Atlassian "Export search
results", Discourse's user archive and Data Explorer, the data set "Customer Support Ticket" of
Kaggle.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExportShape:
    """One vendor's export."""

    vendor: str
    marks: tuple[Names, ...]
    """One of each group must be there for the file to be this vendor's."""
    columns: Mapping[str, Names]
    """Our field → what the vendor may call it."""
    rows: Mapping[str, Names] = field(default_factory=dict)
    """Where messages stand one a row: a column, and its values of rows that begin a ticket."""
    remarks: Names = ()
    """What people are told about every file of this shape."""


SHAPES = (
    ExportShape(
        "Kaggle's customer support tickets",
        (("Ticket Description",), ("Product Purchased",), ("Ticket Subject",)),
        {
            "id": ("Ticket ID",),
            "created_at": ("Date of Purchase",),
            "subject": ("Ticket Subject",),
            "body": ("Ticket Description",),
            "requester": ("Customer Email",),
            "status": ("Ticket Status",),
            "priority": ("Ticket Priority",),
            "type": ("Ticket Type",),
            "group": ("Product Purchased",),
            "channel": ("Ticket Channel",),
            "csat": ("Customer Satisfaction Rating",),
        },
        remarks=(
            "the file does not say when tickets were opened: the date of purchase stands for it, "
            "and times of replies are left out",
        ),
    ),
    ExportShape(
        "Front",
        (("Conversation ID",), ("Message ID",), ("Extract",), ("Direction",)),
        {
            "id": ("Conversation ID", "Message ID"),
            "created_at": ("Message date",),
            "subject": ("Subject",),
            "body": ("Extract",),
            "requester": ("Contact handle", "From"),
            "organization": ("Account names",),
            "status": ("Ticket status category", "Ticket status name", "Status"),
            "group": ("Inbox",),
            "assignee": ("Assignee",),
            "tags": ("Tags",),
        },
        rows={"Direction": ("Inbound",), "New Conversation": ("Yes", "TRUE", "true", "1")},
    ),
    ExportShape(
        "Intercom",
        (("conversation_id", "Conversation ID"),
         ("message_body", "Conversation started at", "First message", "conversation_created_at")),
        {
            "id": ("conversation_id", "Conversation ID"),
            "created_at": ("conversation_created_at", "Conversation started at",
                           "message_created_at", "Created at"),
            "updated_at": ("conversation_updated_at", "Last updated at"),
            "subject": ("conversation_subject", "Conversation title", "Title", "Subject"),
            "body": ("message_body", "First message", "Conversation first message", "Body"),
            "requester": ("message_author_email", "User email", "Contact email", "Email",
                          "User ID"),
            "organization": ("message_author_companies", "Company", "Company name"),
            "status": ("conversation_state", "Conversation state", "State"),
            "priority": ("conversation_priority", "Conversation priority", "Priority"),
            "group": ("Team currently assigned", "Team assigned"),
            "assignee": ("Teammate currently assigned", "Teammate assigned", "Assignee"),
            "channel": ("Channel", "conversation_channel"),
            "tags": ("conversation_tags", "Conversation tags", "Tags"),
            "csat": ("conversation_rating", "Conversation rating", "CX rating"),
            "first_reply_at": ("conversation_first_response_at", "Conversation first replied at"),
            "solved_at": ("conversation_closed_at", "Conversation first closed at",
                          "Conversation last closed at"),
        },
        rows={"message_type": ("conversation_message",)},
    ),
    ExportShape(
        "Freshdesk",
        (("Ticket ID",), ("Created time",), ("Last update time", "Due by Time", "Agent")),
        {
            "id": ("Ticket ID",),
            "created_at": ("Created time",),
            "updated_at": ("Last update time",),
            "subject": ("Subject",),
            "body": ("Description", "Description text"),
            "requester": ("Email", "Requester email", "Contact email", "Requester Name"),
            "organization": ("Company Name", "Company"),
            "status": ("Status",),
            "priority": ("Priority",),
            "type": ("Type",),
            "group": ("Group",),
            "assignee": ("Agent",),
            "channel": ("Source",),
            "tags": ("Tags",),
            "csat": ("Survey results",),
            "first_reply_at": ("Initial response time",),
            "solved_at": ("Resolved time", "Closed time"),
            "n_replies": ("Agent interactions",),
        },
    ),
    ExportShape(
        "HubSpot",
        (("Ticket name",), ("Ticket status", "Pipeline"), ("Create date",)),
        {
            "id": ("Ticket ID", "Record ID"),
            "created_at": ("Create date",),
            "updated_at": ("Last modified date",),
            "subject": ("Ticket name",),
            "body": ("Ticket description",),
            "requester": ("Associated Contact Emails", "Associated Contact", "Contact email",
                          "Email"),
            "organization": ("Associated Company (Primary)", "Associated Company", "Company name"),
            "status": ("Ticket status", "Pipeline stage"),
            "priority": ("Priority",),
            "type": ("Category", "Ticket category"),
            "group": ("Pipeline",),
            "assignee": ("Ticket owner", "Owner"),
            "channel": ("Source",),
            "tags": ("Ticket tags",),
            "first_reply_at": ("First agent reply date", "First agent email response date"),
            "solved_at": ("Close date",),
        },
    ),
    ExportShape(
        "Help Scout",
        (("Conversation Number", "Conversation #", "Number"), ("Mailbox", "Inbox"),
         ("Customer Email", "Customer")),
        {
            "id": ("Conversation ID", "Conversation Number", "Conversation #", "Number"),
            "created_at": ("Created At", "Created", "Date Created"),
            "updated_at": ("Modified At", "Last Modified", "Updated At"),
            "subject": ("Subject",),
            "body": ("Preview", "First Message", "Body"),
            "requester": ("Customer Email", "Customer"),
            "organization": ("Customer Company", "Organization", "Company"),
            "status": ("Status",),
            "type": ("Type",),
            "group": ("Mailbox", "Inbox"),
            "assignee": ("Assigned To", "Assigned User", "Assignee"),
            "tags": ("Tags",),
            "csat": ("Rating", "Happiness Rating"),
            "first_reply_at": ("First Response At", "First Reply At"),
            "solved_at": ("Closed At", "Closed"),
            "n_replies": ("Replies Sent", "Replies"),
        },
    ),
    ExportShape(
        "Jira",
        (("Issue key", "Key"), ("Summary",), ("Created",), ("Issue Type", "Project key")),
        {
            "id": ("Issue key", "Key"),
            "created_at": ("Created",),
            "updated_at": ("Updated",),
            "subject": ("Summary",),
            "body": ("Description",),
            "requester": ("Reporter email", "Reporter", "Creator"),
            "organization": ("Custom field (Organizations)", "Organizations"),
            "status": ("Status",),
            "priority": ("Priority",),
            "type": ("Custom field (Request Type)", "Custom field (Customer Request Type)",
                     "Issue Type"),
            "group": ("Project key", "Project name"),
            "assignee": ("Assignee",),
            "tags": ("Labels",),
            "csat": ("Custom field (Satisfaction)", "Custom field (Satisfaction rating)"),
            "solved_at": ("Resolved",),
        },
    ),
    ExportShape(
        "Zendesk",
        (("Requester", "requester_id", "requester.email"),
         ("Subject", "description", "raw_subject"),
         ("Ticket type", "Summation column", "Assignee stations", "submitter_id", "via.channel",
          "Satisfaction Score", "via")),
        {
            "id": ("Id", "Ticket ID"),
            "created_at": ("Created at", "Ticket created"),
            "updated_at": ("Updated at", "Ticket updated"),
            "subject": ("Subject", "raw_subject"),
            "body": ("description", "First comment"),
            "requester": ("requester.email", "Requester email", "Requester"),
            "organization": ("organization.name", "Organization", "Requester external id"),
            "status": ("Status",),
            "priority": ("Priority",),
            "type": ("Ticket type", "type"),
            "group": ("group.name", "Group"),
            "assignee": ("assignee.email", "Assignee", "assignee_id"),
            "channel": ("via.channel", "Via"),
            "tags": ("Tags",),
            "csat": ("satisfaction_rating.score", "Satisfaction Score"),
            "n_reopens": ("Reopens", "metric_set.reopens"),
            "n_replies": ("Replies", "metric_set.replies"),
            "solved_at": ("Solved at", "metric_set.solved_at"),
            "url": ("url",),
        },
    ),
    ExportShape(
        "Discourse",
        (("topic_title", "title"), ("post", "post_raw", "raw", "excerpt"),
         ("categories", "category_name", "category", "topic_id")),
        {
            "id": ("topic_id", "id", "url"),
            "created_at": ("created_at",),
            "updated_at": ("last_posted_at", "bumped_at"),
            "subject": ("topic_title", "title"),
            "body": ("post_raw", "raw", "post", "excerpt"),
            "requester": ("email", "username"),
            "group": ("category_name", "categories", "category"),
            "tags": ("tags",),
            "n_replies": ("reply_count",),
            "url": ("url", "topic_url"),
        },
    ),
)  # fmt: skip
