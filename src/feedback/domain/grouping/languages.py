"""Taking out of a vector what it shares with everything in its language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feedback.domain.grouping.rows import Rows, Vectors, blocks, normalised

Centres = Mapping[str, NDArray[np.float32]]
"""Language → the vector its tickets share, shape (d,); under EVERYTHING the mean of all tickets."""
EVERYTHING = ""

SHRINKAGE = 5
"""A language's centre is drawn towards the mean of all as if it had this many more tickets there:
two Portuguese tickets do not tell what Portuguese is like. As many as make an issue."""

MIN_LENGTH = 1e-4
"""A vector nearer to its centre than this is rounding, and points nowhere."""


def centres_of(vectors: Rows, languages: Sequence[str]) -> Centres:
    """The mean vector of every language, shrunk towards the mean of all. At least one row.

    To a model of English all German texts are alike because they are German. Without its
    language's mean a ticket lies where its subject puts it (mean-centring against anisotropy:
    Mu & Viswanath 2018; per language: Libovický, Rosa & Fraser 2020).
    """
    spoken = np.asarray(languages)
    found = sorted(set(languages) - {EVERYTHING})
    sums = np.zeros((len(found) + 1, vectors[:1].shape[1]))
    for block in blocks(len(vectors)):
        rows, here = vectors[block], spoken[block]
        sums[0] += rows.sum(axis=0, dtype=np.float64)
        for place, language in enumerate(found, start=1):
            own = here == language
            sums[place] += rows[own].sum(axis=0, dtype=np.float64)
    everything = sums[0] / len(vectors)
    centres = {EVERYTHING: everything.astype(np.float32)}
    for place, language in enumerate(found, start=1):
        n_own = int((spoken == language).sum())
        centre = (sums[place] + SHRINKAGE * everything) / (n_own + SHRINKAGE)
        centres[language] = centre.astype(np.float32)
    return centres


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
        return normalised(self._less_centre(at))

    def lengths(self, at: slice) -> NDArray[np.float32]:
        """How far the vectors lie from their centre."""
        length: NDArray[np.float32] = np.linalg.norm(self._less_centre(at), axis=1)
        return length

    def cosines(
        self, at: Any, lengths: NDArray[np.float32], queries: Vectors
    ) -> NDArray[np.float32]:
        """Cosines (queries, rows) to unit queries without making the rows: (v − c)·q over the
        length of v − c, which is known."""
        dots = queries @ self.vectors[at].T
        shared = queries @ self.centres.T
        dots -= shared if len(self.centres) == 1 else shared[:, self.which[at]]
        dots *= np.where(lengths > MIN_LENGTH, 1 / np.maximum(lengths, MIN_LENGTH), 0)
        return dots

    def _less_centre(self, at: Any) -> Vectors:
        which = self.which[at]
        one_centre = len(self.centres) == 1
        less: Vectors = self.vectors[at] - (self.centres[0] if one_centre else self.centres[which])
        return less


def without_language(vectors: Rows, languages: Sequence[str], centres: Centres) -> Centred:
    """The vectors as seen from the centres; those that hold no language stand first."""
    names = [EVERYTHING, *sorted(set(languages) & centres.keys() - {EVERYTHING})]
    spoken = np.asarray(languages)
    which = np.zeros(len(vectors), np.intp)
    for place, language in enumerate(names[1:], start=1):
        which[spoken == language] = place
    if (which == 1).all() and len(names) == 2:
        names, which = names[1:], np.zeros_like(which)  # one language: nothing to look up
    return Centred(vectors, np.stack([centres[name] for name in names]), which)
