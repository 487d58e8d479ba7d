"""Every choice of the engine, with its reason. One default for every data set."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GroupingPolicy:
    """Every choice of the engine, with its reason. One default for every data set."""

    n_neighbours: int = 15
    """Links a ticket. 10–20 make no difference we could measure; 15 is the field's habit (UMAP,
    BERTopic)."""

    exact_neighbours_limit: int = 20_000
    """Tickets up to which neighbours are found by comparing all pairs (seconds). With more, only
    the nearest cells are searched."""

    n_probes: int = 24
    """Cells searched a ticket beyond that limit: 85 % of the exact neighbours of 28 thousand real
    tickets."""

    exact_regrouping_limit: int = 200_000_000
    """Pairs (a ticket new since the last regrouping × any other) that a regrouping compares one by
    one: two seconds. With more pairs it, too, searches only the nearest cells."""

    n_candidates: int = 8192
    candidates_per_issue: int = 16
    """What an ordinary night compares its tickets with at most: the larger of the two. It is what
    makes a night cost the same after years."""

    resolutions: tuple[float, ...] = tuple(2.0 ** (e / 2) for e in range(-4, 13))
    """The ladder. 1503 tickets of 29 intents want 1, 3,080 of 77 want 11, 5,500 of 150 want 32."""

    entropy_price: float = 0.0018
    entropy_price_limit: int = 10_000
    """Share of the best silhouette that one more nat of label entropy must earn, times the root of
    the number of tickets (up to so many): the more tickets, the more paraphrases look like groups.
    The best price grew so from 0.03 for 300 tickets to 0.18 for ten thousand, in each of four
    families of labelled sets; 0.0015 to 0.0020 chose nearly the same. Larger sets were not
    measured, so the price stops growing."""

    n_components: int = 50
    """Of the second silhouette's principal components."""

    ladder_budget: int = 30_000
    """Leiden runs per rung: this over the number of tickets, 1 to 8; their mean decides. One run
    scatters."""

    ladder_sample: int = 50_000
    """The ladder is climbed with this many tickets at most, linked again; all tickets then go
    straight to the rung found."""

    silhouette_sample: int = 20_000
    """Tickets a silhouette is measured on at most: its standard error is then below 0.002."""

    min_issue_size: int = 5
    """Fewer tickets are an anecdote; also the least a split may leave on either side."""

    split_max_cohesion: float = 0.4
    """Mean cosine (centred) above which a group is never split: it is of one piece already."""

    split_max_cut: float = 0.4
    """Links cut by a split, over those expected if links ignored it. Good splits lay below 0.45 on
    13 sets."""

    split_min_gain: float = 0.1
    """Gain of the members' silhouette, over the whole set's silhouette, that a split must bring."""

    belonging_weights: tuple[float, float, float] = (-1.6, 4.68, 1.68)
    """Bias and weights of P(a ticket belongs to its issue): of its silhouette, and of its mean
    cosine to the others over their mean cosine. On sets left out it had an AUC of 0.76 and a
    calibration error of 0.01; neighbour votes and the issue's figures added nothing."""

    ungrouped_max_chance: float = 0.3
    """A ticket that belongs with less than this is left out. 0.3 to 0.4 gave the best B-cubed F
    (0.674 to 0.677, without leaving out 0.660)."""

    often_said_min_likeness: float = 0.2
    """A text that is an issue by its number of tickets alone joins others only if its mean cosine
    to them is this: one more issue does less harm than two problems in one."""

    same_text_cosine: float = 0.97
    """Tickets as like as this say the same: they count once when groups are shaped."""

    consensus_octaves: float = 1.0
    consensus_floor: float = 0.02
    """Runs from half to twice a rung's resolution weigh the links; a link that no run joins keeps a
    fiftieth of its weight."""

    most_rungs: int = 5
    rung_tolerance: float = 0.05
    """The best rungs that are compared with each other, and how much worse in score one is that
    counts 1/e of the best."""

    merge_weights: tuple[float, float, float] = (-5.17, 3.32, 2.82)
    merge_min_chance: float = 0.45
    """Bias and weights of P(two groups are one problem), and what it must be to join them."""

    distinct_separation: float = 2.0
    distinct_cohesion: float = 1.3
    """An issue is distinct if its tickets are twice as like each other as like those of the nearest
    issue, or if its silhouette is 1.3 times that of the average ticket. Neither does alone: where
    all issues are close relatives only the second tells the pure ones (banking77, CLINC150:
    precision 0.81), where all are pure it would hide half of them."""

    emerge_min_cohesion: float = 0.9
    """Share of the median issue's cohesion that a group of waiting tickets needs. Absolute bars
    fail: short questions to a bank cohere at 0.47, long ones to a browser's maker at 0.2."""

    join_min_vote: float = 0.4
    """Share of a new ticket's neighbour weight that one issue must hold."""

    join_quantile: float = 0.02
    """A joining ticket must be as close to the issue as this quantile of its members: the issue's
    own bar."""

    measure_growth: float = 1.125
    """Tickets that join are added to what is known of an issue; its bar and cohesion are measured
    again, over all its tickets, when it has grown by this: eight tickets looked at for each new
    one, however long the history."""

    regrouping_growth: float = 1.25
    """The whole partition is regrouped when there are this many times the tickets of the last
    review."""

    recentre_growth: float = 2.0
    """The centre is set again, and all neighbours found again, when the tickets have doubled: it
    hardly moves later."""

    regrouping_octaves: float = 3.0
    """How far a regrouping looks either way of the present resolution (times old over new number of
    tickets: with 15 links a ticket, the same issues on twice the tickets want half the
    resolution). Looking only one octave away froze the granularity of the first small nights
    (banking77 test: 46 issues instead of 76)."""

    resolution_gain: float = 0.005
    """At a regrouping the resolution moves only if its score is better by this; less is scatter.
    Half of it in a small store. Asking four times as much of a large one froze thirty nights of 13
    thousand tickets at 135 issues, where one batch finds 99."""

    move_min_gain: float = -0.2
    """Silhouette that a piece (min_issue_size tickets or more) must gain on average before a
    regrouping moves it. Below 0: a group born too coarse scores well until it is divided, and one
    born too fine until it is joined to its like, so asking for more freezes both. Thirty nights of
    banking77 in three orders ended at 0.94, 0.94 and 0.96 of the batch's B-cubed F with -0.12 and a
    tenth moved, at 0.99, 0.95 and 0.97 with this and three twentieths; three other sets kept
    theirs."""

    stray_min_gain: float = -0.02
    """The same for fewer tickets: strays are moved only where they clearly belong."""

    settled_size: int = 10_000
    """From this many tickets on a ticket is moved only if a second Leiden run, other seed, would
    take it from its issue too."""

    regrouping_max_moved: float = 0.15
    """Share of the grouped tickets that a regrouping may move. The pieces that gain most go first;
    the rest waits for the next regrouping. Nights ended as good as without a limit, where single
    regroupings had moved up to a half; with 0.10 they kept too many issues. Well below
    `publish.max_churn`, which a regrouping must never reach."""

    move_min_tickets: int = 1
    """Smaller pieces stay where they are: a single wavering ticket is not an event."""

    theme_min_size: int = 250
    theme_max_cohesion: float = 0.25
    """A group of this many tickets whose mean cosine is lower is a theme: its issues lie within it,
    and are found by a ladder of their own. On bug reports the partition saw 3 groups of 2,503
    before, and 110 after; sets of short questions have no such group."""

    pool_components: int = 15
    """Principal components in which HDBSCAN looks for new issues."""

    pool_size: int = 2000
    pool_per_new: int = 4
    pool_least: int = 400
    """Waiting tickets, the newest, that an ordinary night looks at, for issues to join and for new
    ones: four for each new ticket, 400 at least, 2,000 at most, but always all that are new. At one
    waiting ticket in thirty that is what came in a hundred nights; what takes longer to gather is
    found by a regrouping."""

    seed: int = 0
