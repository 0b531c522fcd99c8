"""The words of `counting`, by language: tables alone. Guards that a false friend is none ("billion")."""

# Zero to nineteen; "/" parts spellings.
SMALL = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen",
    "de": "null eins/ein/eine/einen/einem/einer/eines zwei/zwo drei vier fünf sechs sieben acht neun zehn elf zwölf "
    "dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn",
    "fr": "zéro un/une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept "
    "dix-huit dix-neuf",
    "es": "cero un/uno/una dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis "
    "diecisiete dieciocho diecinueve",
    "it": "zero un/uno/una due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici "
    "sedici diciassette diciotto diciannove",
    "pt": "zero um/uma dois/duas três quatro cinco seis sete oito nove dez onze doze treze catorze/quatorze quinze "
    "dezesseis/dezasseis dezessete/dezassete dezoito dezenove/dezanove",
    "nl": "nul een/één twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien "
    "zeventien achttien negentien",
}
# Twenty to ninety.
TENS = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "de": "zwanzig dreißig/dreissig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "fr": "vingt/vingts trente quarante cinquante soixante septante huitante/octante nonante",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "it": "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
    "pt": "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
    "nl": "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
}
VARIANTS: dict[str, dict[str, int]] = {
    "en": {"dozen": 12},
    "de": {"dutzend": 12},
    "fr": {"dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "cinquantaine": 50},
    "es": {
        "veintiún": 21, "veintiuno": 21, "veintiuna": 21, "veintidós": 22, "veintitrés": 23, "veinticuatro": 24,
        "veinticinco": 25, "veintiséis": 26, "veintisiete": 27, "veintiocho": 28, "veintinueve": 29, "docena": 12,
    },
    "it": {"dozzina": 12, "decina": 10, "ventina": 20, "trentina": 30},
    "pt": {"dúzia": 12, "dezena": 10},
    "nl": {"dozijn": 12},
}  # fmt: skip
_UNITS_DE = "zwei drei vier fünf sechs sieben acht neun".split()
_UNITS_IT = "due tre quattro cinque sei sette otto nove".split()
_UNITS_NL = "twee drie vier vijf zes zeven acht negen".split()
_ES = "doscient trescient cuatrocient quinient seiscient setecient ochocient novecient".split()
_PT = "duzent trezent quatrocent quinhent seiscent setecent oitocent novecent".split()
HUNDREDS: dict[str, dict[str, int]] = {
    "en": {"hundred": 100},
    "de": {"hundert": 100, "einhundert": 100} | {f"{one}hundert": at * 100 for at, one in enumerate(_UNITS_DE, 2)},
    "fr": {"cent": 100, "cents": 100},
    "es": {"cien": 100, "ciento": 100}
    | {f"{one}{end}": at * 100 for at, one in enumerate(_ES, 2) for end in ("os", "as")},
    "it": {"cento": 100} | {f"{one}cento": at * 100 for at, one in enumerate(_UNITS_IT, 2)},
    "pt": {"cem": 100, "cento": 100}
    | {f"{one}{end}": at * 100 for at, one in enumerate(_PT, 2) for end in ("os", "as")},
    "nl": {"honderd": 100} | {f"{one}honderd": at * 100 for at, one in enumerate(_UNITS_NL, 2)},
}
# A billion is a thousand millions in English and in Brazil, and a million millions elsewhere.
_M, _G, _T = 10**6, 10**9, 10**12
SCALES: dict[str, dict[str, int]] = {
    "en": {"thousand": 1000, "million": _M, "billion": _G, "bn": _G, "mn": _M, "trillion": _T, "tn": _T},
    "de": {
        "tausend": 1000, "million": _M, "millionen": _M, "mio": _M, "milliarde": _G, "milliarden": _G, "mrd": _G,
        "billion": _T, "billionen": _T, "billiarde": 10**15, "billiarden": 10**15, "trillion": 10**18,
        "trillionen": 10**18,
    },
    "fr": {
        "mille": 1000, "million": _M, "millions": _M, "milliard": _G, "milliards": _G, "md": _G, "mds": _G,
        "billion": _T, "billions": _T, "trillion": 10**18, "trillions": 10**18,
    },
    "es": {
        "mil": 1000, "millón": _M, "millones": _M, "millardo": _G, "millardos": _G, "billón": _T, "billones": _T,
        "trillón": 10**18, "trillones": 10**18,
    },
    "it": {
        "mille": 1000, "mila": 1000, "milione": _M, "milioni": _M, "mln": _M, "miliardo": _G, "miliardi": _G,
        "mld": _G, "bilione": _T, "bilioni": _T, "trilione": 10**18, "trilioni": 10**18,
    },
    "pt": {
        "mil": 1000, "milhão": _M, "milhões": _M, "bilhão": _G, "bilhões": _G, "bilião": _T, "biliões": _T,
        "trilhão": _T, "trilhões": _T, "trilião": 10**18, "triliões": 10**18,
    },
    "nl": {
        "duizend": 1000, "miljoen": _M, "mln": _M, "miljard": _G, "mld": _G, "biljoen": _T, "biljard": 10**15,
        "triljoen": 10**18,
    },
}  # fmt: skip
# How a thousand stands within one word, in the languages that join.
THOUSAND = {"de": "tausend", "it": "mila mille", "nl": "duizend"}
WITHIN: dict[str, tuple[str, ...]] = {"de": ("und",), "it": (), "nl": ("en",)}  # between hundreds and the rest
JOINING = {"en": "and", "de": "und", "fr": "et", "es": "y", "it": "e", "pt": "e", "nl": "en"}
# "Hundreds of": no number, but another than thousands.
PLURAL: dict[str, dict[str, int]] = {
    "en": {"dozens": 12, "hundreds": 100, "thousands": 1000, "millions": _M, "billions": _G, "trillions": _T},
    "de": {"dutzende": 12, "hunderte": 100, "hunderten": 100, "tausende": 1000, "tausenden": 1000},
    "fr": {"dizaines": 10, "douzaines": 12, "centaines": 100, "milliers": 1000},
    "es": {"decenas": 10, "docenas": 12, "cientos": 100, "centenares": 100, "miles": 1000, "millares": 1000},
    "it": {"decine": 10, "dozzine": 12, "centinaia": 100, "migliaia": 1000},
    "pt": {"dezenas": 10, "dúzias": 12, "centenas": 100, "milhares": 1000},
    "nl": {"tientallen": 10, "dozijnen": 12, "honderden": 100, "duizenden": 1000, "miljoenen": _M, "miljarden": _G},
}
MONTHS = {
    "en": "january/jan february/feb march april may june july august september/sept october/oct november/nov "
    "december/dec",
    "de": "januar/jänner februar/feber märz april mai juni juli august september oktober november dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre/setiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}
DAYS = {
    "en": "monday tuesday wednesday thursday friday saturday sunday",
    "de": "montag/montags dienstag/dienstags mittwoch/mittwochs donnerstag/donnerstags freitag/freitags "
    "samstag/sonnabend/samstags sonntag/sonntags",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "it": "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "pt": "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
}
# Second to fifth, with the fractions that share their words or stand for them.
ORDINALS = {
    "en": "second third/thirds fourth/quarter/quarters fifth/fifths",
    "de": "zweite/zweiten/zweiter/zweites/zweitem dritte/dritten/dritter/drittes/drittem/drittel "
    "vierte/vierten/vierter/viertes/viertem/viertel fünfte/fünften/fünfter/fünftes/fünftem/fünftel",
    "fr": "deuxième/second/seconde troisième/tiers quatrième/quart/quarts cinquième/cinquièmes",
    "es": "segundo/segunda tercero/tercera/tercer/tercio/tercios cuarto/cuarta/cuartos quinto/quinta/quintos",
    "it": "secondo/seconda terzo/terza/terzi quarto/quarta/quarti quinto/quinta/quinti",
    "pt": "segundo/segunda terceiro/terceira/terço/terços quarto/quarta/quartos quinto/quinta/quintos",
    "nl": "tweede derde vierde/kwart vijfde",
}
HALVES = {
    "en": "half",
    "de": "hälfte halb halbe halben halber halbes",
    "fr": "moitié demi demie",
    "es": "mitad medio media",
    "it": "metà mezzo mezza",
    "pt": "metade meio meia",
    "nl": "helft half halve",
}
PHRASES = (
    (r"\b(?:percentage points?|prozentpunkten?|prozentpunkte|procentpunten|points? de pourcentage)\b", " pp "),
    (r"\b(?:per cent|pour cent|por ciento|por cento|per cento)\b", "%"),
)
_TIMES = ("hour", "minute", "day", "week", "month", "year", "decade")
_MEASURES = ("percent", "pp", "dollar", "euro", "pound", "kilometre", "mile", "metre", "kilogram", "tonne", "litre")


def _units(times: str, measures: str) -> dict[str, str]:
    """The words by what they measure: "," parts units, in the order of the two lists."""
    found = [*zip(_TIMES, times.split(","), strict=True), *zip(_MEASURES, measures.split(","), strict=True)]
    return {unit: names.replace("-", "") for unit, names in found}


UNITS = {
    "en": _units(
        "hour hours,minute minutes,day days,week weeks,month months,year years,decade decades",
        "percent,pp,dollar dollars usd,euro euros eur,pound pounds gbp,kilometre kilometres kilometer kilometers km,"
        "mile miles,metre metres meter meters,kilogram kilograms kilo kilos kg,tonne tonnes ton tons,"
        "litre litres liter liters",
    ),
    "de": _units(
        "stunde stunden,minute minuten,tag tage tagen tages,woche wochen,monat monate monaten monats,"
        "jahr jahre jahren jahres jährige jähriger jährigen vorjahr,jahrzehnt jahrzehnte jahrzehnten",
        "prozent,pp,dollar dollars usd,euro euros eur,pfund gbp,kilometer kilometern km,meile meilen,"
        "meter metern,kilogramm kilo kg,tonne tonnen,liter litern",
    ),
    "fr": _units(
        "heure heures,minute minutes,jour jours journée,semaine semaines,mois,an ans année années,décennie décennies",
        "pourcent,pp,dollar dollars usd,euro euros eur,livre livres gbp,kilomètre kilomètres km,mile miles,"
        "mètre mètres,kilogramme kilogrammes kilo kilos kg,tonne tonnes,litre litres",
    ),
    "es": _units(
        "hora horas,minuto minutos,día días,semana semanas,mes meses,año años,década décadas",
        "porciento,pp,dólar dólares usd,euro euros eur,libra libras gbp,kilómetro kilómetros km,milla millas,"
        "metro metros,kilogramo kilogramos kilo kilos kg,tonelada toneladas,litro litros",
    ),
    "it": _units(
        "ore,minuto minuti,giorno giorni,settimana settimane,mese mesi,anno anni,decennio decenni",
        "percento,pp,dollaro dollari usd,euro eur,sterlina sterline gbp,chilometro chilometri km,miglio miglia,"
        "metro metri,chilogrammo chilogrammi chilo chili kg,tonnellata tonnellate,litro litri",
    ),
    "pt": _units(
        "hora horas,minuto minutos,dia dias,semana semanas,mês meses,ano anos,década décadas",
        "porcento,pp,dólar dólares usd,euro euros eur,libra libras gbp,quilômetro quilômetros quilómetro quilómetros "
        "km,milha milhas,metro metros,quilograma quilogramas quilo quilos kg,tonelada toneladas,litro litros",
    ),
    "nl": _units(
        "uur uren,minuut minuten,dag dagen,week weken,maand maanden,jaar jaren,decennium decennia",
        "procent,pp,dollar dollars usd,euro euros eur,pond gbp,kilometer kilometers km,mijl,meter meters,"
        "kilogram kilo kg,ton,liter liters",
    ),
}
