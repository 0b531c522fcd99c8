"""What walls say, in the languages that many sites are in; guards that a phrase alone never makes a wall.

These are words that a page says to its reader ("to continue reading"), not words about such pages. Whoever uses them
asks for structure too: see `walls`. All are searched in lower-case lines.
"""
# ruff: noqa: E501 - a form is one line, so that the table can be read and extended

import re


def _any(phrases: str) -> re.Pattern[str]:
    """One search for the phrases of a text, one a line; they are patterns, linear each."""
    return re.compile("|".join(line.strip() for line in phrases.strip().splitlines()))


CHALLENGE = _any(
    r"""
    checking (?:if the site connection is secure|your browser)
    just a moment\b.{0,3}$
    enable javascript and cookies to continue
    (?:verify|confirm|prove|check) (?:that )?you(?: are|['’]re) (?:a |not a )?(?:human|robot)
    (?:are you|i['’]?a?m not) a (?:robot|human)\b
    (?:unusual|suspicious|automated) (?:traffic|activity|requests?) from your
    (?:complete|pass|solve) the (?:security check|captcha)
    (?:access to this page|your access) has been (?:denied|blocked).{0,40}(?:because|automat|bot)?
    pardon our interruption
    ddos protection by
    attention required!
    (?:needs|need) to review the security of your connection
    made us think (?:that )?you(?: are|['’]re|r browser)
    press (?:&|and) hold to confirm
    performing (?:a )?security verification
    (?:überprüf|prüf)\w* (?:ihre[ns]?|deine[ns]?) browser
    (?:bestätig|beweis)\w* (?:sie|du|bitte)?,? ?dass (?:sie|du) (?:ein|kein) (?:mensch|roboter)
    ich bin kein roboter
    (?:ungewöhnliche|verdächtige) (?:aktivität|zugriffe|anfragen)
    (?:vérification|vérifions|contrôle) (?:de )?(?:la sécurité de )?votre (?:navigateur|connexion)
    (?:vérifie[zr]|confirme[zr]|prouvez) que vous (?:êtes|n['’]êtes pas) (?:un )?(?:humain|être humain|robot)
    je ne suis pas un robot
    (?:comprobando|verificando) (?:si )?(?:su|tu|la seguridad de (?:su|tu)) (?:navegador|conexión)
    (?:verifi(?:ca|que)|confirm[ae]|demuestr[ae]) que (?:no )?(?:eres|es)(?: usted)? (?:un )?(?:humano|robot)
    no soy un robot
    (?:verifica|stiamo verificando) (?:del tuo browser|il tuo browser|che tu sia umano)
    verifi(?:que|car|cando) (?:se|que) (?:você )?(?:não )?é (?:um )?(?:humano|robô)
    (?:controleren|bevestig) (?:of|dat) (?:je|u) (?:een|geen) (?:mens|robot)
    """
)

ERROR = re.compile(
    r"(?:oops|uh[- ]oh|sorry|ups|hoppla|désolé|lo sentimos|whoops)?[\s!,.:…–-]*"
    r"(?:(?:http )?(?:error|fehler|erreur|errore|erro)?[\s:#-]*(?:40[0134]|410|429|451|50[0234])\b"
    r"[\s:.!,|–-]*(?:error|not found|page not found|forbidden|gone|(?:internal )?server error|bad gateway"
    r"|service unavailable|gateway time-?out|too many requests|unauthorized|fehler|erreur)?"
    r"(?:[\s:.!,|–-]*(?:page|seite|p[áa]gina)? ?(?:not found|nicht gefunden|introuvable|no encontrada|non trovata))?"
    r"|(?:the |this |that |your )?(?:requested )?(?:page|article|story|file|content|url|site)"
    r"(?: you(?:['’]re| are| were)? (?:looking for|requested))?(?: was| is| could| can| has| does)?(?:n['’]t| ?not)?(?: be| been| cannot be)?"
    r" ?(?:not )?(?:found|exist|available|unavailable|no longer available|removed|moved)"
    r"|not found|access (?:is )?denied|forbidden|(?:internal )?server error|bad gateway"
    r"|service (?:temporarily )?unavailable|we can['’]?(?:no)?t find (?:that|the|this) page|something went wrong|(?:under|down for) maintenance"
    r"|(?:die )?(?:angeforderte |gesuchte )?(?:seite|artikel) (?:wurde |konnte |existiert )?nicht (?:gefunden|mehr)?"
    r"(?: werden| verfügbar)?|(?:seite )?nicht gefunden|zugriff verweigert|interner serverfehler"
    r"|(?:la |cette )?page (?:est |demandée est )?(?:introuvable|non trouvée|n['’]existe (?:pas|plus))"
    r"|accès (?:refusé|interdit)|erreur (?:interne )?du serveur"
    r"|(?:la |esta )?página (?:solicitada )?(?:no (?:encontrada|existe|disponible)|no se (?:ha )?encontr\w+)"
    r"|no encontrad[oa]|acceso (?:denegado|prohibido)|error (?:interno )?del servidor"
    r"|(?:la )?pagina (?:non (?:è stata )?trovata|non esiste)|accesso negato"
    r"|(?:a )?página não (?:foi )?encontrada|acesso negado|pagina niet gevonden|toegang geweigerd"
    r"|sidan (?:kunde inte hittas|finns inte)|siden (?:blev|ble|er) ikke (?:fundet|funnet)|nie znaleziono strony"
    r"|sayfa bulunamadı|страница не найдена|ページが見つかりません|页面不存在)[\s!.:…–-]*",
)

# A site that is closed to the country that the bot is in.
REFUSED = _any(
    r"""
    \b(?:not|un)(?: currently| yet)? ?available (?:in|to|from) (?:your|most|some|certain) (?:region|country|location|area|european)
    \b(?:access|visit)\w* (?:this|our) (?:web)?site from a (?:country|region) (?:belonging|within|in)\b
    \bin (?:ihrem|deinem) (?:land|region)\b.{0,30}\bnicht verfügbar\b|\bnicht verfügbar in (?:ihrem|deinem) land\b
    \bpas (?:disponible|accessible) (?:dans|depuis) votre (?:pays|région)\b
    \bno (?:está )?disponible en (?:su|tu) (?:país|región|ubicación)\b
    """
)

# A page that is a program, which was not run.
NO_SCRIPT = _any(
    r"""
    \b(?:enable|activate|turn on|allow|requires?|without) javascript\b
    \bjavascript (?:is|to be|seems to be|must be) (?:disabled|required|enabled|turned off|not enabled|needed)
    \bjavascript\b.{0,40}\b(?:aktivier|einschalten|benötigt|deaktiviert)
    \b(?:activ|désactiv|requi|aktivier)\w*\b.{0,20}\bjavascript\b
    \b(?:habilit|activ|deshabilit|necesit|requier)\w*\b.{0,20}\bjavascript\b
    """
)

# The voice of a site that asks its reader for consent.
CONSENT = _any(
    r"""
    \b(?:we|us|(?:this|our) (?:site|website))\b.{0,60}\b(?:uses?|using|stores?|set|place)\b.{0,30}\b(?:cookies|trackers|data)\b
    \bwe (?:and|&) our .{0,20}\b(?:partners|vendors)\b
    \bwe (?:value|respect|care about) your privacy\b
    \bby (?:clicking|selecting|continuing|using)\b.{0,80}\b(?:you (?:accept|agree|consent)|cookies)\b
    \byou can (?:change|withdraw|manage|set|reject|revoke)\b.{0,60}\b(?:consent|preferences|settings|choices|cookies)\b
    \b(?:your|with your) (?:consent|privacy choices|choices)\b
    \bbefore you continue to\b
    \b(?:accept|reject|manage|allow) (?:all|cookies|all cookies|settings|preferences)\b
    \bwir (?:und unsere|verwenden|nutzen|setzen|speichern)\b.{0,60}\b(?:partner|cookies|daten|tracking)\b
    \b(?:ihre|deine) (?:einwilligung|zustimmung|privatsphäre)\b
    \b(?:mit werbung weiterlesen|weiter mit werbung|zustimmen und weiter|alle akzeptieren|alles akzeptieren)\b
    \bbevor (?:sie|du) (?:fortfahren|fortfährst|weiter\w*)\b
    \bnous (?:et nos|utilisons|déposons|stockons)\b.{0,60}\b(?:partenaires|cookies|traceurs|données)\b
    \bvotre (?:consentement|vie privée|choix)\b
    \b(?:tout accepter|accepter et continuer|tout refuser|continuer sans accepter|paramétrer les cookies)\b
    \b(?:nosotros y nuestros|utilizamos|usamos|empleamos)\b.{0,60}\b(?:socios|cookies|datos)\b
    \b(?:su|tu) (?:consentimiento|privacidad)\b
    \b(?:aceptar (?:todo|todas|y continuar|cookies)|rechazar tod[oa]s?|configurar cookies)\b
    \b(?:noi e i nostri|utilizziamo|usiamo)\b.{0,60}\b(?:partner|cookie)\b
    \b(?:accetta (?:tutto|tutti|e continua)|il tuo consenso)\b
    \b(?:wij en onze|wij gebruiken|we gebruiken)\b.{0,60}\b(?:partners|cookies)\b
    \b(?:alles accepteren|uw toestemming|jouw toestemming)\b
    \b(?:nós e nossos|aceitar tudo|aceitar todos|seu consentimento)\b
    """
)
CONSENT_BUTTON = re.compile(
    r"(?:i )?(?:accept|agree|allow|consent|reject|ok)(?: all| and (?:close|continue)| cookies| all cookies)?"
    r"|(?:manage|cookie|privacy) (?:options|preferences|settings|choices)|got it|i understand|more options"
    r"|(?:alle[ns]? )?(?:cookies )?(?:akzeptieren|zustimmen|ablehnen)(?: und weiter(?:lesen)?)?"
    r"|einverstanden|einstellungen"
    r"|(?:tout |j['’])?(?:accepte[rz]?|refuser)(?: et (?:fermer|continuer)| tout)?|continuer sans accepter|paramétrer"
    r"|(?:aceptar|acepto|rechazar)(?: tod[oa]s?| y (?:cerrar|continuar)| cookies| todas las cookies)?|configurar"
    r"|accetta(?: tutt[oi])?|rifiuta|accetto|alles accepteren|akkoord|aceitar(?: tudo| todos)?|godkänn(?: alla)?"
)

# What ends a text that goes on for those who pay. Searched in short lines only.
PAYWALL = _any(
    r"""
    (?:^|[.!?:–—|] )(?:[\w’']+ ){0,3}(?:subscribe|sign up|log in|sign in|register|join|upgrade|pay)\b[^.!?]{0,60}\bto (?:continue|keep|finish|read)(?:$|[.!] ?$| reading)
    (?:^|[.!?:–—|] )(?:[\w’']+ ){0,3}(?:subscribe|sign up|log in|sign in|register|join|upgrade|pay)\b[^.!?]{0,60}\bto (?:continue|read|unlock|access|view)\b.{0,12}(?:article|story|rest|more|full)
    \bto (?:continue|keep|finish) reading\b.{0,60}\b(?:subscri|log ?in|sign|register|account|member|plan)
    \bcontinue reading (?:with|by|for)\b.{0,40}\b(?:subscri|trial|account|member|free|\$|€|£)
    ^(?:continue|keep) reading (?:your|this) (?:article|story) with\b
    \b(?:this|the|full) (?:article|story|content|post|text)\b.{0,30}\bis .{0,30}\b(?:for|to) .{0,30}\b(?:subscribers|members)(?: only)?[.!]?$
    \b(?:subscriber|member|premium)s?[- ]only (?:content|article|story)\b
    \bexclusively for (?:our )?(?:subscribers|members)\b
    \byou(?:['’]ve| have) (?:reached|used|hit|read) (?:your|all your|the) .{0,30}\b(?:free|limit)\b
    \bsubscribe\b.{0,30}\bfor (?:full|unlimited|complete) (?:digital )?access
    ^want to (?:read|see) (?:more|the (?:full|whole|rest))\b.{0,30}\?
    ^weiterlesen mit\b
    \bunlock (?:this|the|full|unlimited) (?:article|story|access)
    \b(?:become a|join as a) (?:member|subscriber) to (?:read|continue|keep|unlock|access)
    \b(?:nur|exklusiv) für (?:unsere )?(?:abonnent|abonnement|mitglieder|plus|digital-?abo|registrierte)\w*
    \b(?:jetzt|bitte) (?:abonnieren|anmelden|registrieren|testen|freischalten)\b.{0,40}\b(?:weiter ?lesen|lesen)\b
    \b(?:weiterlesen|lesen sie weiter|artikel (?:lesen|freischalten))\b.{0,40}\b(?:abo|plus|premium|abonnement)\b
    \b(?:mit|im) \S{0,20}\+?-?abo weiterlesen\b
    \b(?:article|contenu|suite|accès)\b.{0,40}\b(?:réservée?|exclusi\w*)\b.{0,20}\babonnée?s?\b
    \bréservée? aux abonnés\b
    \bil vous reste\b.{0,20}%.{0,30}\bà (?:lire|découvrir)
    \babonnez-vous\b.{0,40}\b(?:pour (?:lire|continuer|accéder|poursuivre)|la suite)
    \bpour (?:lire|continuer|poursuivre)\b.{0,40}\babonn(?:ez|é)
    \b(?:contenido|artículo|noticia|nota)\b.{0,30}\b(?:exclusiv[oa]|sólo|solo|reservad[oa])\b.{0,20}\bsuscriptor
    \b(?:suscríb[ea](?:te|se)|regístr[ea](?:te|se)|inici[ae] sesión)\b.{0,40}\bpara (?:seguir|continuar|leer|acceder)
    \bpara (?:seguir|continuar) leyendo\b.{0,60}(?:suscr|regístr|inicia|hazte|$)
    \b(?:contenuto|articolo)\b.{0,30}\b(?:riservat|esclusiv)\w*\b.{0,20}\babbonat
    \babbonati\b.{0,20}\bper (?:continuare|leggere)
    \b(?:conteúdo|matéria|reportagem)\b.{0,30}\b(?:exclusiv|restrit)\w*\b.{0,20}\bassinante
    \bassine\b.{0,30}\bpara (?:continuar|ler)
    \b(?:lees verder|verder lezen)\b.{0,30}\b(?:abonnement|account|premium|plus)
    \balleen voor abonnees\b
    """
)

# Asked on every page of many sites: they tell a paywall only below a text that is short.
LOG_IN = _any(
    r"""
    \balready (?:a )?(?:subscriber|member|subscribed)\b.{0,20}\b(?:log|sign) ?in\b
    \b(?:sie haben|du hast)\b.{0,20}\b(?:bereits|schon)\b.{0,20}\b(?:abo\b|abonnement|konto|zugang)
    \bdéjà abonnée?\b.{0,6}(?:connect|identif|se connecter|\?|$)
    \b(?:ya eres|¿eres) suscriptor\b
    """
)

# Sentences that tell of something, and neither speak to the reader nor of pages, are a report's.
SPEAKS = re.compile(
    r"\b(?:you|your|yours|we|our|us|please|click|veuillez|vous|votre|vos|nous|notre|usted|ustedes|tus?|tuo|tua|nosotros|puedes?"
    r"|por favor|per favore|noi|bitte|wir|unsere?[nmrs]?|dein\w*|dich|dir|uw|jouw|wij|você|seu)\b|\b(?:Sie|Ihre?[nmrs]?|Ihnen)\b"
)
OF_PAGES = re.compile(
    r"\b(?:web ?sites?|sites?|pages?|browsers?|captchas?|robots?|bots?|javascript|scripts?|cookies?|servers?|security|access"
    r"|requests?|traffic|urls?|links?|errors?|reload|refresh|block(?:ed)?|sql|reference|ip|seiten?|zugriff|sicherheit\w*|anfragen?"
    r"|navigateur|sécurité|accès|requêtes?|serveur|página|sitio|navegador|seguridad|acceso|servidor|pagina|sito|partners?|privacy)\b",
    re.IGNORECASE,
)
