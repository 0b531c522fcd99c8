"""Translations beside a sentence that is borne out: what counts, names or denies something else is none."""

import pytest

from bot.domain.models import Article
from bot.domain.translations import is_translation, language_in

FALSE = [
    ("Two people died in Lindow.", "Drei Menschen starben in Lindow.", "de"),
    ("Two people died in Lindow.", "Menschen starben in Lindow.", "de"),
    ("People died in Lindow.", "Vier Menschen starben in Lindow.", "de"),
    ("Twenty-two miners were hurt.", "Zweiunddreißig Bergleute wurden verletzt.", "de"),
    ("Two dozen miners were hurt.", "Ein Dutzend Bergleute wurde verletzt.", "de"),
    ("The mill lost three million crowns.", "Die Mühle verlor drei Milliarden Kronen.", "de"),
    ("The mill lost three billion crowns.", "Die Mühle verlor drei Billionen Kronen.", "de"),
    ("The mill lost three billion crowns.", "Le moulin a perdu trois billions de couronnes.", "fr"),
    ("The mill lost three billion crowns.", "El molino perdió tres billones de coronas.", "es"),
    ("The mill lost 3.5 million crowns.", "Die Mühle verlor 35 Millionen Kronen.", "de"),
    ("The mill lost 3.5 million crowns.", "Die Mühle verlor 3,5 Kronen.", "de"),
    ("The prices rose by 2.125 per cent.", "Die Preise stiegen um 2125 Prozent.", "de"),
    ("The prices rose by 2.125 per cent.", "Die Preise stiegen um 2.125 Prozent.", "de"),
    ("The fire hurt 1,500 people.", "Der Brand verletzte 1,500 Menschen.", "de"),
    ("The fire hurt 1,500 people.", "L'incendie a blessé 1,500 personnes.", "fr"),
    ("The fire hurt 1,500 people.", "Branden skadade 1,500 personer.", "sv"),
    ("The mill lost 40 dollars.", "Die Mühle verlor 40 Euro.", "de"),
    ("The road is 40 kilometres long.", "Die Straße ist 40 Meilen lang.", "de"),
    ("The strike lasted three days.", "La huelga duró tres semanas.", "es"),
    ("The turnout fell by 5 percentage points.", "Die Beteiligung fiel um 5 Prozent.", "de"),
    ("The mill closes in March.", "Die Mühle schließt im Mai.", "de"),
    ("The mill closes on Monday.", "Le moulin ferme mardi.", "fr"),
    ("The mill closes on Monday.", "O moinho fecha na terça-feira.", "pt"),
    ("The third mill closes.", "Il secondo mulino chiude.", "it"),
    ("Half of the mills closed.", "Een kwart van de molens sloot.", "nl"),
    ("Hundreds of people fled.", "Tausende Menschen flohen.", "de"),
    ("Ada Lorne sued Mats Ekdal.", "Mats Ekdal verklagte Ada Lorne.", "de"),
    ("Ada Lorne sued Mats Ekdal.", "Ada Lorne verklagte Mats Ekdal und Mats Ekdal.", "de"),
    ("The police arrested a man in Tarn.", "La police et Interpol ont arrêté un homme à Tarn.", "fr"),
    ("The council of Lindow met.", "O conselho de Lindow não se reuniu.", "pt"),
    ("The council of Lindow met.", "Le conseil de Lindow n'a rien décidé.", "fr"),
    ("The council of Lindow met.", "Rat von Lindow tagte nicht.", "de"),
    ("The council of Lindow did not meet.", "Rat von Lindow tagte.", "de"),
    ("The mill closed after the fire.", "Die Mühle schloss vor dem Brand.", "de"),
    ("The mill closed before the fire.", "Le moulin a fermé après l'incendie.", "fr"),
    ("Drei Menschen starben bei dem Brand der Mühle.", "Two people died in the fire of the mill.", "en"),
    ("The mill closed.", "La police et les pompiers sont dans le moulin.", "de"),  # another language than was asked for
    ("The mill closed.", "Młyn został zamknięty, ale nie przez radę.", "pl"),
]
TRUE = [
    ("Two people died in Lindow.", "Zwei Tote in Lindow.", "de"),
    ("Two people died in Lindow.", "2 Menschen starben in Lindow.", "de"),
    ("A mill burned down in Lindow.", "Eine Mühle in Lindow brannte ab.", "de"),
    ("One man died in Lindow.", "Un homme est mort à Lindow.", "fr"),
    ("Twenty-two miners were hurt.", "Zweiundzwanzig Bergleute wurden verletzt.", "de"),
    ("Twenty-two miners were hurt.", "Veintidós mineros resultaron heridos.", "es"),
    ("Ninety-seven miners were hurt.", "Quatre-vingt-dix-sept mineurs ont été blessés.", "fr"),
    ("Seventy-one miners were hurt.", "Soixante et onze mineurs ont été blessés.", "fr"),
    ("Thirty-two miners were hurt.", "Treinta y dos mineros resultaron heridos.", "es"),
    ("Two hundred and three miners were hurt.", "Duecentotre minatori sono rimasti feriti.", "it"),
    ("Twenty-five miners were hurt.", "Vinte e cinco mineiros ficaram feridos.", "pt"),
    ("Twenty-five miners were hurt.", "Vijfentwintig mijnwerkers raakten gewond.", "nl"),
    ("The mill lost three billion crowns.", "Die Mühle verlor drei Milliarden Kronen.", "de"),
    ("The mill lost three billion crowns.", "El molino perdió tres mil millones de coronas.", "es"),
    ("The mill lost three billion crowns.", "O moinho perdeu três bilhões de coroas.", "pt"),
    ("The mill lost $3.5 million in 2024.", "Die Mühle verlor 2024 3,5 Mio. Dollar.", "de"),
    ("The mill lost 12,500 crowns.", "Le moulin a perdu 12 500 couronnes.", "fr"),
    ("The mill lost 12,500 crowns.", "De molen verloor 12.500 kronen.", "nl"),
    ("The prices rose by 2.125 per cent.", "Die Preise stiegen um 2,125 Prozent.", "de"),
    ("The fire hurt 1,500 people.", "Der Brand verletzte 1.500 Menschen.", "de"),
    ("The fire hurt 1,500 people.", "Branden skadade 1 500 personer.", "sv"),
    ("The sales fell by five per cent in May.", "Der Umsatz fiel im Mai um 5 Prozent.", "de"),
    ("The mill may close on Monday.", "Il mulino potrebbe chiudere lunedì.", "it"),
    ("The 41-year-old left.", "Der 41-Jährige ging.", "de"),
    ("Ada Lorne sued Mats Ekdal.", "Ada Lorne verklagte Mats Ekdal.", "de"),
    ("Ada Lorne bought Mats Ekdal's mill.", "Ada Lorne a acheté le moulin de Mats Ekdal.", "fr"),
    ("The council of Lindow did not meet.", "O conselho de Lindow não se reuniu.", "pt"),
    ("The mill closed after the fire.", "Die Mühle schloss nach dem Brand.", "de"),
    ("Two people died in Lindow.", "Två personer dog i Lindow.", "sv"),  # whose number words are not known
]


@pytest.mark.parametrize(("text", "translation", "into"), FALSE)
def test_what_tells_something_else_is_no_translation(text: str, translation: str, into: str):
    assert not is_translation(text, translation, "de" if into == "en" else "en", into)


@pytest.mark.parametrize(("text", "translation", "into"), TRUE)
def test_a_faithful_translation_is_one(text: str, translation: str, into: str):
    assert is_translation(text, translation, "en", into)


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        ("The council of Lindow failed to close the mill.", "Der Rat von Lindow hat die Mühle geschlossen."),
        ("Failure to close the mill is a crime.", "Die Schließung der Mühle ist ein Verbrechen."),
        ("Ada Lorne denied the theft.", "Ada Lorne bestätigte den Diebstahl."),
        ("Ada Lorne denies the theft.", "Ada Lorne bestätigt den Diebstahl."),
        ("Ada Lorne, denying the theft, left.", "Ada Lorne bestätigte den Diebstahl und ging."),
        ("Ada Lorne refused to resign.", "Ada Lorne trat zurück."),
        ("Ada Lorne declined to comment.", "Ada Lorne äußerte sich."),
        ("The mill was unable to pay.", "Die Mühle konnte zahlen."),
        ("The mill lacks water.", "Die Mühle hat Wasser."),
        ("The mill works without water.", "Die Mühle arbeitet nicht mit Milch."),
        ("The mill hardly works.", "Die Mühle arbeitet."),
        ("The mill barely works.", "Die Mühle arbeitet."),
        ("The mill scarcely works.", "Die Mühle arbeitet."),
        ("Neither mill was sold.", "Die erste Mühle wurde nicht verkauft."),
        ("Nobody was hurt.", "Niemand wurde geheilt."),
        ("Nothing was stolen.", "Nichts wurde gekauft."),
        ("None was hurt.", "Keiner wurde geheilt."),
        ("More than 50 people fled.", "Weniger als 50 Menschen flohen."),
        ("Fewer than 50 people fled.", "Mehr als 50 Menschen flohen."),
        ("Less than 50 per cent voted.", "Mehr als 50 Prozent stimmten ab."),
        ("Few people fled.", "Viele Menschen flohen."),
        ("Many people fled.", "Wenige Menschen flohen."),
        ("Most people fled.", "Die wenigsten Menschen flohen."),
        ("At least 50 people fled.", "Höchstens 50 Menschen flohen."),
        ("At most 50 people fled.", "Mindestens 50 Menschen flohen."),
        ("Up to 50 people fled.", "Mindestens 50 Menschen flohen."),
        ("Over 50 people fled.", "Unter 50 Menschen flohen."),
        ("Under 50 people fled.", "Über 50 Menschen flohen."),
        ("Nearly 50 people fled.", "Über 50 Menschen flohen."),
        ("Almost 50 people fled.", "Genau 50 Menschen flohen."),
        ("About 50 people fled.", "Genau 50 Menschen flohen."),
        ("Only 50 people fled.", "Stolze 50 Menschen flohen."),
    ],
)
def test_what_english_denies_or_limits_in_other_words_is_not_translated(text: str, translation: str):
    """Nothing tells the other language's words for it; the sentence itself is shown."""
    assert not is_translation(text, translation, "en", "de")
    assert not is_translation(translation, text, "de", "en")


def test_an_article_whose_source_says_another_language_than_it_is_in_has_none():
    """A denial would be looked for among the words of another language."""
    german = "Der Rat von Lindow stimmte nicht für die Schließung, und das ist das Ende der Mühle."
    assert language_in(Article(1, 1, "k", "t", german, "Paper", None, language="de-AT")) == "de"
    assert not language_in(Article(1, 1, "k", "t", german, "Paper", None, language="en"))
    assert not is_translation("Rat stimmte nicht zu.", "The council agreed.", "", "en")
