"""Words by which a ticket tells its kind: what people of many trades say when something is broken,
when they wish for something, and when they want to know something.

Each group of words counts once per ticket, whatever is said how often. English first, then
German, French, Spanish, Portuguese, Dutch and Italian where a phrase is as telling.
"""

import re
from dataclasses import dataclass

from feedback.domain.issues.issue import IssueKind


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that speak for a kind."""

    kind: IssueKind
    weight: float
    """Log-odds it adds to its kind when the first line says it: about 1 where half of those who
    say it may mean something else, 2 where few do."""
    words: re.Pattern[str]
    """Looked for in lower-case text, which takes half as long as ignoring the case."""


def _cue(kind: IssueKind, weight: float, *alternatives: str, anywhere: bool = True) -> Cue:
    words = "|".join(alternatives)
    pattern = rf"(?<!\w)(?:{words})(?!\w)" if anywhere else rf"(?:{words})"
    return Cue(kind, weight, re.compile(pattern))


D, R, Q = IssueKind.DEFECT, IssueKind.REQUEST, IssueKind.QUESTION
# What may stand before the first word of a subject: "[Mobile] ", "import: ". Bounded, for a subject
# can be as long and as odd as its sender likes.
_HEAD = r"^\W{0,9}(?:\[[^\]]{0,40}\]|[\w.()/-]{1,30}:)?\W{0,9}"

CUES = (
    # --- What the sender calls it, where a form or a habit asks: "[Bug] …", "Type: question".
    _cue(D, 2.0, r"^\W{0,9}(?:bug|defect|fehler|erreur|error|regression)(?: report)?\s*[\]:)]",
         r"\btype\W+(?:bug|defect|problem|incident)\b", anywhere=False),
    _cue(R, 2.5, r"^\W{0,9}(?:feature|enhancement|improvement|suggestion|proposal|idea|request|"
         r"rfc|wish|wunsch|vorschlag|idée|sugerencia|sugestão)(?: request)?\s*[\]:)]",
         r"\btype\W+(?:feature|enhancement)", r"\bfeature[ _-]?request", anywhere=False),
    _cue(Q, 2.5,
         r"^\W{0,9}(?:question|frage|pregunta|pergunta|vraag|domanda|help|support)\s*[\]:)]",
         r"\btype\W+(?:support|question|others?)\b", anywhere=False),
    # --- Defect.
    _cue(D, 1.5,
         r"crash(?:es|ed|ing)?|freez(?:es|ing)|frozen|hangs|segfault\w*|bugs?|buggy|regressions?|"
         r"broken|breaks|corrupt(?:s|ed|ion)?|leaks?|flick\w+|glitch\w*|malfunction\w*",
         r"(?:stopped|stops) \w+ing|since (?:the |my |this |your )?(?:\w+ )?(?:update|upgrade|"
         r"version|release)",
         r"after (?:the |an? |my )?(?:\w+ )?(?:update|upgrade|updating|upgrading)",
         r"used to \w+|worked (?:fine )?(?:before|until|yesterday)|(?:keeps?|kept) \w+ing",
         r"(?:seit|nach) (?:dem |der )?(?:letzten )?(?:update|umstellung|wechsel|aktualisierung)",
         r"(?:depuis|après) (?:la |cette )?(?:dernière )?(?:mise à jour|version|changement)",
         r"(?:desde|después de|tras) (?:la )?(?:última )?(?:actualización|versión)",
         r"(?:desde|após|depois d[ae]) (?:a )?(?:última )?(?:atualização|versão)",
         r"(?:sinds|na) de (?:laatste )?(?:update|versie)|dopo (?:l['’])?(?:ultimo )?aggiornamento",
         r"abgestürzt|stürzt .{0,20}ab|kaputt|defekt|plante|planté|se cuelga|trava|loopt vast",
         ),
    _cue(D, 1.0,
         r"fail(?:s|ed|ing|ures?)?|wrong(?:ly)?|incorrect(?:ly)?|unexpected(?:ly)?|invalid|"
         r"inconsistent|lost|loses|disappear(?:s|ed|ing)?|gone|missing|twice|stuck|duplicated?|"
         r"exceptions?|errors?|blank|slow(?:ly)?|overlap\w*|ignored|unreadable",
         r"(?:does|do|did|is|are|was|were|will|wo|can|ca)(?: ?not|n['’]?t)"
         r" (?:\w+ )?(?:work|load|open|show|display|start|respond|appear|update|save|print|"
         r"send|arrive|match|render|run|connect|play|working|loading|opening|showing|responding)",
         r"not (?:working|loading|opening|showing|responding|displayed|shown|saved|updated|sent)",
         r"no longer \w+|nothing happens|again and again|every time|since (?:last|this|yesterday|"
         r"today|monday|"
         r"tuesday|wednesday|thursday|friday|\w+ (?:hours|days|weeks))|unable to|off by",
         r"fehler(?:meldung)?|funktioniert (?:\w+ )?nicht|geht (?:\w+ )?nicht(?: mehr)?|falsch\w*|"
         r"fehlt|"
         r"fehlen|verschwunden|verloren|doppelt|zerstört|nicht mehr|kaum (?:noch|mehr)?",
         r"erreurs?|ne (?:fonctionne|marche|s['’]\w+) (?:pas|plus)|fonctionne (?:pas|plus)|"
         r"disparus?|"
         r"faux|fausses?|bloqué\w*|erronée?s?|corrompu\w*|perdue?s?|disparaissent|"
         r"n['’]arrive\w* (?:pas|plus)|"
         r"ne \w+ plus",
         r"errores|no (?:funciona|carga|abre|aparece|llega)|dejó de \w+|incorrect[oa]s?|"
         r"perdid[oa]s?|fallo|fallas?|equivocad[oa]s?|no me (?:llega|deja|aparece|funciona)|"
         r"ya no \w+",
         r"erros?|não (?:funciona|abre|carrega|aparece|chega)|parou de \w+|errad[oa]s?|sumi(?:u|"
         r"ram)|perdid[oa]s?|já não \w+",
         r"werkt (?:\w+ )?niet|fout(?:melding)?|verdwenen|verkeerde?|dubbel",
         r"errore|non (?:funziona|va|si apre|carica)|sbagliat[oa]",
         ),
    _cue(D, 1.0,
         r"(?:steps )?to reproduce|repro(?:duction|ducible)?(?: steps)?|how to reproduce|"
         r"(?:expected|actual|current)(?: and actual)? (?:behaviou?r|results?|output)|"
         r"stack ?trace|traceback|schritte zum reproduzieren|erwartetes verhalten|"
         r"comportement attendu|pasos para reproducir|comportamento esperado",
         ),
    # --- Request.
    _cue(R, 2.0,
         r"(?:would|will|it['’]d|might) (?:be|have been) (?:\w+ )?(?:great|nice|helpful|useful|"
         r"good|"
         r"awesome|cool|handy|better|ideal|wonderful|lovely|appreciated if)",
         r"(?:please|pls|could you|can you|kindly|consider) (?:please )?(?:add(?:ing)?|"
         r"support(?:ing)?|"
         r"implement(?:ing)?|allow(?:ing)?|provid\w+|mak(?:e|ing)|introduc\w+|bring(?:ing)? back|"
         r"offer(?:ing)?)",
         r"(?:i|we)(?: really)? (?:wish|propose|suggest)|(?:i|we)['’]?d? (?:would )?(?:love|"
         r"like) (?:to "
         r"(?:see|be able|have|suggest|propose|request)|if|an? option|the option|support)",
         r"(?:add|adding|provide|need|want|have|introduce)(?: an?| the|"
         r" some)? (?:\w+ )?(?:support for|"
         r"option|setting|ability|possibility|way to|feature)",
         r"(?:there )?should (?:be (?:an? |the )?(?:\w+ )?(?:option|way|setting|able|possible|"
         r"configurable)|"
         r"have an? |allow|support)",
         r"suggestions?|enhancements?|proposals?|feature (?:idea|suggestion)|"
         r"improvements?|nice to have|use[ -]?cases?",
         r"wäre (?:es )?(?:\w+ )?(?:schön|toll|super|hilfreich|gut|praktisch|prima)|"
         r"(?:wir )?wünsch\w+|"
         r"könn(?:t|te[nt]?) (?:ihr|sie|man)\b.{0,60}(?:einbauen|hinzufügen|anbieten|ergänzen)|"
         r"bitte .{0,60}(?:einbauen|hinzufügen|ergänzen)|vorschlag",
         r"(?:serait|ce serait) (?:\w+ )?(?:bien|bon|utile|pratique|super|génial)|"
         r"pourriez-vous ajouter|"
         r"(?:nous|j['’]) ?(?:aimerions|aimerais|souhaitons|souhaiterais)|ajouter une? (?:option|"
         r"fonction\w*)",
         r"(?:sería|estaría) (?:\w+ )?(?:bueno|bien|genial|útil|ideal)|(?:nos )?gustaría (?:poder|"
         r"que)|"
         r"podrían (?:añadir|agregar)",
         r"seria (?:\w+ )?(?:bom|ótimo|útil|legal|ideal)|gostar(?:ia|íamos) de (?:poder|ter)|"
         r"poderiam adicionar",
         r"zou (?:\w+ )?(?:fijn|mooi|handig|leuk|geweldig) zijn|graag zouden we|(?:kunnen jullie|"
         r"kunt u) .{0,60}toevoegen",
         r"sarebbe (?:\w+ )?(?:bello|utile|comodo|ideale)|vorrei (?:poter|che)|potreste aggiungere",
         ),
    _cue(R, 2.0,
         _HEAD + r"(?:please )?(?:add|support|allow|provide|implement|enable|"
         r"introduce|improve|expose|offer|include|extend|bring back|let|make|show|move|rename|"
         r"adopt|"
         r"consider|remove|reduce|use|increase|replace|update)\b(?! to\b)",
         anywhere=False),
    _cue(R, 0.7,
         r"(?:option|ability|possibility|way|support|request(?:ing)?) (?:to|for)|more \w+able|"
         r"alternatives?|customi[sz]able|configurable|additional|new (?:feature|function|option|"
         r"api)|"
         r"(?:any )?plans? to|roadmap|currently,? (?:there is no|it is not|we have to|you have to)|"
         r"(?:old|previous) \w+ back|i want|we need|would (?:allow|help|make|enable|like)|"
         r"could be|should be",
         ),
    # --- Question.
    _cue(Q, 2.0,
         _HEAD + r"(?:how|what|where|when|which|who|is there|is it|can i|can we|could i|does|do i|"
         r"do you|are there|should i|am i|anyone|wie|was|wo|wann|welche\w*|kann ich|gibt es|"
         r"comment|"
         r"où|quand|quel\w*|est-ce|cómo|como|dónde|cuándo|qué|cuál|puedo|hoe|waar|wat|come|dove|"
         r"quale)\b(?!.{0,80}\bnot\b)",
         anywhere=False),
    _cue(Q, 1.0, r"^[^\n]*\?", anywhere=False),
    _cue(Q, 1.5,
         r"how (?:do|can|to|would|should|does|could) (?:i |we |you |one )?"
         r"(?!fix|stop|solve|resolve|repair|get rid|restore|recover|get (?:it|them|my)|prevent|"
         r"avoid|"
         r"reproduce|undo)\w+",
         r"what (?:is|are|does|would be) the (?:\w+ )?(?:way|difference|reason|meaning|purpose|"
         r"correct)|is (?:there|it) (?:an?y?|possible)|is this (?:possible|expected|intended|"
         r"normal)",
         r"(?:please|can (?:you|someone|anyone|somebody)|could (?:you|someone|anyone|somebody)) "
         r"(?:\w+ )?(?:explain|tell|advise|clarify|guide)",
         r"(?:i['’]?m|i am|was|we are)(?: just)? (?:wondering|curious|confused|unsure|not sure|"
         r"new to|"
         r"a (?:beginner|newbie|student))",
         r"(?:do not|don['’]?t|didn['’]?t) (?:know|understand)|(?:cannot|can['’]?t) (?:understand|"
         r"figure out|find out)|(?:i|we) (?:have|had|got) (?:a|some|two|another) questions?|"
         r"my question|what should i|tutorial",
         r"wie (?:kann|können|mache|geht|bekomme)|ist es möglich|ich (?:weiß|verstehe) nicht",
         r"comment (?:puis|faire|peut|on)|est-il possible|je ne (?:sais|comprends) pas",
         r"(?:es|sería) posible|no (?:sé|entiendo)|cómo (?:puedo|se|hago)",
         r"como (?:posso|faço|fazer)|é possível|não (?:sei|entendo)|gostaria de saber",
         r"hoe (?:kan|moet)|is het mogelijk|ik (?:weet|begrijp) niet",
         r"come (?:posso|si|faccio)|è possibile|non (?:so|capisco)",
         ),
    # Pleas: whoever asks for help may have met a defect just as well.
    _cue(Q, 0.7,
         r"(?:any|some) (?:help|ideas?|advice|suggestions?|pointers?|guidance|clues?)|"
         r"(?:thanks|thank you) in advance|am i (?:doing|missing)|did i|what (?:am i|did i)|"
         r"questions?|"
         r"(?:i['’]?m|i am|we are|i was|i have been) (?:trying|attempting|struggling)|i (?:want|"
         r"need) "
         r"to know|i followed|need (?:some )?help|help me|documentation|correct(?:ly)? way|"
         r"right way|"
         r"best way|recommended|frage|pregunta|dúvida|vraag|domanda|"
         + _HEAD + r"(?:why|warum|wieso|pourquoi|por ?qu[eé]|waarom|perché)",
         ),
    _cue(D, 1.0,
         r"how (?:do|can|to|would|should|could) (?:i |we |you |one )?(?:fix|stop|solve|resolve|"
         r"repair|"
         r"get rid|restore|recover|get (?:it|them|my \w+) back|prevent|undo)",
         r"(?:re)?started (?:my|the) (?:computer|pc|browser|phone|app|server|machine)|"
         r"re-?install\w*|"
         r"safe mode|tried (?:everything|all|restarting|clearing|refreshing)|cleared (?:the |my )?"
         r"(?:cache|cookies)",
         ),
)  # fmt: skip
