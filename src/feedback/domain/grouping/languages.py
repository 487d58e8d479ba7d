"""Taking out of a vector what it shares with everything in its language."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from feedback.domain.grouping.neighbours import Vectors, normalised

Centres = Mapping[str, NDArray[np.float32]]
"""Language → the vector its tickets share, shape (d,); under EVERYTHING the mean of all tickets."""
EVERYTHING = ""

SHRINKAGE = 5
"""A language's centre is drawn towards the mean of all as if it had this many more tickets there:
two Portuguese tickets do not tell what Portuguese is like. As many as make an issue."""


def centres_of(vectors: Vectors, languages: Sequence[str]) -> Centres:
    """The mean vector of every language, shrunk towards the mean of all. At least one row.

    To a model of English all German texts are alike because they are German. Without its
    language's mean a ticket lies where its subject puts it (mean-centring against anisotropy:
    Mu & Viswanath 2018; per language: Libovický, Rosa & Fraser 2020).
    """
    everything = vectors.mean(axis=0, dtype=np.float64)
    centres = {EVERYTHING: everything.astype(np.float32)}
    spoken = np.asarray(languages)
    for language in sorted(set(languages) - {EVERYTHING}):
        own = vectors[spoken == language].sum(axis=0, dtype=np.float64)
        n_own = int((spoken == language).sum())
        centre = (own + SHRINKAGE * everything) / (n_own + SHRINKAGE)
        centres[language] = centre.astype(np.float32)
    return centres


def without_language(vectors: Vectors, languages: Sequence[str], centres: Centres) -> Vectors:
    """The vectors less their language's centre (one not met yet: the mean of all), unit rows."""
    spoken = np.asarray(languages)
    centred = vectors - centres[EVERYTHING]
    for language in set(languages) & centres.keys() - {EVERYTHING}:
        at = spoken == language
        centred[at] = vectors[at] - centres[language]
    return normalised(centred)
