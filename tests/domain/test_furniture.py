import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.furniture import is_furniture, without_furniture

FURNITURE = """
RELATED ARTICLE: A second bridge for Ostby
Related: “We will build it,” says the mayor
Read more: Ferries are full
See also: The price of salt
Tags: harbour, tolls, ferries
Filed under: Local news
Follow us on social media
Follow us on Facebook and Twitter for more news
Please follow us
Leave a Reply
Leave a comment
Leave a Reply Cancel reply
Your email address will not be published.
Your email address will not be published. Required fields are marked *
Save my name, email, and website in this browser for the next time I comment.
3 Comments
Comments (12)
No comments yet
Share this article
Share on Facebook
Facebook Twitter LinkedIn
Facebook | Twitter | WhatsApp | Email
Advertisement
Story continues below advertisement
Sign up for our daily newsletter
Subscribe now
Skip to main content
Next post
© 2031 The Quay. All rights reserved.
This site uses Akismet to reduce spam. Learn how your comment data is processed.
We use cookies to make this site better.
""".strip().split("\n")

STORY = """
The related article in the treaty was struck out.
“Follow us on the river,” the guide said, “and keep quiet.”
"Leave a reply," the machine told him.
Follow the money, the auditor said.
Share prices fell on Monday.
Comments by the mayor were cheered.
Comment was free, facts were not.
He asked them to subscribe to the plan.
Facebook and Twitter did not reply to a request for comment.
Facebook
Read the letter, the judge said, and then decide.
Tags on the cattle showed where they came from.
Email was down for three days.
More on the strike is expected on Friday.
Next week the ferry sails again.
Copyright law is hard to read.
Cookies were handed out to the waiting crowd.
The newsletter was posted to 300 homes.
""".strip().split("\n")


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture_is_dropped_in_any_case_and_however_it_is_indented(line: str):
    for form in (line, line.upper(), f"  {line}\t "):
        assert without_furniture(f"The ferry sailed.\n\n{form}\n\nIt was full.") == "The ferry sailed.\n\nIt was full."


@pytest.mark.parametrize("line", STORY)
def test_a_sentence_of_the_story_is_kept(line: str):
    assert not is_furniture(line)


def test_a_long_line_is_never_furniture():
    assert not is_furniture("Follow us on " + "and on " * 40 + "Facebook")


@given(st.lists(st.sampled_from([*FURNITURE, *STORY, "", "  "])))
def test_lines_that_stay_keep_their_words_and_their_order(lines: list[str]):
    kept = [line for line in without_furniture("\n".join(lines)).split("\n") if line]
    assert kept == [line for line in lines if line in STORY]


@given(st.text())
def test_dropping_twice_drops_no_more(text: str):
    once = without_furniture(text)
    assert without_furniture(once) == once
