"""HTML to text, whatever the tags; what only looks like HTML stays."""

import pytest

from feedback.adapters.texts.plain_text import plain_text

SAID = "every second invoice is wrong"


@pytest.mark.parametrize(
    "markup",
    [
        f'<font face="Calibri" size="2">{SAID}</font>',
        f"<center>{SAID}</center>",
        f"<pre>{SAID}</pre>",
        f"<section><article>{SAID}</article></section>",
        f"<o:p></o:p>{SAID}<o:p>&nbsp;</o:p>",
        f"<!DOCTYPE html>{SAID}",
        f'<img src="data:image/png;base64,{"iVBORw0KGgo" * 300}" style="width:2px"/> {SAID}',
        f"<p class=MsoNormal>{SAID}</p>",
        f"{SAID}<br>",
        f"<html><head><style>p {{margin:0}}</style></head><body>{SAID}</body></html>",
        f"<!--[if gte mso 9]><xml></xml><![endif]--><p>{SAID}</p>",
        f"<main>{SAID}</main>",
        f"<u>{SAID}</u>",
        SAID.replace(" is ", " &#105;s "),
    ],
)
def test_markup_goes(markup: str) -> None:
    text, was_html = plain_text(markup)
    assert (" ".join(text.split()), was_html) == (SAID, True)


@pytest.mark.parametrize(
    "text",
    [
        "The field List<String> is shown as List and <b> appears in names",
        'Our call returns <error code="429"><message>Too many</message></error>',
        "a < b and c > d",
        "Tom & Jerry; R&D",
        "<kim@shop.example> wrote to us",
    ],
)
def test_what_only_looks_like_html_stays(text: str) -> None:
    assert plain_text(text) == (text, False)


def test_entities_are_decoded_without_any_tag() -> None:
    assert plain_text("We&#39;d like &quot;undo&quot; &amp; redo")[0] == 'We\'d like "undo" & redo'


def test_an_image_of_megabytes_does_not_push_the_words_out() -> None:
    text, _ = plain_text(f'<img src="data:image/png;base64,{"QUJD" * 500_000}">{SAID}')
    assert text.strip() == SAID
