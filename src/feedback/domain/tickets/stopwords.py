"""Words that carry no topic, in the languages support meets most.

Deliberately short: class-based TF-IDF already sinks what every issue has in common. The lists of
stopwordsiso (4,477 words for these languages) hold words that name problems: orders, members,
changes, information, number, available, opened. Also, a title that a language model wrote may use
a stop word that no ticket says.
"""

STOPWORDS = frozenset(
    """
    a aber about after again al all als also am an and any are as at au auch auf aux avec be
    because bedankt been before bei bij bitte bonjour but by can can't cannot ce cette com con
    could da danke dans das dat de del dem den depuis der des desde did didn't die do does
    doesn't doing don't down du e each een ein eine einer el elle en es est está et eu even
    every for from für get gets getting go got gracias haben had hallo has hat have haven't
    having he hello help her here het hey hi hola how i i'm i've ich if ik il im in into is
    isn't ist it it's its je just kann know la las le les like lo los maar mais mas me merci met
    mit more muy my más na nach ne need nicht niet no noch nog nos not notre nous now nuestro
    não nós o obrigada obrigado oder of off olá on once one only onze ook op or os other ou our
    out over para pas pero please plus por pour que qui re same se see seit seu she should sie
    since sind sinds so some son sont still su sua such sur são te than thank thanks that that's
    the their them then there these they this those through to too u um uma un una und under une
    uns unser unsere until up us use used using usted van very você von voor votre vous want was
    we we're we've were what when where which while who why wie wij will wir wird with won't
    work working works would y yo you your zijn zu é
    """.split()  # noqa: SIM905 - a list of one word a line would be 400 lines long
)
