"""Walls: what stands in an article's place is named and is no text; an article about such things is an article."""
# ruff: noqa: E501 - a line of a page is read best as one line

import pytest

from bot.adapters.web.pages import parse_page
from bot.domain.intake import Wall
from tests.adapters.web.page_samples import NAVIGATION, PARAGRAPHS, TEXT, article, bare, json_ld

BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
CLOSED = json_ld('{"@type":"NewsArticle","headline":"Harbour lamps go out","isAccessibleForFree":"False"}')
TEASER = f"<p>{PARAGRAPHS[0]}</p>"
HEADLINES = (
    "Harbour lamps go out in Saltmere",
    "Ferry talks fail for a third time",
    "Council votes on the new school",
    "Storm takes the roof of the old mill",
    "Museum finds a lost map of the coast",
    "Fish prices fall as boats return",
    "Schoolchildren plant a thousand trees",
    "Bridge closes for repairs until spring",
    "New mayor promises lower fares",
    "Lighthouse opens its doors to visitors",
    "Rowing club wins the river race",
    "Old bakery on the quay is sold",
)


def front_page() -> bytes:
    """A front page: headlines that lead elsewhere, each with a teaser below it."""
    cards = "".join(
        f"<div class='card'><h2><a href='/n/{at}'>{title}</a></h2><p>{title}, and what it means for the people of the"
        f" coast and for everyone who goes there by boat or by train.</p></div>"
        for at, title in enumerate(HEADLINES)
    )
    return bare(f"{NAVIGATION}<main>{cards}</main>", "The Saltmere Post")


CONSENT = {
    "en": (
        "<h1>Before you continue to Example</h1><p>We use cookies and data to deliver and maintain our services and to"
        " measure audience engagement.</p><p>We and our 214 partners store and access information on a device. You can"
        " change your choices at any time in our privacy centre.</p><button>Reject all</button><button>Accept all</button>"
    ),
    "de": (
        "<h1>Willkommen</h1><p>Wir verwenden Cookies und ähnliche Techniken, um Ihnen Inhalte und Anzeigen zu zeigen.</p>"
        "<p>Wir und unsere Partner speichern Daten auf Ihrem Gerät. Ihre Einwilligung können Sie jederzeit widerrufen.</p>"
        "<button>Alle akzeptieren</button><button>Einstellungen</button>"
    ),
    "fr": (
        "<h1>Votre vie privée</h1><p>Nous et nos partenaires stockons des données sur votre appareil au moyen de cookies."
        "</p><p>Votre consentement peut être retiré à tout moment depuis la page de confidentialité du site.</p>"
        "<button>Tout accepter</button><button>Continuer sans accepter</button>"
    ),
    "es": (
        "<h1>Tu privacidad nos importa</h1><p>Nosotros y nuestros socios almacenamos datos en tu dispositivo con"
        " cookies para mostrar anuncios.</p><p>Puedes retirar tu consentimiento en cualquier momento desde la página."
        "</p><button>Aceptar todo</button><button>Configurar</button>"
    ),
}


@pytest.mark.parametrize("language", CONSENT)
def test_a_page_that_asks_for_consent_is_no_article(language: str):
    page = parse_page(bare(CONSENT[language], "Example"))
    assert page.wall is Wall.CONSENT
    assert page.text == ""


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Just a moment...", "<h1>example.org</h1><p>Checking your browser before accessing example.org.</p>"),
        ("Just a moment...", "<div id='challenge-error-text'>Enable JavaScript and cookies to continue</div>"),
        (
            "Attention Required!",
            "<p>Please complete the security check to access example.org.</p><div class='g-recaptcha'></div>",
        ),
        (
            "example.org",
            (
                "<p>Please verify you are a human.</p><p>Access to this page has been denied because we believe"
                " you are using automation tools to browse the website.</p>"
            ),
        ),
        (
            "Pardon Our Interruption",
            (
                "<p>As you were browsing, something about your browser made us think you were a bot."
                " There are a few reasons this might happen, such as a plugin that keeps scripts from running.</p>"
            ),
        ),
        ("Sicherheitsprüfung", "<p>Bitte bestätigen Sie, dass Sie ein Mensch sind, um zur Seite zu gelangen.</p>"),
        ("Un instant", "<p>Vérifiez que vous êtes humain. Cela peut prendre quelques secondes.</p>"),
        ("Un momento", "<p>Verifica que eres humano. Esta operación puede tardar unos segundos.</p>"),
        ("example.org", "<iframe src='https://geo.captcha.example/captcha/?id=1'></iframe>"),
    ],
)
def test_a_check_against_robots_is_no_article(title: str, body: str):
    page = parse_page(bare(body, title))
    assert page.wall is Wall.CHALLENGE
    assert page.text == ""


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Erreur 404", "<h1>Erreur 404</h1><p>Cette page n'existe plus sur notre site.</p>"),
        ("404 Not Found", "<center><h1>404 Not Found</h1></center><hr><center>nginx</center>"),
        (
            "Page not found | The Saltmere Post",
            (
                "<h1>Page not found</h1><p>The page you were looking for has moved, or it"
                " never was here. Try the search, or go back to the front page and look around there.</p>"
            ),
        ),
        (
            "Access Denied",
            (
                "<h1>Access Denied</h1><p>You don't have permission to access this page on this server. "
                "Reference #18.2f0b1402.1700000000.1a2b3c4d</p>"
            ),
        ),
        (
            "Seite nicht gefunden – Beispiel",
            (
                "<p>Die gesuchte Seite gibt es nicht mehr. Bitte nutzen Sie die Suche, um"
                " zu finden, was Sie gesucht haben.</p>"
            ),
        ),
        ("Page introuvable", "<p>La page demandée n'existe plus ou a été déplacée. Revenez à la page d'accueil.</p>"),
        (
            "Página no encontrada - Ejemplo",
            "<p>La página que busca no existe o ha cambiado de sitio en nuestra web.</p>",
        ),
        ("Example", "<h1>Oops! Page not found</h1><p>Let us take you home, or search the archive of the site.</p>"),
        (
            "503 Service Unavailable",
            "<p>The server is unable to answer just now. Please come back in a little while.</p>",
        ),
    ],
)
def test_an_error_page_is_no_article(title: str, body: str):
    page = parse_page(bare(body, title))
    assert page.wall is Wall.ERROR
    assert page.text == ""


@pytest.mark.parametrize(
    ("head", "after"),
    [
        (CLOSED, ""),
        (CLOSED, "<div class='paywall'><p>Subscribe to continue reading.</p></div>"),
        ("", "<p>This article is for subscribers only.</p>"),
        ("", "<p>Already a subscriber? Log in</p>"),
        ("", "<p>You have reached your limit of free articles this month.</p>"),
        ("", "<p>Sie haben bereits ein Abo? Dann melden Sie sich an.</p>"),
        ("", "<p>Dieser Artikel ist nur für Abonnenten.</p>"),
        ("", "<p>Cet article est réservé aux abonnés.</p>"),
        ("", "<p>Il vous reste 78% de cet article à lire.</p>"),
        ("", "<p>Contenido exclusivo para suscriptores.</p>"),
        ("", "<p>Suscríbete para seguir leyendo.</p>"),
        ("", "<p>To continue reading, subscribe now.</p><p>Cancel anytime</p>"),
        ("", "<h2>Want to read the full story?</h2><p>Become a member to continue</p>"),
        ("", "<p>Weiterlesen mit SALT+</p><p>Jetzt testen</p>"),
        ("", "<p>Subscribe now for full access</p>"),
        ("", "<p>This post is for paid subscribers</p>"),
    ],
)
def test_a_teaser_before_a_paywall_is_what_could_be_read(head: str, after: str):
    page = parse_page(article(TEASER + after, head))
    assert page.wall is Wall.PAYWALL
    assert page.text == PARAGRAPHS[0]


def test_a_long_beginning_before_a_paywall_is_kept_without_the_walls_words():
    long = BODY * 5
    wall = "<div class='paywall'><h3>Subscribe to continue reading</h3><p>From one crown a week.</p></div>"
    page = parse_page(article(long + wall, CLOSED))
    assert page.wall is Wall.PAYWALL
    assert len(page.text) > 1500
    assert "Subscribe" not in page.text


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<div id='root'></div><noscript>You need to enable JavaScript to run this app.</noscript>",
        "<p>Loading</p>",
        NAVIGATION * 3,
    ],
)
def test_a_page_without_text_holds_no_article(body: str):
    page = parse_page(bare(body, "Example"))
    assert page.wall is Wall.EMPTY
    assert len(page.text) < 80


@pytest.mark.parametrize(
    "body",
    [
        "<p>We're sorry but this site does not work properly without JavaScript enabled. Please enable it to continue, or come back later.</p>",
        "<p>Bitte aktivieren Sie JavaScript in Ihrem Browser, damit Sie diese Seite sehen können, und laden Sie sie neu.</p>",
        "<h1>Log in</h1><p>Welcome back to your account. Enter the address and the word that you chose when you signed up here.</p><form><input name='u'><input type='password' name='p'></form>",
    ],
)
def test_a_program_that_was_not_run_and_a_form_to_log_in_are_no_article(body: str):
    assert parse_page(bare(body, "Example")).wall is Wall.EMPTY


@pytest.mark.parametrize(
    "body",
    [
        "<h1>Unfortunately, our website is not available in your region</h1><p>We are working on a way to open it to you.</p>",
        "<p>451: Unavailable due to legal reasons</p><p>We recognize you are attempting to access this website from a country belonging to the European Economic Area.</p>",
        "<p>Ce contenu n'est pas disponible dans votre pays. Nous vous prions de nous en excuser, et vous remercions.</p>",
    ],
)
def test_a_site_that_is_closed_to_a_country_is_an_error_page(body: str):
    assert parse_page(bare(body, "Example")).wall is Wall.ERROR


def test_a_front_page_is_no_article():
    page = parse_page(front_page())
    assert page.wall is Wall.EMPTY
    assert page.text == ""


ABOUT = {
    "captchas": (
        "Why we click on traffic lights",
        (
            "“Verify you are human”: for years that line has stood before half of the web."
            " Programmers now say that captchas stop people more often than machines, and that their days are counted."
        ),
    ),
    "challenges": (
        "Checking your browser: a line and its history",
        (
            "The words “Checking your browser” came with a service that"
            " keeps floods of requests from small sites. Its makers say that nine in ten requests never reach a server."
        ),
    ),
    "cookies": (
        "Court fines site over cookie banner",
        (
            "“We use cookies,” the banner said, and gave no way to refuse. The court"
            " in Saltmere called that unlawful on Monday and fined the company 40,000 crowns for each of two years."
        ),
    ),
    "paywalls": (
        "The Saltmere Post takes down its paywall",
        (
            "“Subscribe to continue reading” is gone from the pages of the"
            " Saltmere Post, which had asked its readers to pay since 2014. Its editor says that gifts pay for more."
        ),
    ),
    "404": (
        "404: how an error became a place",
        (
            "Page not found: few words are read as often as these. A museum in Saltmere"
            " shows two hundred error pages from thirty years, among them one that was drawn by a child of seven."
        ),
    ),
    "numbers": (
        "500",
        "The number stands on the new stamp of Saltmere, which the post office presented on Monday in the harbour hall.",
    ),
    "paying": (
        "We should pay for news",
        "You pay for your coffee. Yet when a paper asks you to subscribe to continue reading, you close it, and I do too.",
    ),
    "signing up": (
        "Sign up to continue the work",
        "Volunteers must sign up to continue the work on the old mole in spring, the mayor of Saltmere said on Friday.",
    ),
    "denied": (
        "Access denied to reporters at the harbour",
        (
            "Access was denied to reporters on Monday when the council met at"
            " the harbour office. The mayor said that there had been no room; the press club spoke of a breach of law."
        ),
    ),
    "paywalls (de)": (
        "Warum Zeitungen ihre Bezahlschranken senken",
        (
            "„Nur für Abonnenten“ steht auf jeder zweiten Seite der Saltmerer"
            " Zeitung. Nun senkt der Verlag die Schranke, weil Leser und Werbekunden der Zeitung davongelaufen sind."
        ),
    ),
    "cookies (fr)": (
        "Les bandeaux de cookies devant la justice",
        (
            "« Nous utilisons des cookies », dit le bandeau que le tribunal de"
            " Saltmere a condamné lundi. L'entreprise doit payer 40 000 couronnes et changer son site avant le printemps."
        ),
    ),
}


@pytest.mark.parametrize("subject", ABOUT)
@pytest.mark.parametrize("size", [1, 4])
def test_an_article_about_walls_is_an_article(subject: str, size: int):
    title, lead = ABOUT[subject]
    page = parse_page(article(f"<p>{lead}</p>" + "".join(f"<p>{p}</p>" for p in PARAGRAPHS[:size]), title=title))
    assert page.wall is None
    assert page.text.startswith(lead)


@pytest.mark.parametrize(
    ("head", "extra"),
    [
        (CLOSED, ""),
        ("", "<aside><p>Already a subscriber? Log in</p></aside>"),
        ("", "<footer><a href='/subscribe'>Subscribe</a> <a href='/login'>Log in</a></footer>"),
        ("", "<div id='consent'><p>We use cookies to make this site work.</p><button>Accept all</button></div>"),
    ],
)
def test_a_whole_article_on_a_site_with_walls_is_an_article(head: str, extra: str):
    page = parse_page(article(BODY * 5, head).replace(b"</body>", extra.encode() + b"</body>"))
    assert page.wall is None
    assert page.text == "\n\n".join([TEXT] * 5)


def test_a_short_report_is_an_article():
    page = parse_page(article(TEASER))
    assert page.wall is None
    assert page.text == PARAGRAPHS[0]


def test_a_short_report_beside_many_links_is_an_article():
    links = "".join(f"<li><a href='/n/{at}'>{title}</a></li>" for at, title in enumerate(HEADLINES))
    page = parse_page(article(BODY).replace(b"</main>", f"</main><aside><ul>{links}</ul></aside>".encode()))
    assert page.wall is None
    assert page.text == TEXT
