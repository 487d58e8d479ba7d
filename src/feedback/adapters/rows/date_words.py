"""The words in dates: what stands for no value, months, zones."""

EMPTY_WORDS = frozenset(
    {
        "", "-", "--", "---", "–", "—", "n/a", "na", "n.a.", "none", "null", "(null)", "nil", "nan",
        "nat", "\\n", "#n/a", "#value!", "#ref!", "?", "unknown", "tbd", "undefined", "(blank)",
        "(empty)", "empty", "not set", "k. a.", "k.a.", "s/o",
    }
)  # fmt: skip
"""How files write that a field has no value."""

HOURS_OF_ZONE = {
    "utc": 0, "gmt": 0, "z": 0, "wet": 0, "bst": 1, "west": 1, "cet": 1, "cest": 2, "mez": 1,
    "mesz": 2, "eet": 2, "eest": 3, "msk": 3, "ist": 5.5, "sgt": 8, "jst": 9, "kst": 9,
    "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13, "brt": -3, "est": -5, "edt": -4, "cst": -6,
    "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
"""Hours from UTC. BST is Britain's and CST America's: support exports hardly know the others."""
_MONTH_NAMES = (
    "jan january januar januari janvier janv enero ene janeiro gennaio gen stycznia sty leden",
    "feb february februar februari février févr fév febrero fevereiro fev febbraio lutego lut únor",
    "mar march märz mrz maart mrt mars marzo março mar marca březen",
    "apr april avril avr abril abr aprile kwietnia kwi duben",
    "may mai mei mayo maio maggio mag maja maj květen",
    "jun june juni juin junio junho giugno giu czerwca cze červen",
    "jul july juli juillet juil julio julho luglio lug lipca lip červenec",
    "aug august augustus août agosto ago sierpnia sie srpen augusti",
    "sep sept september septembre septiembre setembro set settembre września wrz září",
    "oct october oktober okt octobre octubre outubro out ottobre ott października paź říjen",
    "nov november novembre noviembre novembro listopada lis listopad",
    "dec december dezember dez décembre déc diciembre dic dezembro dicembre grudnia gru prosinec",
)
MONTH_OF = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
