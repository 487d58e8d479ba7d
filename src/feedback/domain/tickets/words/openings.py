"""How chats begin: greetings, calls for help and buttons, before the customer says what it is."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from feedback.domain.tickets.words.phrases import any_phrase

_MAX_CHARS = 200
"""What is longer tells something."""
_ENOUGH_WORDS = 3
_ENOUGH_CHARACTERS = 6
"""Of Chinese, Japanese or Korean, which need no blanks between words."""
_SHORT_ANSWER_WORDS = 5
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

_OPENING = any_phrase("""
    hi, hello, hey, hiya, howdy, hi there, hello there, hey there, hello again, hi team, hello team,
    good morning, good afternoon, good evening, good day, greetings, yo,
    hallo, moin, servus, guten tag, guten morgen, guten abend, grüezi, bonjour, bonsoir, salut,
    hola, buenas, buenos días, buenas tardes, buenas noches, olá, ola, oi, bom dia, boa tarde,
    boa noite, ciao, salve, buongiorno, buonasera, goedemorgen, goedemiddag, goedenavond, goedendag,
    hej, hejsan, god morgon, goddag, hei, cześć, dzień dobry, ahoj, dobrý den, привет,
    здравствуйте, добрый день, merhaba, selam, szia, jó napot, γεια σας, こんにちは,
    おはようございます, 你好, 您好, 안녕하세요,
    ok, okay, yes, no, yep, nope, sure, please, thanks, thank you, thx, ja, nein, bitte, danke, oui,
    non, merci, sí, si, por favor, gracias, sim, não, obrigado, obrigada, grazie, per favore, nee,
    dank u, bedankt, tak, nie, tack, kiitos, да, нет, спасибо, evet, hayır,
    test, testing, anyone, anyone there, is anyone there, is anybody there, are you there,
    hello anyone there, jemand da, il y a quelqu'un, hay alguien, is er iemand,
    start, get started, restart, begin, menu, main menu, back, go back, continue, skip, next,
    start over, start chat, start a chat, start a conversation, new conversation, live chat, chat,
    chat with us, chat now,
    help, help me, help please, please help, please help me, get help, i need help,
    i need some help, i need your help, i need assistance, need help, need some help,
    need assistance, can you help, can you help me, can you please help me, could you help me,
    can someone help me, can somebody help me, can anyone help me, i want help, i would like help,
    i'd like some help, get support, i need support, i need help with something,
    i need help please, contact support, contact us, support, technical support, customer support,
    customer service, i have a question, i've got a question, have a question, got a question,
    ask a question, i want to ask a question, i have a quick question, quick question, a question,
    question, general question, i have a problem, i've got a problem, i have an issue,
    i have a technical issue, report a problem, report an issue, report a bug, i have a request,
    i want to report a problem, i'd like to report an issue, problem, issue, bug, complaint,
    something else, something different, other, others, another issue, another question,
    none of these, none of the above, it's something else, my question is not listed,
    this didn't help, that didn't help, didn't help, not helpful, i still need help,
    still need help,
    talk to a person, talk to a human, talk to someone, talk to an agent, talk to support,
    talk to a real person, talk to a representative, talk to sales, talk to the team,
    speak to a person, speak to a human, speak to someone, speak to an agent, speak with an agent,
    speak with a human, speak with someone, speak to a representative, chat with a human,
    chat with a person, chat with an agent, chat with support, connect me to an agent,
    connect me with an agent, connect to an agent, connect me to a human, connect with an agent,
    i want to talk to a human, i want to speak to someone, i want to talk to someone,
    i want to speak to an agent, i would like to speak to someone, let me talk to a human,
    transfer me to an agent, agent, human, human agent, live agent, real person, a real person,
    representative, operator, person, i'd like to talk to a human, wait for the team,
    hilfe, ich brauche hilfe, brauche hilfe, können sie mir helfen, kannst du mir helfen,
    ich habe eine frage, eine frage, frage, ich habe ein problem, ich hätte eine frage, sonstiges,
    etwas anderes, andere, anderes anliegen, mit einem menschen sprechen, mitarbeiter sprechen,
    mit einem mitarbeiter sprechen, mit jemandem sprechen, kontakt aufnehmen, mitarbeiter,
    aide, aidez-moi, j'ai besoin d'aide, besoin d'aide, pouvez-vous m'aider, j'ai une question,
    une question, j'ai un problème, autre, autre chose, autre question, parler à un conseiller,
    parler à une personne, parler à un agent, parler à un humain, parler à quelqu'un,
    ayuda, necesito ayuda, me pueden ayudar, me puede ayudar, puedes ayudarme, tengo una pregunta,
    tengo una duda, tengo un problema, una pregunta, otro, otra cosa, otros, otra consulta,
    hablar con una persona, hablar con un agente, hablar con un humano, hablar con alguien,
    ajuda, preciso de ajuda, preciso de uma ajuda, pode me ajudar, podem me ajudar,
    tenho uma pergunta, tenho uma dúvida, tenho um problema, outro, outra coisa, outros,
    falar com uma pessoa, falar com um atendente, falar com atendente, falar com um humano,
    aiuto, ho bisogno di aiuto, mi potete aiutare, puoi aiutarmi, ho una domanda, ho un problema,
    altro, parlare con una persona, parlare con un operatore, parlare con qualcuno,
    ik heb hulp nodig, hulp nodig, kunt u mij helpen, kun je me helpen, ik heb een vraag, een vraag,
    ik heb een probleem, iets anders, anders, overig, praat met een medewerker,
    spreek met een medewerker, praten met een medewerker, medewerker,
    pomoc, potrzebuję pomocy, mam pytanie, mam problem, coś innego, inne, rozmowa z konsultantem,
    porozmawiaj z konsultantem, jag behöver hjälp, hjälp, jag har en fråga, något annat, annat,
    prata med en människa, jeg har brug for hjælp, jeg har et spørgsmål, noget andet, andet,
    tal med en medarbejder, potřebuji pomoc, mám dotaz, něco jiného,
    помощь, помогите, нужна помощь, у меня вопрос, есть вопрос, другое, связаться с оператором,
    оператор, yardım, yardıma ihtiyacım var, bir sorum var, diğer, temsilciye bağlan,
    質問があります, 質問, その他, ヘルプ, オペレーターと話す, 担当者と話す,
    人工, 人工客服, 转人工, 转人工客服,
    我有一个问题, 帮助, 其他, 상담원 연결, 질문이 있어요, 기타, 도움말
    """)
_ONLY_OPENINGS = re.compile(rf"^(?:[\W_]*{_OPENING}(?!\w))+[\W_]*$", re.IGNORECASE)
_ONLY_AN_ADDRESS = re.compile(r"^(?:\S+@\S+\.\S+|\[email\]|\[phone\]|[\d\s().+#/-]+|https?://\S+)$")
_ASKS_WHO = re.compile(
    r"(?<!\w)(?:name|e-?mail|phone|order (?:number|id|no)|account (?:number|id)|customer number|"
    r"telefonnummer|bestellnummer|kundennummer|vorname|nom|prénom|courriel|téléphone|nombre|correo|"
    r"teléfono|nome|naam|imię|nazwisko|お名前|メール|姓名|邮箱)(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A message of a conversation, as plain text."""

    text: str
    by_customer: bool
    is_button: bool = False
    """The customer pressed it; somebody else worded it."""
    offered: tuple[str, ...] = ()
    """The buttons that come with it."""


def tells_nothing(text: str) -> bool:
    """Whether `text` only greets, asks for a person, or is a usual button."""
    text = text.strip()
    return not text or (len(text) <= _MAX_CHARS and _ONLY_OPENINGS.match(text) is not None)


def first_words(spoken: Iterable[Spoken]) -> str:
    """The customer's first real words, a line a message; empty where there are none.

    Greetings, pressed buttons, and short answers to questions such as "What is your name?" are
    passed over. What is said in one go belongs together; after a few words only, reading goes on.
    """
    said: list[str] = []
    buttons: set[str] = set()
    asked = ""
    for message in spoken:
        text = message.text.strip()
        if not message.by_customer:
            if is_enough("\n".join(said)):
                break
            buttons.update(_plain(label) for label in message.offered)
            asked = text or asked
            continue
        if message.is_button or _plain(text) in buttons or tells_nothing(text):
            continue
        if not any(map(str.isalnum, text)):
            continue
        is_answer = _ASKS_WHO.search(asked) and len(text.split()) <= _SHORT_ANSWER_WORDS
        asked = ""
        if not _ONLY_AN_ADDRESS.match(text) and not is_answer:
            said.append(text)
    return "\n".join(said)


def is_enough(text: str) -> bool:
    """Whether `text` says more than a menu's label would."""
    if tells_nothing(text):
        return False
    if len(_UNSPACED.findall(text)) >= _ENOUGH_CHARACTERS:
        return True
    return sum(any(mark.isalpha() for mark in word) for word in text.split()) >= _ENOUGH_WORDS


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
