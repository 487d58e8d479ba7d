"""What the columns of files of nobody in particular are called, in many languages."""

from collections.abc import Mapping

FIELD_NAMES: Mapping[str, tuple[str, ...]] = {
    "id": (
        "id", "ticket id", "ticket number", "ticket no", "ticket nr", "ticket", "case number",
        "case id", "case", "issue key", "issue id", "issue number", "request id", "conversation id",
        "message id", "number", "key", "reference", "ref", "no", "nr", "#", "uuid", "external id",
        "complaint id", "review id", "tweet id", "record id", "ticketnummer", "nummer",
        "vorgangsnummer", "vorgang", "numéro", "número", "numero", "unnamed: 0", "index",
    ),
    "created_at": (
        "created at", "created", "created time", "created date", "created on", "create date",
        "creation date", "creation time", "date created", "opened at", "opened", "open date",
        "date opened", "submitted at", "submitted", "submit date", "date submitted", "received at",
        "date received", "received", "reported at", "started at", "sent at", "posted at",
        "timestamp", "datetime", "date time", "date", "time", "erstellt am", "erstellt",
        "erstelldatum", "angelegt am", "eröffnet am", "eingang", "datum", "date de création",
        "créé le", "fecha de creación", "fecha", "data di creazione", "data criação", "data",
        "aangemaakt op", "utworzono", "創建時間", "创建时间", "作成日時", "作成日",
    ),
    "updated_at": (
        "updated at", "updated", "last updated", "last update", "last update time",
        "last modified", "modified at", "modified", "date updated", "geändert am", "aktualisiert",
        "aktualisiert am", "letzte änderung", "mis à jour", "更新日時", "更新时间",
    ),
    "subject": (
        "subject", "title", "summary", "ticket subject", "ticket name", "short description",
        "headline", "topic", "betreff", "titel", "kurzbeschreibung", "objet", "sujet", "asunto",
        "título", "assunto", "oggetto", "onderwerp", "temat", "件名", "标题", "主题",
        "subject line",
    ),
    "body": (
        "body", "description", "message", "text", "content", "ticket description",
        "first message", "initial message", "long description", "details", "detail", "comment",
        "comments", "question", "query", "problem", "issue", "complaint", "narrative",
        "consumer complaint narrative", "review", "review text", "feedback", "instruction",
        "utterance", "extract", "post", "transcript", "conversation", "beschreibung", "nachricht",
        "text der nachricht", "inhalt", "anfrage", "mensaje", "descripción", "descrição",
        "mensagem", "message du client", "descrizione", "messaggio", "omschrijving", "bericht",
        "opis", "treść", "内容", "本文", "描述",
    ),
    "requester": (
        "requester email", "customer email", "contact email", "user email", "email", "e-mail",
        "email address", "e-mail address", "from email", "sender email", "requester", "from",
        "sender", "reporter", "submitter", "contact", "author", "user", "absender", "melder",
        "anforderer", "expéditeur", "remitente", "mittente", "customer name",
    ),
    "organization": (
        "organization", "organisation", "organization name", "organization id", "company",
        "company name", "company id", "account", "account name", "account id", "customer id",
        "customer", "client", "client name", "firma", "unternehmen", "organisationseinheit",
        "kunde", "kundennummer", "société", "entreprise", "empresa", "cliente", "azienda",
        "bedrijf",
    ),
    "status": (
        "status", "state", "ticket status", "ticket state", "stage", "zustand", "statut", "estado",
        "stato", "ステータス", "状态",
    ),
    "priority": (
        "priority", "prio", "ticket priority", "severity", "urgency", "priorität", "dringlichkeit",
        "priorité", "prioridad", "prioridade", "priorità", "prioriteit", "优先级", "優先度",
    ),
    "type": ("type", "ticket type", "issue type", "case type", "typ", "request type"),
    "group": (
        "group", "queue", "team", "department", "inbox", "mailbox", "category", "product",
        "gruppe", "abteilung", "kategorie",
    ),
    "assignee": (
        "assignee", "agent", "owner", "assigned to", "assigned agent", "assignee email", "handler",
        "bearbeiter", "zugewiesen an",
    ),
    "channel": ("channel", "via", "source", "origin", "ticket channel", "kanal", "medium"),
    "tags": ("tags", "labels", "tag", "keywords", "schlagworte"),
    "csat": (
        "csat", "satisfaction", "rating", "satisfaction rating", "customer satisfaction",
        "customer satisfaction rating", "satisfaction score", "bewertung", "stars",
    ),
    "first_reply_at": ("first reply at", "first response at", "first responded at", "replied at"),
    "solved_at": (
        "solved at", "resolved at", "closed at", "resolved", "closed", "resolution date",
        "date closed", "date resolved", "close date", "closed date", "gelöst am", "geschlossen am",
        "fermé le",
    ),
    "n_reopens": ("reopens", "n reopens", "reopen count", "times reopened"),
    "n_replies": ("replies", "n replies", "reply count", "number of replies"),
    "is_escalated": ("is escalated", "escalated", "escalation", "eskaliert"),
    "handling_hours": ("handling hours", "hours", "hours worked", "time spent (hours)"),
    "url": ("url", "link", "permalink"),
}  # fmt: skip
"""What files of nobody in particular call the fields, the likeliest first."""
