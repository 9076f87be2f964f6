"""Closed-class words: what is no content word though it has letters.

Determiners, pronouns, prepositions, conjunctions, auxiliaries and modals, negation, particles and the adverbs that
stand for something said elsewhere (here, then, damit). Nothing that a dictionary describes by its senses: unlike
the usual stop-word lists these leave out call, side, part, full, well. English and German are written here, other
languages fall back on spaCy's stop words (and only then import spaCy). All words are in lower case, with straight
apostrophes.
"""

from __future__ import annotations

from functools import cache

_ENGLISH = """
a an the this that these those each every either neither some any no all both few fewer many more most much several
less least enough such other others another what which whatever whichever whose
i me my myself we us our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it
its itself they them their theirs themselves one ones oneself who whom whoever whomever none someone somebody something
anyone anybody anything everyone everybody everything nobody nothing thou thee thy thine ye 'em em
about above across after against along alongside amid amidst among amongst around as at atop before behind below
beneath beside besides between beyond by despite down during except for from in inside into of off on onto out outside
over per since than through throughout till to toward towards under underneath until unto up upon via with within
without versus vs vs.
and or but nor if unless because although though while whilst whereas whether lest when where why how whenever
wherever however
be am is are was were been being have has had having do does did doing done can could may might must shall should will
would ought cannot gonna wanna gotta
not never n't nt 's 're 've 'll 'd 'm 't re ve ll 'tis 'twas ca wo sha ai na ta whats thats
don't doesn't didn't isn't aren't wasn't weren't haven't hasn't hadn't can't couldn't won't wouldn't shan't shouldn't
mustn't mightn't needn't oughtn't ain't i'm i've i'll i'd you're you've you'll you'd he's he'll he'd she's she'll she'd
it's it'll it'd we're we've we'll we'd they're they've they'll they'd that's there's what's who's let's
here there then now so thus too very also hence thereby therein thereof thereafter herein hereby whereby wherein
whereof whereupon hither thither
etc etc. e.g. i.e. cf cf. viz viz.
"""

_GERMAN = """
der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner keines
dieser diese dieses diesen diesem dies jener jene jenes jenen jenem jeder jede jedes jeden jedem jedweder
mancher manche manches manchen manchem manch solcher solche solches solchen solchem solch welcher welche welches
welchen welchem welch alle alles allen aller allem all beide beiden beider beides einige einigen einiger einiges
einigem mehrere mehreren mehrerer viel viele vielen vieler vieles vielem wenig wenige wenigen weniger weniges mehr
etwas nichts irgendein irgendeine irgendeinen irgendeinem irgendeiner irgendwelche irgendwas irgendwer
meisten etliche etlichen etlicher etliches jegliche jeglicher jegliches jeglichen selben derselbe dieselbe dasselbe
denselben demselben desselben dieselben derjenige diejenige dasjenige diejenigen denjenigen
demjenigen derjenigen deren dessen denen derer andere anderen anderer anderes anderem andern
ich mich mir meiner du dich dir deiner er ihn ihm seiner sie ihr ihnen ihrer es wir uns unser euch euer man
sich selbst selber einander wer wen wem wessen was jemand jemanden jemandem niemand niemanden niemandem jedermann
mein meine meinen meinem meines dein deine deinen deinem deines sein seine seinen seinem seines ihre ihren ihrem ihres
unsere unseren unserem unserer unseres unsre unsren unsrem unsrer euere eure euren eurem eurer eures
ab an am ans auf aufs aus außer außerhalb ausser bei beim bis durch durchs entlang für fürs gegen gegenüber gemäß
hinter hinterm hinters in im ins infolge innerhalb jenseits diesseits mit mithilfe mittels nach neben nebst ohne
oberhalb per pro seit seitens samt statt anstatt trotz über übers überm um ums unter unterm unters unterhalb von vom
vor vorm vors während wegen wider zu zum zur zufolge zugunsten zwecks zwischen angesichts anhand anlässlich aufgrund
bezüglich hinsichtlich inklusive inmitten via
und oder aber denn sondern sowie sowohl als wie wenn weil dass daß ob obwohl obgleich obschon wenngleich damit bevor
ehe nachdem sobald solange sooft während falls sofern soweit indem sodass da seitdem deshalb deswegen weder noch
entweder jedoch doch je desto umso
bzw bzw. beziehungsweise d.h. z.b. u.a. usw usw. etc etc. bspw. ggf. evtl. vgl vgl. sog. ca ca.
bin bist ist sind seid war warst waren wart wäre wärst wären wäret sei seist seien gewesen
haben hab habe hast hat habt hatte hattest hatten hattet hätte hättest hätten hättet gehabt
werden werde wirst wird werdet wurde wurdest wurden wurdet würde würdest würden würdet geworden worden
können kann kannst könnt konnte konntest konnten konntet könne könnte könntest könnten könntet gekonnt
müssen muss muß musst müsst musste musstest mussten müsse müsste müssten mußte mußten
sollen soll sollst sollt sollte solltest sollten solle
wollen will willst wollt wollte wolltest wollten wolle
dürfen darf darfst dürft durfte durften dürfe dürfte dürften
mögen mag magst mögt mochte mochten möge möchte möchtest möchten möchtet
nicht nie niemals nein ja so auch sehr hin her hier dort dann nun also wo wohin woher wann warum weshalb wieso
weswegen dafür dagegen daher dahin daneben daran darauf daraus darin darüber darum darunter davon davor dazu dabei
dadurch danach dazwischen dahinter dran drauf draus drin drüber drum drunter hierbei hierdurch hierfür hierin hiermit
hierzu hiervon wobei wodurch wofür wogegen womit wonach woran worauf woraus worin worüber worum wovon wovor wozu
's n' ne 'ne 'n
"""

_WORDS = {"en": frozenset(_ENGLISH.split()), "de": frozenset(_GERMAN.split())}

_GERMAN_NOUNS_TOO = """
sein haben werden können müssen sollen wollen dürfen mögen nichts ehe würde wolle habe waren trotz muss muß soll
"""
NAMES_IN_CAPITALS = {
    "en": frozenset({"may", "will"}),  # the month, the name
    "de": frozenset(_GERMAN_NOUNS_TOO.split()),
}
"""Words (in lower case) that are function words unless capitalised inside a sentence: *will*, *May*."""

_ENGLISH_ACRONYMS = "US IT WHO AI CA AM AIDS RAM ROM PIN SIM ALP"
_GERMAN_ACRONYMS = "US USA EU IT"
ACRONYMS = {"en": frozenset(_ENGLISH_ACRONYMS.split()), "de": frozenset(_GERMAN_ACRONYMS.split())}
"""Acronyms that are spelt like another word of the language: *US*, *IT*."""

_ENGLISH_NUMBERS = """
zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion trillion
"""
_GERMAN_NUMBERS = """
null eins zwei zwo drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn
achtzehn neunzehn zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig hundert tausend
"""
NUMBERS = {"en": frozenset(_ENGLISH_NUMBERS.split()), "de": frozenset(_GERMAN_NUMBERS.split())}
"""Cardinal numbers as words, in lower case."""

_ENGLISH_OPENERS = """
a an the this that these those i we you he she it they my our your his her its their there here what which who when
where why how if but and or so as in on at for with from by however although while because since after before during
not no is are was were do does did have has
"""
_GERMAN_OPENERS = """
der die das ein eine einen einem dieser diese dieses diesen ich wir er sie es man mein unser sein ihr in im auf bei mit
nach seit von zu zum zur für wenn als aber und oder doch da dann so auch wie was wer wo hier dort nicht ist sind war
hat haben danach damit dabei dazu
"""
SENTENCE_OPENERS = {"en": frozenset(_ENGLISH_OPENERS.split()), "de": frozenset(_GERMAN_OPENERS.split())}
"""Closed-class words that, capitalised behind an abbreviation, show that a new sentence has begun."""


@cache
def function_words(language: str) -> frozenset[str]:
    """The function words of a language, in lower case.

    `language` is an ISO 639 code. Empty for a language that neither this module nor spaCy knows.
    """
    if language in _WORDS:
        return _WORDS[language]
    import spacy.util

    try:
        stop_words = spacy.util.get_lang_class(language).Defaults.stop_words
    except ImportError:
        return frozenset()
    return frozenset(word.lower() for word in stop_words)
