"""Exports in the shape of each vendor's own: small, with its names of columns and its habits."""

import csv
import io
import json
from collections.abc import Sequence

PROBLEMS = (
    ("Export of stock levels ends after warehouse one",
     "The nightly export of stock levels stops after the first warehouse, the file is cut short"),
    ("Two labels come for each parcel",
     "The label printer prints every shipping label twice since the update of the warehouse app"),
    ("Login loop after single sign-on",
     "After the single sign-on with our identity provider we land on the login page again"),
)  # fmt: skip
N_TICKETS = 24


def _csv(header: Sequence[str], rows: Sequence[Sequence[object]], delimiter: str = ",") -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def _words(n: int) -> tuple[str, str]:
    subject, body = PROBLEMS[n % len(PROBLEMS)]
    return f"{subject}", f"Hello, {body}, seen on site {n}. Order {n * 37} is late because of it."


def _firm(n: int) -> str:
    return f"firm{n % 8}"


def zendesk() -> str:
    """A view as CSV: no message, dates with a zone, "Offered" for no rating."""
    return _csv(
        ["Summation column", "Id", "Requester", "Requester id", "Requester email", "Assignee",
         "Group", "Subject", "Tags", "Status", "Priority", "Via", "Ticket type", "Created at",
         "Updated at", "Organization", "Solved at", "Satisfaction Score", "Reopens", "Replies"],
        [
            [1, 9000 + n, f"Pat {n}", 77 + n, f"pat{n}@{_firm(n)}.example", "Kim", "Support",
             " ".join(_words(n)), "export stock", ("Open", "Solved", "On-hold")[n % 3],
             ("Urgent", "High", "-")[n % 3], "Mail", "Problem",
             f"2026-03-0{n % 8 + 1} 10:00:00 +0100",
             f"2026-03-0{n % 8 + 1} 12:00:00 +0100", f"Firm {n % 8}", "",
             ("Offered", "Good", "Not Offered")[n % 3], n % 2, 1]
            for n in range(N_TICKETS)
        ],
    )  # fmt: skip


def intercom() -> str:
    """One row a message; the conversation's first is the ticket."""
    rows: list[list[object]] = []
    for n in range(N_TICKETS):
        common = [f"pat{n}@{_firm(n)}.example", f"Firm {n % 8}", "export", 5000 + n,
                  ("open", "closed", "snoozed")[n % 3],
                  f"2026-03-0{n % 8 + 1} 09:00:00"]  # fmt: skip
        rows.append([f"m{n}", ". ".join(_words(n)), "conversation_message", "user", *common])
        rows.append([f"r{n}", "Thanks for writing, we look into it", "comment", "admin", *common])
    return _csv(
        ["message_id", "message_body", "message_type", "message_author_type",
         "message_author_email", "message_author_companies", "conversation_tags",
         "conversation_id", "conversation_state", "conversation_created_at"],
        rows,
    )  # fmt: skip


def freshdesk() -> str:
    return _csv(
        ["Ticket ID", "Subject", "Description", "Status", "Priority", "Source", "Type", "Agent",
         "Group", "Created time", "Due by Time", "Resolved time", "Closed time",
         "Last update time", "Initial response time", "Agent interactions", "Tags",
         "Survey results", "Full name", "Email", "Company Name"],
        [
            [n + 1, *_words(n), ("Open", "Resolved", "Waiting on Customer")[n % 3],
             ("Urgent", "High", "Low")[n % 3], "Email", "Problem", "No Agent", "Tier 1",
             f"2026-03-0{n % 8 + 1} 09:00:00", "", "", "", f"2026-03-0{n % 8 + 1} 11:00:00", "", 2,
             "a,b", ("Extremely Happy", "", "Unhappy")[n % 3], f"Pat {n}",
             f"pat{n}@{_firm(n)}.example", f"Firm {n % 8}"]
            for n in range(N_TICKETS)
        ],
    )  # fmt: skip


def hubspot() -> str:
    """Pipelines in the states, contacts with their address in brackets, American dates."""
    return _csv(
        ["Ticket ID", "Ticket name", "Ticket description", "Pipeline", "Ticket status", "Priority",
         "Source", "Create date", "Close date", "Ticket owner", "Associated Contact",
         "Associated Company"],
        [
            [700 + n, *_words(n), "Support Pipeline",
             ("New (Support Pipeline)", "Closed (Support Pipeline)", "Waiting on contact")[n % 3],
             ("Urgent", "High", "Low")[n % 3], "Email", f"2026-03-0{n % 8 + 1} 09:00", "", "Kim",
             f"Pat Doe (pat{n}@{_firm(n)}.example)", f"Firm {n % 8}"]
            for n in range(N_TICKETS)
        ],
    )  # fmt: skip


def help_scout() -> str:
    return _csv(
        ["Conversation Number", "Conversation ID", "Type", "Status", "Mailbox", "Customer Name",
         "Customer Email", "Subject", "Preview", "Tags", "Assigned To", "Created At", "Closed At",
         "Rating"],
        [
            [n + 1, 99000 + n, "email", ("active", "closed", "pending")[n % 3], "Support", f"P {n}",
             f"pat{n}@{_firm(n)}.example", *_words(n), "export", "Kim",
             f"Mar {n % 8 + 1}, 2026 9:00 am", "", ("Great", "", "Not Good")[n % 3]]
            for n in range(N_TICKETS)
        ],
    )  # fmt: skip


def front() -> str:
    """One row a message; the first inbound one of a conversation is the ticket."""
    rows: list[list[object]] = []
    for n in range(N_TICKETS):
        subject, body = _words(n)
        who = [f"Pat {n}", f"pat{n}@{_firm(n)}.example", f"Firm {n % 8}"]
        day = f"2026-03-0{n % 8 + 1}"
        status = ("Open", "Resolved", "Waiting")[n % 3]
        rows.append([f"msg_{n}a", f"cnv_{n}", "Inbound", status, "Support", f"{day} 09:00:00",
                     "Kim", *who, body, "export", "Yes", subject])  # fmt: skip
        rows.append([f"msg_{n}b", f"cnv_{n}", "Outbound", status, "Support", f"{day} 09:30:00",
                     "Kim", *who, "Thanks, we look into it", "export", "No", subject])  # fmt: skip
    return _csv(
        ["Message ID", "Conversation ID", "Direction", "Status", "Inbox", "Message date",
         "Assignee", "Contact name", "Contact handle", "Account names", "Extract", "Tags",
         "New Conversation", "Subject"],
        rows,
    )  # fmt: skip


def jira() -> str:
    """Columns that repeat, and dates as Jira writes them."""
    return _csv(
        ["Summary", "Issue key", "Issue id", "Issue Type", "Status", "Project key", "Priority",
         "Assignee", "Reporter", "Created", "Updated", "Resolved", "Labels", "Labels",
         "Description", "Custom field (Organizations)", "Comment", "Comment"],
        [
            [_words(n)[0], f"SUP-{n + 1}", 10000 + n, "Service Request",
             ("Waiting for support", "Resolved", "Waiting for customer")[n % 3], "SUP",
             ("Highest", "High", "Lowest")[n % 3], "", f"pat{n}@{_firm(n)}.example",
             f"0{n % 8 + 1}/Mar/26 9:00 AM", f"0{n % 8 + 1}/Mar/26 11:00 AM", "", "", "export",
             _words(n)[1], f"Firm {n % 8}", "01/Mar/26;kim;Hello", ""]
            for n in range(N_TICKETS)
        ],
    )  # fmt: skip


def discourse() -> str:
    """Data Explorer's answer as CSV; people have no companies there."""
    return _csv(
        ["topic_id", "title", "raw", "created_at", "email", "category_name", "tags",
         "reply_count", "url"],
        [
            [300 + n, *_words(n), f"2026-03-0{n % 8 + 1} 09:00:00 UTC",
             f"pat{n}@{_firm(n)}.example", "Support", "export|stock", 2, f"https://c.example/t/{n}"]
            for n in range(N_TICKETS)
        ],
    )  # fmt: skip


def kaggle() -> str:
    """The set that 44 public repositories use: no time of opening, dates with the day first."""
    return _csv(
        ["Ticket ID", "Customer Name", "Customer Email", "Customer Age", "Customer Gender",
         "Product Purchased", "Date of Purchase", "Ticket Type", "Ticket Subject",
         "Ticket Description", "Ticket Status", "Resolution", "Ticket Priority", "Ticket Channel",
         "First Response Time", "Time to Resolution", "Customer Satisfaction Rating"],
        [
            [n + 1, f"Pat {n}", f"pat{n}@{_firm(n)}.example", 30, "Other", "GoPro Hero",
             f"{n % 8 + 20}-03-2021", "Technical issue", *_words(n),
             ("Open", "Closed", "Pending Customer Response")[n % 3], "",
             ("Critical", "High", "Low")[n % 3], "Email", "01-06-2023 12:15", "01-06-2023 18:05",
             ("3.0", "", "5.0")[n % 3]]
            for n in range(N_TICKETS)
        ],
    )  # fmt: skip


def zendesk_json() -> str:
    """Zendesk's JSON export: one ticket a line, people and companies within."""
    tickets = [
        {
            "id": 9000 + n, "created_at": f"2026-03-0{n % 8 + 1}T09:00:00Z",
            "updated_at": f"2026-03-0{n % 8 + 1}T11:00:00Z", "subject": _words(n)[0],
            "description": _words(n)[1], "status": ("open", "solved", "hold")[n % 3],
            "priority": ("urgent", "high", None)[n % 3], "type": "problem", "tags": ["export"],
            "via": {"channel": "email"}, "submitter_id": 7, "group": {"name": "Support"},
            "requester": {"email": f"pat{n}@{_firm(n)}.example", "name": f"Pat {n}"},
            "organization": {"name": f"Firm {n % 8}"}, "satisfaction_rating": {"score": "good"},
        }
        for n in range(N_TICKETS)
    ]  # fmt: skip
    return "\n".join(map(json.dumps, tickets))
