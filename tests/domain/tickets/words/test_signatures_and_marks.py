"""A sign-off ends a message only where nothing follows; encoded files and marks leave no trace."""

import base64

import pytest

from feedback.domain.tickets.text import customer_words
from feedback.domain.tickets.words.visible import visible

SAID = "Every second invoice shows the wrong tax rate since the update."


@pytest.mark.parametrize(
    "body",
    [
        f"Hello,\n\nThanks,\n\nKim\n\nPS: {SAID}",
        f"Thanks for the quick reply yesterday.\n{SAID}",
        f"Best,\n{SAID}",
        f"Vielen Dank!\n\n{SAID}",
        f"Merci,\n{SAID}",
    ],
)
def test_a_sign_off_in_the_middle_does_not_end_the_message(body: str) -> None:
    assert SAID in customer_words(body)


@pytest.mark.parametrize(
    "signature",
    [
        "Best regards,\nKim Doe\nHead of logistics\nShop GmbH, HRB 12345, Geschäftsführer: Pat Roe",
        "Thanks!\nKim",
        "Med vänliga hälsningar\nKim Doe",
        "Pozdrawiam,\nKim",
        "С уважением,\nКим",
        "よろしくお願いいたします。\n\n-- \n株式会社ショップ",
        "— \nKim",
        "Many thanks and kind regards".replace(" and kind", ", kind"),
    ],
)
def test_a_signature_at_the_end_goes(signature: str) -> None:
    assert customer_words(f"{SAID}\n\n{signature}") == SAID


BLOB = base64.b64encode(bytes(range(256)) * 40).decode()


@pytest.mark.parametrize(
    "body",
    [
        f"data:image/png;base64,{BLOB} {SAID}",
        f"{BLOB}\n\n{SAID}",
        "\n".join(BLOB[n : n + 76] for n in range(0, len(BLOB), 76)) + f"\n\n{SAID}",
        f"[cid:image001.png@01DA.5B3]\n{SAID}\n[image: logo.png]",
        f"{SAID}\n[A picture containing text Description automatically generated]",
        f"CAUTION: This email originated from outside of the organization. Do not click.\n{SAID}",
        f"[EXTERNAL]\n{SAID}",
        SAID.replace("invoice", "in\u200bvo\u00adice"),
        f"\u202b{SAID}\u202c",
    ],
)
def test_what_nobody_reads_leaves_no_trace(body: str) -> None:
    assert customer_words(body) == SAID


def test_what_a_person_wrote_without_blanks_stays() -> None:
    japanese = "夜間エクスポートが最初の倉庫の後で止まりファイルが届きません" * 12
    assert visible(japanese) == japanese
    assert "👩\u200d🔧" in visible("👩\u200d🔧 broke it")
