"""Takes out of a vector what it shares with all tickets in its language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feedback.domain.grouping.vectors.rows import Rows, blocks
from feedback.domain.tickets.ticket import TicketId
from feedback.domain.tickets.vectors import Vectors, normalised

Centres = Mapping[str, NDArray[np.float32]]
"""Language → the vector its tickets share, shape (d,); under EVERYTHING the mean of all tickets."""
EVERYTHING = ""

SHRINKAGE = 5
"""A language's centre is drawn towards the mean of all as if it had this many more tickets there:
two Portuguese tickets do not tell what Portuguese is like. As many as make an issue."""


@dataclass(frozen=True, slots=True, eq=False)
class TicketLanguages:
    """The language of every ticket."""

    names: tuple[str, ...]
    """ISO codes in the order in which they were met; EVERYTHING where a language is not known."""
    of: NDArray[np.int16]
    """(n,) each ticket's place among the names."""

    @staticmethod
    def nothing() -> "TicketLanguages":
        """Of no tickets."""
        return TicketLanguages((), np.zeros(0, np.int16))

    def with_new(
        self, ids: Sequence[TicketId], languages: Mapping[TicketId, str]
    ) -> "TicketLanguages":
        """With tickets that come after those known; one without a language has none."""
        said = list(map(languages.get, ids, repeat(EVERYTHING)))
        names = (*self.names, *sorted(set(said) - set(self.names)))
        place = {name: number for number, name in enumerate(names)}
        new = np.fromiter(map(place.__getitem__, said), np.int16, len(said))
        return TicketLanguages(names, np.concatenate([self.of, new]))

    def corrected(self, now: Mapping[int, str]) -> "TicketLanguages":
        """With the languages of some rows as they are now; itself where nothing is different."""
        names = (*self.names, *sorted(set(now.values()) - set(self.names)))
        of = self.of.copy()
        for row, name in now.items():
            of[row] = names.index(name)
        return self if np.array_equal(of, self.of) else TicketLanguages(names, of)

    def without(self, stays: NDArray[np.bool_]) -> "TicketLanguages":
        """`stays` (n,): the tickets to keep."""
        return replace(self, of=self.of[stays])


def centres_of(vectors: Rows, ticket_languages: TicketLanguages) -> Centres:
    """The mean vector of every language, shrunk towards the mean of all. At least one row.

    To a model of English all German texts are alike because they are German. Without its
    language's mean a ticket lies where its subject puts it (mean-centring against anisotropy:
    Mu & Viswanath 2018; per language: Libovický, Rosa & Fraser 2020).
    """
    n_own = np.bincount(ticket_languages.of, minlength=len(ticket_languages.names))
    known = sorted(set(ticket_languages.names) - {EVERYTHING})
    found = [name for name in known if n_own[ticket_languages.names.index(name)]]
    sums = np.zeros((len(found) + 1, vectors[:1].shape[1]))
    for block in blocks(len(vectors)):
        rows, here = vectors[block], ticket_languages.of[block]
        sums[0] += rows.sum(axis=0, dtype=np.float64)
        for place, language in enumerate(found, start=1):
            own = here == ticket_languages.names.index(language)
            sums[place] += rows[own].sum(axis=0, dtype=np.float64)
    everything = sums[0] / len(vectors)
    centres = {EVERYTHING: everything.astype(np.float32)}
    for place, language in enumerate(found, start=1):
        n = int(n_own[ticket_languages.names.index(language)])
        centre = (sums[place] + SHRINKAGE * everything) / (n + SHRINKAGE)
        centres[language] = centre.astype(np.float32)
    return centres


_AT_CENTRE = 1e-5


@dataclass(frozen=True, slots=True, eq=False)
class Centred:
    """The vectors less their language's centre (one not met yet: the mean of all), unit rows,
    made when they are looked at: a night looks at few."""

    vectors: Rows
    centres: Vectors  # (m, d)
    which: NDArray[np.intp]  # (n,) each row's centre

    def __len__(self) -> int:
        return len(self.vectors)

    def __getitem__(self, at: Any, /) -> Vectors:
        which = self.which[at]
        one_centre = len(self.centres) == 1
        rows = self.vectors[at]
        moved = rows - (self.centres[0] if one_centre else self.centres[which])
        # Where all say the same, rounding alone would tell what lies at the centre apart.
        at_centre = np.abs(moved).max(axis=-1) < _AT_CENTRE
        if at_centre.any():
            moved = np.where(at_centre[..., None], rows, moved)
        return normalised(moved)


def without_language(vectors: Rows, ticket_languages: TicketLanguages, centres: Centres) -> Centred:
    """The vectors as seen from the centres; those that hold no language stand first."""
    names = [EVERYTHING, *sorted(set(ticket_languages.names) & centres.keys() - {EVERYTHING})]
    place = np.array(
        [names.index(name) if name in names else 0 for name in ticket_languages.names] or [0]
    )
    which = place[ticket_languages.of]
    if (which == 1).all() and len(names) == 2:
        names, which = names[1:], np.zeros_like(which)  # one language: nothing to look up
    return Centred(vectors, np.stack([centres[name] for name in names]), which)
