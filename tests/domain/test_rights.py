import pytest

from bot.domain.rights import Person, Policy, Rule, may_change

PEOPLE = {
    "admin": Person("U1", admin=True, guest=False),
    "admin in the channel": Person("U1", admin=True, member=True, guest=False),
    "member": Person("U2", member=True, guest=False),
    "outsider": Person("U3", guest=False),
    "guest": Person("U4", member=True),
    "unknown": Person("U5"),
    "bot": Person("U6", admin=True, member=True, guest=False, bot=True),
    "foreign": Person("U7", admin=True, member=True, guest=False, foreign=True),
    "nobody": Person("", admin=True, member=True, guest=False),
}
MAY = {
    Rule.EVERYONE: {"admin", "admin in the channel", "member", "outsider"},
    Rule.MEMBERS: {"admin", "admin in the channel", "member"},
    Rule.ADMINS: {"admin", "admin in the channel"},
}


@pytest.mark.parametrize("rule", Rule)
@pytest.mark.parametrize("who", PEOPLE)
def test_who_may_change_what_under_each_rule(rule: Rule, who: str):
    assert may_change(Policy(rule), PEOPLE[who]) is (who in MAY[rule])


@pytest.mark.parametrize("rule", Rule)
@pytest.mark.parametrize("who", PEOPLE)
def test_the_list_lets_in_people_of_the_workspace_alone(rule: Rule, who: str):
    person = PEOPLE[who]
    policy = Policy(rule, frozenset({person.id}))
    assert may_change(policy, person) is (who not in {"bot", "foreign", "nobody"})
