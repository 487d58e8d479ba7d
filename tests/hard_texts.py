"""Texts that a careless regular expression needs minutes or hours for, by what reads them.

The tests say what comes of them; `python -m benchmarks.hard_texts` measures how long it takes.
"""

_MEGABYTES = 10_000_000
_LONG = 16_000

LONG_BODIES = {
    "10 MB in one line": "The export fails. " * (_MEGABYTES // 18),
    "10 MB of lines": "The export fails.\n" * (_MEGABYTES // 18),
    "10 MB of line breaks": "\n" * _MEGABYTES,
    "10 MB of blanks": " " * _MEGABYTES,
    "10 MB of quotation": "> quoted\n" * (_MEGABYTES // 9),
    "10 MB of log": "2026-03-09T08:14:00 ERROR boom\n" * (_MEGABYTES // 31),
}
BODIES = {
    # Each of these took between 4 seconds and for ever.
    "one long word after a greeting": "Hello " + "a" * 600 + ";;",
    "many line breaks": "fails" + "\n" * _LONG + "x",
    "many blank lines": " \n" * _LONG + "x",
    "a long line that begins with On": "On Monday " + "word " * (_LONG // 5),
    "On On On": "On " * _LONG,
    "Il Il Il": "Il " * _LONG,
    "From and blanks": "From:" + " " * _LONG + "x",
    "many lines that begin with On": ("On " + "word " * 78 + "\n") * 40,
    "a line of underscores": "_" * _LONG,
    "deep quotation": "> " * _LONG,
    "many signature marks": "--\n" * _LONG,
    "stars": "* " * _LONG + "Disclaimer",
    "endless JSON": '{"' + '", ' * _LONG,
}
NOTICES = {
    "mails": "if you e-mail " * 1_100,
    "messages": "this message " * 1_200,
    "negations": "not the " * 2_000,
    "paragraphs": "a\n\n" * 5_000,
    "pronouns": "this " * 3_000,
    "one word": "x" * 16_000,
    "frames": "at " * 5_000,
    "files": 'File "' * 2_500,
    "hexadecimal": "ff " * 5_000,
}
"""What could be a legal notice or a log, after the customer's words."""
AUTOMATIC = {
    "brackets": "[" * 20_000,
    "tags": "[a] " * 20_000,
    "blanks": " " * 50_000,
    "German absence": "ich bin " * 10_000,
    "English absence": "out of office " * 5_000,
    "recipients": "destinataire" * 5_000,
    "status codes": "5.1." * 20_000,
    "English beginnings": "I am on " * 10_000,
}
"""What could be an automatic message, and is none."""
SUBJECTS = {
    "exclamation marks": "!" * 100_000 + "x",
    "questions": "can i " * 600,
    "replies": "re:" * 30_000,
    "apostrophes": "a'" * 50_000 + "-",
}
NOT_PERSONAL = {
    "dots": "a." * 25_000 + "@x",
    "digits": "4" * 50_000,
    "IBAN": "DE89" * 12_500,
    "hyphens": "x@" + "a-" * 25_000,
    "ats": "@" * 50_000,
    "web tokens": "eyJaaaaaaaa-" * 4000,
    "named": "token=" * 8000,
    "bearer": "bearer " * 8000,
    "AWS": "AKIA" * 12_000,
    "underscores": "x_secret" * 6000,
}
"""Nearly personal data or nearly a secret: nothing of it is masked."""
PERSONAL = {
    "addresses of pages": "://a:" * 10_000,
    "private keys": "-----BEGIN PRIVATE KEY-----" * 2000,
}
"""Something of it is masked."""
