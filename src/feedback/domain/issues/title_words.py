"""Words that tell whether a sentence can stand as a title, in the languages support meets most."""

import re

PERSONAL = frozenset(
    """
    i i'm i've i'd i'll im ive me my mine we we're we've we'd our ours us
    ich mich mir mein meine meinem meinen meiner wir uns unser unsere unserem unseren
    je j'ai j'utilise moi mon ma mes nous notre nos
    yo mi mis me nos nosotros nuestro nuestra tengo quiero quisiera
    eu meu minha meus minhas nosso nossa tenho quero
    ik mijn wij ons onze io mio mia miei noi nostro nostra
    """.split()  # noqa: SIM905 - a list of one word a line would be long
)
"""Of somebody who tells a story. A title speaks of the product."""

LINKING = frozenset(
    """
    and but so then also even now it its it's this that these those they there here however although
    though while because since if anyway well ok okay yes no just again still thanks thank sorry
    und aber dann auch es das dies diese jetzt nun weil wenn obwohl danke leider hier
    et mais alors aussi ce c'est ça cela ceci si car merci donc voilà
    y pero entonces también esto eso si porque gracias ahora
    e mas então também isto isso se porque obrigado obrigada agora
    en maar dan ook dit dat nu als omdat bedankt allora anche questo però grazie
    """.split()  # noqa: SIM905 - as above
)
"""A sentence that begins with one leans on what was said before it."""

UNFINISHED = frozenset(
    """
    a an the of to and or but with from for my your our is are was were be been have has had that
    which because if when than as i
    der die das den dem ein eine einen und oder aber mit von zu für ist sind war wenn weil dass
    le la les un une de des du et ou mais avec pour est sont que qui
    el los las una y o pero con por para es son que
    os as um uma e ou mas com é são
    het een en of maar met van voor zijn dat il lo gli di che
    """.split()  # noqa: SIM905 - as above
)
"""Nothing ends with one of these but what was cut short."""

PLEADING = frozenset(
    """
    please pls plz help anyone anybody somebody someone urgent asap thanks thank sorry hate love
    ridiculous terrible awful stupid annoying frustrating bitte hilfe danke jemand aide svp merci
    ayuda favor gracias ajuda obrigado alguém alguien help alstublieft bedankt aiuto grazie
    again still update ticket follow-up followup question problem issue questions problems issues
    trouble request frage problem problème question pregunta problema pergunta vraag probleem
    """.split()  # noqa: SIM905 - as above
)
"""What one says to somebody who is to help; it tells nothing of the problem."""

ASKING = re.compile(
    r"^(?:how|what|why|where|when|which|who|can|could|does|do|is|are|should|will|would|did|has|"
    r"wie|was|warum|wieso|wo|wann|kann|gibt|comment|pourquoi|où|quand|quel\w*|est-ce|puis-je|"
    r"cómo|como|por qué|dónde|cuándo|qué|puedo|porque|onde|quando|posso|hoe|waarom|waar|wat|come|"
    r"perché|dove)\b|[?¿]",
    re.IGNORECASE,
)

LABEL = re.compile(
    r"^(?:(?:re|fw|fwd|aw|wg|sv|vs|tr|rv|enc|urgent|dringend|help|question|frage|pregunta|bug|request|suggestion|wish|wunsch|"
    r"problem|problème|problema|issue|feature request|ticket)\s*(?:#?\d+\s*)?[:!\-–]+\s*|"
    r"\[[^\]]{0,30}\]\s*|\(?\d{1,2}[.)]\s+|[-*•>#]+\s*)+",
    re.IGNORECASE,
)
"""What people and mail programs put before a subject."""

LEAD_IN = re.compile(
    r"^(?:(?:just )?(?:wondering|curious|asking)(?: about)? (?=how|why|what|where|if|"
    r"whether)(?:(?:if|"
    r"whether) )?|(?:i|we) (?:was|am|were|are) (?:just )?(?:wondering|curious) (?:(?:if|"
    r"whether) )?|"
    r"(?:i|we) (?:have|had|got) (?:a|an) (?:problem|issue|question)s? (?:with|about|regarding) |"
    r"i (?:would like|want|need) to know (?:if |whether )?|"
    r"(?:can|could) (?:someone|anyone|somebody|anybody|you) (?:please )?(?:tell|show) (?:me|us) |"
    r"does (?:anyone|anybody|someone) know |(?:hey|so|well|ok|okay|also|and|but)[, ]+|"
    r"(?:please )?help(?: me)?(?: please)?[,:.!]+\s*|(?:for some reason|suddenly|lately|recently|"
    r"today),? (?=i |we |the |my )|"
    r"(?:i|we)(?: am| are|'m|'re|’m|’re)? (?:just |really |simply |still )?(?=can'?t |can’t |"
    r"cannot |can not |"
    r"unable |not able |no longer |keep )|ich habe (?:ein problem|eine frage) mit |"
    r"j['’]ai un problème (?:avec|de) |tengo (?:un problema|una duda) con |"
    r"tenho (?:um problema|uma dúvida) com )",
    re.IGNORECASE,
)
"""Openings that can go without taking anything of the problem along."""

TAIL = re.compile(
    r"[\s,;.!–-]*\b(?:please(?: help| advise| fix)?(?: me)?|pls(?: help)?|plz(?: help)?|(?:can|"
    r"could) "
    r"(?:anyone|someone|you) (?:please )?(?:help|assist)(?: me)?|(?:any )?help(?: me)?(?: please)?|"
    r"any (?:ideas?|help|suggestions?|advice)|what (?:can|should|do) i do|thanks?(?: you)?(?: in "
    r"advance)?|thx|bitte(?: um hilfe)?|danke|merci(?: d['’]avance)?|svp|(?:por favor|gracias|"
    r"ayuda)|obrigad[oa])[\s.!?]*$",
    re.IGNORECASE,
)
"""Pleas at the end."""
