"""The known forms of lines around a story; guards that they are read as wholes: no form matches inside a sentence.

Each set is one linear pattern over a short line. Languages are those that many news sites are in.
"""
# ruff: noqa: E501 - a form is one line, so that the table can be read and extended

import re


def _any(forms: str) -> re.Pattern[str]:
    """One pattern for the forms of a text, one a line; case does not count."""
    return re.compile("|".join(line.strip() for line in forms.strip().splitlines()), re.IGNORECASE)


def _whole(forms: str) -> re.Pattern[str]:
    """As `_any`, with whatever marks stand around the words."""
    return re.compile(rf"\W*(?:{_any(forms).pattern})\W*", re.IGNORECASE)


READING_TIME = _any(
    r"""
    (?:estimated )?read(?:ing)? time\b.{0,30}
    (?:tempo (?:de leitura|di lettura)|tiempo de lectura|temps de lecture|lesezeit|leestijd|lästid)\b.{0,30}
    \d{1,3}[\s-]*min(?:ute|uten|uto)?s?\.?(?: (?:read|de lecture|de lectura|de leitura|di lettura|lesezeit))?
    """
)
BYLINE = _any(r"(?:(?:written |posted |published |reported )?by|von|par|por|di|door|av) [^.!?]{2,80}")
DATED = re.compile(r"(?:19|20)\d\d|\d{1,2}:\d{2}")

# Below a story: who worked on it, how to reach them, what to subscribe to.
CREDIT = _any(
    r"""
    \(?(?:additional )?(?:reporting|writing|editing|compiled|edited|written|reported) (?:and \w+ )?by .*
    .{2,160}\bcontributed (?:to this (?:report|story|article|post)|reporting)\b.{0,80}
    (?:source|quelle|fuente|fonte|credit|photo|image)s?\s?:.{2,80}
    .{0,300}\bfollow [\w .'’-]{2,40} (?:on|at|via) (?:@|.{0,20}\b(?:twitter|x|facebook|instagram|linkedin|mastodon|bluesky|threads)\b).*
    .{0,300}\b(?:can|may) be (?:reached|contacted) (?:at|via|on|by)\b.{0,60}(?:@|\btwitter\b).*
    (?:e-?mail|contact|write to) (?:him|her|them|us|me|the (?:author|writer|reporter)) (?:at|via|on)\b.*
    (?:have|got) a (?:news )?tip\b.*
    like this (?:story|article)\b.*
    (?:this article|this story) (?:was|is) (?:originally|first) (?:published|posted)\b.*
    (?:originally|first) (?:published|posted) (?:on|at|in|by)\b.{2,80}
    .{0,120}\b(?:subscribe|sign up)\b.{0,80}\bnewsletters?\b.{0,80}
    .{0,120}\bnewsletters?\b.{0,40}\b(?:inbox|sign up)\b.*
    .{0,15}(?:copyright (?:\d{4}|by\b|©|\(c\))|©|ⓒ).{0,160}
    """
)

# What a page calls its list of other stories, below its own.
LIST_LABEL = _whole(
    r"""
    (?:top|latest|more|other|(?:most )?popular|recent|trending|partner|breaking)(?: \w+)? (?:stories|news|articles)
    (?:top|latest|more|other|(?:most )?popular|recent|trending)(?: \w+)? (?:posts|headlines|videos|coverage|content|links)
    (?:featured|recommended|editor['’]s|suggested|similar|must[- ]read)(?: \w+)? (?:stories|news|articles|posts|videos)
    (?:featured|recommended|editor['’]s|further|sponsored)(?: \w+)? (?:reads?|picks|reading|content|links)
    related (?:stories|news|articles|posts|headlines|videos|coverage|content|links|reading)
    you (?:may|might) (?:also|be) (?:like|enjoy|interested in)
    more from .{2,30}|most read|up next
    mehr zum thema|das könnte sie (?:auch )?interessieren|auch interessant|weitere (?:artikel|meldungen|themen)
    sur le même (?:sujet|thème)|à ne pas manquer|articles? (?:similaires|liés|connexes)
    (?:te|le) puede interesar|noticias relacionadas|más noticias|(?:artículos|notas|temas) relacionad[oa]s
    potrebbe(?:ro)? interessarti|articoli correlati|(?:notícias|artigos) relacionad[oa]s|ilgili haberler
    """
)

# What stands above a pointer in the midst of a story, which goes on below it.
POINTER_LABEL = _whole(
    r"""
    (?:read|watch|see|listen)(?: also| more| next)?|also read|don['’]t miss
    lesen sie auch|auch lesenswert|(?:à )?lire (?:aussi|également)|voir aussi
    lee también|lea también|leggi anche|leia (?:também|mais)|veja também
    lees ook|meer (?:nieuws|over)|läs (?:också|mer)|læs også|czytaj (?:też|także)|читайте также
    """
)

# No words of a story wherever they stand: a blog's short code, a label with a bare address, "More:", a photo's credit.
FORM = _any(
    r"""
    \[(\w{1,30})[^\]]{0,300}\].{0,300}\[/\1\]
    [^.!?:]{0,40}:\s{0,3}https?://\S+
    more\s?[:…]+
    \(?(?:photo|image|picture|video|graphic)s?(?: credit)?s?\s?(?::|by|courtesy)[^.!?]{1,80}
    """
)
