"""Masking and forgetting, as the terminal shows them."""

from collections.abc import Mapping, Sequence

from rich.text import Text

from feedback.domain.wording import count
from feedback.steps.forget import Forgotten
from feedback.terminal.console import err, out

_PLACES = {
    "ticket": "tickets",
    "membership": "places in issues",
    "echo": "repetitions",
    "response": "answers about the tickets",
    "embedding": "vectors of their texts",
    "vector_block": "blocks of vectors, rebuilt",
    "decision": "decisions that named the tickets",
    "set_aside": "rows set aside",
    "issue": "issues that quoted them",
    "written_title": "stored titles, of all issues",
    "effect": "writes, planned or sent",
    "night_step": "nights that counted their domain",
    "receipt_line": "lines of receipts",
    "customer": "customers",
    "customer_value": "values of the customer over time",
}
_AROUND = 60
"""Characters shown before and after a masked part, so that a long log does not hide it."""


def show_masking(key: str, text: str, spans: Sequence[tuple[int, int, str]]) -> None:
    """One text before and after: removed parts in red, placeholders in green."""
    before, after, at = Text("- ", style="dim"), Text("+ ", style="dim"), 0
    for start, end, kind in spans:
        between = _shortened(text[at:start], is_first=at == 0)
        before.append(between, style="default").append(text[start:end], style="bold red")
        after.append(between, style="default").append(f"[{kind}]", style="bold green")
        at = end
    rest = _shortened(text[at:], is_first=False, is_last=True)
    out.print(f"\n[bold]row {key}[/]")
    out.print(before.append(rest, style="default"))
    out.print(after.append(rest, style="default"))


def show_masked_counts(
    counts: Mapping[str, int], n_touched: int, n_texts: int, n_shown: int
) -> None:
    if not counts:
        out.print(f"Nothing to mask in {count(n_texts, 'text')}.")
        return
    kinds = ", ".join(
        f"{n} {kind}" for kind, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )
    hidden = f" Not shown: {n_touched - n_shown:,}." if n_touched > n_shown else ""
    out.print(f"\nMasked in {n_touched:,} of {count(n_texts, 'text')}: {kinds}.{hidden}")


def show_forgotten(done: Forgotten) -> None:
    """What was found where, what a person must still do, and the second search."""
    touched = {place: n for place, n in done.removed.items() if n}
    if not touched:
        out.print("Nothing found. Check the address, or the id in `customers`.")
    for place, n in touched.items():
        out.print(f"  {_PLACES.get(place, place):<44} {n:>7,}")
    if done.issues:
        out.print(f"Described again: {', '.join(done.issues)}.")
    if done.to_write:
        out.print(f"Written again by `feedback run --apply`: {', '.join(done.to_write)}.")
    for remote_key in done.to_delete:
        out.print(f"[yellow]Already sent; delete it by hand: {remote_key}[/]")
    if done.left:
        places = ", ".join(f"{n} {place}" for place, n in done.left.items())
        err.print(f"[red]Still found: {places}.[/] Run it again; if it is still found, report it.")
    else:
        out.print(
            f"Searched again for {done.n_words:,} names, ids and pieces of text: nothing left."
        )


def _shortened(text: str, *, is_first: bool, is_last: bool = False) -> str:
    """On one line; a long stretch is reduced to the ends next to masked parts."""
    flat = " ".join(text.split())
    flat = (" " if text[:1].isspace() else "") + flat + (" " if text[-1:].isspace() else "")
    if is_first:
        return flat if len(flat) <= _AROUND else f"… {flat[-_AROUND:]}"
    if is_last:
        return flat if len(flat) <= _AROUND else f"{flat[:_AROUND]} …"
    return flat if len(flat) <= 2 * _AROUND else f"{flat[:_AROUND]} … {flat[-_AROUND:]}"
