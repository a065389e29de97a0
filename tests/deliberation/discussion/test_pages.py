import json
from itertools import chain

import pytest
from django.urls import reverse

from audit import clock
from consultations.models import Role
from deliberation.discussion import discussion, moderation_log, thread_page
from deliberation.models import Contribution, Thread
from deliberation.moderation import moderation
from tests.cast import Cast, person, staff
from tests.pages import flat

EVERYBODY = ["amina", "bilal", "carys", "moss", "finch", "hale", "quill", "okoro", "reyes", "outsider", None]
READERS_OF_GROUP_1 = {"amina", "bilal", "moss", "finch", "hale", "quill"}
HX = {"HX-Request": "true"}


def post_url(thread: Thread) -> str:
    return reverse("post", args=[thread.consultation.slug, thread.pk])


def fill(cast: Cast, thread: Thread, count: int, **fields: object) -> list[Contribution]:
    """Many visible contributions at once, without going through the act."""
    member = cast.member(cast.bilal)
    rows = [Contribution(thread=thread, membership=member, body=f"No. {n}", **fields) for n in range(count)]
    return Contribution.objects.bulk_create(rows)


# --- Who reads what
@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("method", ["get", "post", "head", "options"])
def test_a_closed_thread_exists_only_for_its_readers(
    cast: Cast, client_for, closed: Thread, who: str | None, method: str
) -> None:
    said = discussion.post(closed, "Secret words.", by=cast.amina)
    client = client_for(getattr(cast, who) if who else None)
    for address in (
        closed.get_absolute_url(),
        f"{closed.get_absolute_url()}?at={said.pk}&replies=all",
        post_url(closed),
        f"{post_url(closed)}?reply_to={said.pk}",
    ):
        speaks = method == "post" and address.startswith(post_url(closed))
        allowed = READERS_OF_GROUP_1 - {"hale", "quill"} if speaks else READERS_OF_GROUP_1
        for headers in ({}, HX):
            answer = getattr(client, method)(address, headers=headers)
            assert (answer.status_code != 404) == (who in allowed), (address, answer.status_code)
            if who not in allowed:
                assert b"Secret words" not in answer.content


@pytest.mark.parametrize("who", EVERYBODY)
def test_an_open_thread_is_for_everybody(cast: Cast, client_for, public: Thread, who: str | None) -> None:
    client = client_for(getattr(cast, who) if who else None)
    html = client.get(public.get_absolute_url())
    assert html.status_code == 200
    assert ("<textarea" in html.content.decode()) == (who in {"amina", "bilal", "carys", "moss", "finch"})


@pytest.mark.parametrize("who", ["reyes", "okoro", "hale", "outsider"])
def test_only_participants_and_facilitators_post_in_open_threads(
    cast: Cast, client_for, public: Thread, who: str
) -> None:
    assert client_for(getattr(cast, who)).post(post_url(public), {"body": "Hello"}).status_code == 404
    assert not Contribution.objects.exists()


def test_only_the_author_changes_or_withdraws(cast: Cast, client_for, closed: Thread) -> None:
    said = discussion.post(closed, "Mine.", by=cast.amina)
    for name in ("edit_contribution", "withdraw_contribution"):
        address = reverse(name, args=[cast.consultation.slug, said.pk])
        for who in EVERYBODY:
            client = client_for(getattr(cast, who) if who else None)
            for method in ("get", "post"):
                status = getattr(client, method)(address, {"body": ""}).status_code
                assert (status != 404) == (who == "amina"), (name, who, method)


def test_the_thread_of_another_consultation_is_not_found(
    cast: Cast, elsewhere: Cast, client_for, closed: Thread
) -> None:
    address = reverse("thread", args=[elsewhere.consultation.slug, closed.pk])
    assert client_for(cast.amina).get(address).status_code == 404


def test_the_page_always_says_who_can_read_it(cast: Cast, client_for, closed: Thread, public: Thread) -> None:
    html = client_for(cast.amina).get(closed.get_absolute_url()).content.decode()
    line = "Only your group, the facilitators and the oversight panel can read this. Police cannot."
    assert line in html
    assert "Only Group 1, the facilitators" in client_for(cast.moss).get(closed.get_absolute_url()).content.decode()
    assert "Anyone can read this, police too" in client_for(None).get(public.get_absolute_url()).content.decode()


def test_the_list_shows_each_person_their_threads(cast: Cast, client_for, public: Thread) -> None:
    discussion.open_threads(cast.consultation, by=None)
    address = reverse("discussion", args=[cast.consultation.slug])
    seen = {who: client_for(getattr(cast, who) if who else None).get(address).content.decode() for who in EVERYBODY}
    assert "Your group: Group 1" in seen["amina"]
    assert "Group 2" not in seen["amina"]
    assert "Group 1" in seen["hale"] and "Group 2" in seen["hale"]
    for who in ("reyes", "okoro", "outsider", None):
        assert "Group 1" not in seen[who]
        assert public.title in seen[who]


def test_the_list_counts_what_was_said_and_what_nobody_answered(cast: Cast, client_for, closed: Thread) -> None:
    first = discussion.post(closed, "One", by=cast.amina)
    discussion.post(closed, "Two", by=cast.bilal, reply_to=first)
    discussion.post(closed, "Three", by=cast.bilal)
    html = client_for(cast.amina).get(reverse("discussion", args=[cast.consultation.slug])).content.decode()
    assert "3 contributions, 1 without a reply" in flat(html)


def test_the_list_costs_the_same_however_many_threads(cast: Cast, client_for, django_assert_max_num_queries) -> None:
    discussion.open_threads(cast.consultation, by=None)
    client = client_for(cast.moss)
    for thread in Thread.objects.all():
        fill(cast, thread, 3)
    with django_assert_max_num_queries(14):
        client.get(reverse("discussion", args=[cast.consultation.slug]))


# --- Reading
def test_own_controls_are_for_the_author_alone(cast: Cast, client_for, closed: Thread) -> None:
    said = discussion.post(closed, "Mine.", by=cast.amina)
    edit = reverse("edit_contribution", args=[cast.consultation.slug, said.pk])
    decide = reverse("decide", args=[cast.consultation.slug, said.pk])
    page = closed.get_absolute_url()
    pages = {who: client_for(getattr(cast, who)).get(page).content.decode() for who in READERS_OF_GROUP_1}
    assert {who for who, html in pages.items() if edit in html} == {"amina"}
    assert {who for who, html in pages.items() if decide in html} == {"moss", "finch"}


def test_the_shared_fragment_is_the_same_for_everybody(cast: Cast, client_for, closed: Thread) -> None:
    discussion.post(closed, "Mine.", by=cast.amina)
    articles = set()
    for who in READERS_OF_GROUP_1:
        html = client_for(getattr(cast, who)).get(closed.get_absolute_url()).content.decode()
        articles.add(html[html.index("<article") : html.index("</article>")])
    assert len(articles) == 1


def test_what_people_type_is_shown_and_never_run(cast: Cast, client_for, closed: Thread) -> None:
    discussion.post(closed, "<script>alert(1)</script> <b hx-get='/x'>", by=cast.amina)
    html = client_for(cast.bilal).get(closed.get_absolute_url()).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &lt;b hx-get=" in html


def test_facilitators_and_transcripts_look_different(cast: Cast, client_for, closed: Thread) -> None:
    discussion.post(closed, "Let us begin.", by=cast.moss)
    fill(cast, closed, 1, source_kind="transcript")
    html = client_for(cast.amina).get(closed.get_absolute_url()).content.decode()
    assert 'data-role="facilitator"' in html
    assert "Jo Moss" in html
    assert "From the transcript" in html


def test_a_removed_post_leaves_a_tombstone_with_reason_name_and_date(cast: Cast, client_for, closed: Thread) -> None:
    said = discussion.post(closed, "Fred did it.", by=cast.amina)
    discussion.post(closed, "Really?", by=cast.bilal, reply_to=said)
    moderation.remove(said, by=cast.moss, reason="ident")
    html = client_for(cast.bilal).get(closed.get_absolute_url()).content.decode()
    assert "Removed by Jo Moss, facilitator: identifies someone." in html
    assert clock.now().strftime("%Y") in html
    assert "Fred" not in html
    assert "Really?" in html


def test_what_the_law_keeps_anonymous_leaves_no_trace_but_a_count(cast: Cast, client_for, closed: Thread) -> None:
    said = discussion.post(closed, "It was her.", by=cast.amina)
    discussion.post(closed, "You mean her.", by=cast.bilal, reply_to=said)
    moderation.remove(said, by=cast.moss, reason="anon")
    html = client_for(cast.bilal).get(f"{closed.get_absolute_url()}?at={said.pk}").content.decode()
    assert "Removed" not in html
    assert "You mean" not in html and "It was her" not in html
    assert moderation_log.statistics(cast.consultation).by_reason == [("Points to someone the law keeps anonymous", 1)]


def test_a_withdrawn_post_leaves_its_place_only_if_others_replied(cast: Cast, client_for, closed: Thread) -> None:
    alone, answered = (discussion.post(closed, f"Mine {n}.", by=cast.amina) for n in (1, 2))
    discussion.post(closed, "An answer.", by=cast.bilal, reply_to=answered)
    for said in (alone, answered):
        discussion.withdraw(said, by=cast.amina)
    html = client_for(cast.bilal).get(closed.get_absolute_url()).content.decode()
    assert html.count("Withdrawn by its author") == 1
    assert "An answer." in html
    assert "Mine" not in html


def test_held_posts_are_seen_by_their_author_only(cast: Cast, client_for, public: Thread) -> None:
    discussion.post(public, "Please wait.", by=cast.amina)
    mine = client_for(cast.amina).get(public.get_absolute_url()).content.decode()
    assert "Please wait." in mine and "Waiting for a facilitator" in mine
    for who in (cast.bilal, cast.moss, cast.reyes, None):
        assert "Please wait." not in client_for(who).get(public.get_absolute_url()).content.decode()


# --- Pages
def test_going_through_a_thread_page_by_page_shows_everything_once(cast: Cast, closed: Thread) -> None:
    ids = [row.pk for row in fill(cast, closed, 45)]
    page, forward = thread_page.read(closed, {}), []
    while True:
        forward.append([row["pk"] for row in page.rows])
        if page.after is None:
            break
        page = thread_page.read(closed, {"after": str(page.after)})
    assert [len(part) for part in forward] == [20, 20, 5]
    assert list(chain.from_iterable(forward)) == ids
    page, backward = thread_page.read(closed, {"newest": "1"}), []
    while True:
        backward.insert(0, [row["pk"] for row in page.rows])
        if page.before is None:
            break
        page = thread_page.read(closed, {"before": str(page.before)})
    assert list(chain.from_iterable(backward)) == ids


def test_a_link_to_a_contribution_opens_the_page_that_holds_it(cast: Cast, client_for, closed: Thread) -> None:
    rows = fill(cast, closed, 60)
    for row in (rows[0], rows[19], rows[31], rows[59]):
        page = thread_page.read(closed, {"at": str(row.pk)})
        assert row.pk in [row["pk"] for row in page.rows]
        assert len(page.rows) == 20
    assert thread_page.read(closed, {"at": str(rows[31].pk)}).before == rows[31].pk
    html = client_for(cast.amina).get(rows[31].get_absolute_url()).content.decode()
    assert f'id="contribution-{rows[31].pk}"' in html


def test_a_link_to_a_late_reply_shows_it(cast: Cast, closed: Thread) -> None:
    first = discussion.post(closed, "One", by=cast.amina)
    replies = fill(cast, closed, 30, reply_to=first)
    page = thread_page.read(closed, {"at": str(replies[20].pk)})
    assert [r["pk"] for r in page.rows[0]["replies"]] == [r.pk for r in [*replies[:5], replies[20]]]
    assert page.rows[0]["more"]


def test_five_replies_are_shown_and_all_can_be_read(cast: Cast, client_for, closed: Thread) -> None:
    first, second = (discussion.post(closed, f"Post {n}", by=cast.amina) for n in (1, 2))
    replies = fill(cast, closed, 120, reply_to=first)
    fill(cast, closed, 5, reply_to=second)
    page = thread_page.read(closed, {})
    assert [len(row["replies"]) for row in page.rows] == [5, 5]
    assert [row["more"] for row in page.rows] == [True, False]
    seen, after = [], None
    while True:
        query = {"at": str(first.pk), "replies": "all", **({"after": str(after)} if after else {})}
        page = thread_page.read(closed, query)
        seen += [reply["pk"] for reply in page.rows[0]["replies"]]
        after = page.after
        if after is None:
            break
    assert seen == [reply.pk for reply in replies]
    html = client_for(cast.amina).get(f"{closed.get_absolute_url()}?at={first.pk}&replies=all").content.decode()
    assert "One post and its replies" in html


@pytest.mark.parametrize("query", ["at=x", "at=999999999999999999999", "after=-1", "before=0", "at=987654", "newest="])
def test_odd_addresses_still_show_the_thread(cast: Cast, client_for, closed: Thread, query: str) -> None:
    fill(cast, closed, 3)
    answer = client_for(cast.amina).get(f"{closed.get_absolute_url()}?{query}")
    assert answer.status_code == 200
    assert "No. 2" in answer.content.decode()


@pytest.mark.parametrize("who", ["amina", "moss", "hale"])
def test_a_thread_takes_the_same_queries_at_any_length(
    cast: Cast, client_for, closed: Thread, who: str, django_assert_max_num_queries, django_assert_num_queries
) -> None:
    client = client_for(getattr(cast, who))
    first = fill(cast, closed, 20)
    client.get(closed.get_absolute_url())
    with django_assert_max_num_queries(12) as few:
        client.get(closed.get_absolute_url())
    fill(cast, closed, 400)
    fill(cast, closed, 100, reply_to=first[0])
    with django_assert_max_num_queries(12):  # where there are new ones, they are counted
        client.get(closed.get_absolute_url())
    with django_assert_num_queries(len(few)):
        client.get(closed.get_absolute_url())


# --- Saying something
def test_posting_without_javascript_leads_to_the_post(cast: Cast, client_for, closed: Thread) -> None:
    client = client_for(cast.amina)
    answer = client.post(post_url(closed), {"body": "Hello all.", "key": "k"})
    said = Contribution.objects.get()
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"?at={said.pk}#contribution-{said.pk}")
    assert "Your post is in the thread" in client.get(answer["Location"]).content.decode()


def test_posting_with_htmx_gives_the_new_row_and_an_empty_form(cast: Cast, client_for, closed: Thread) -> None:
    answer = client_for(cast.amina).post(post_url(closed), {"body": "Hello all.", "key": "k"}, headers=HX)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Hello all." in html[: html.index("<form")]
    form = html[html.index("<form") :]
    assert 'hx-swap-oob="true"' in form and "Hello all." not in form
    assert 'value="k"' not in form  # the next post has a key of its own
    assert "HX-Retarget" not in answer


def test_a_post_that_waits_says_so(cast: Cast, client_for, public: Thread) -> None:
    client = client_for(cast.amina)
    plain = client.post(post_url(public), {"body": "One.", "key": "a"}, follow=True).content.decode()
    assert "waiting for a facilitator" in plain
    answer = client.post(post_url(public), {"body": "Two.", "key": "b"}, headers=HX)
    assert answer["HX-Retarget"] == "#mine"
    html = answer.content.decode()
    assert "waiting for a facilitator" in html
    waits = f"mine-{Contribution.objects.latest('pk').pk}"  # the focus goes there, or it would be lost
    assert json.loads(answer["HX-Trigger-After-Settle"]) == {"said": {"at": waits}}
    assert f'id="{waits}" tabindex="-1"' in html


@pytest.mark.parametrize(("body", "problem"), [("", "Write something first"), ("word " * 801, "take out 4")])
@pytest.mark.parametrize("headers", [{}, HX])
def test_a_refused_post_keeps_what_was_typed(
    cast: Cast, client_for, closed: Thread, body: str, problem: str, headers: dict
) -> None:
    answer = client_for(cast.amina).post(post_url(closed), {"body": body, "key": "k"}, headers=headers)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert problem in html
    assert body.strip() in html
    if headers:
        assert answer["HX-Retarget"] == "#post-form"
    assert not Contribution.objects.exists()


def test_a_post_after_closing_keeps_what_was_typed(cast: Cast, client_for, closed: Thread) -> None:
    cast.at("analysis")
    answer = client_for(cast.amina).post(post_url(closed), {"body": "Too late?"})
    assert answer.status_code == 422
    assert "has closed" in answer.content.decode()
    assert "Too late?" in answer.content.decode()


def test_a_signed_out_person_keeps_what_was_typed(cast: Cast, client_for, public: Thread) -> None:
    answer = client_for(None).post(post_url(public), {"body": "Long and careful."})
    assert answer.status_code == 422
    assert "signed out" in answer.content.decode()
    assert "Long and careful." in answer.content.decode()


def test_sending_the_same_form_twice_makes_one_post(cast: Cast, client_for, closed: Thread) -> None:
    client = client_for(cast.amina)
    for _ in range(2):
        assert client.post(post_url(closed), {"body": "Once.", "key": "same"}).status_code == 302
    assert Contribution.objects.count() == 1


def test_every_form_has_a_key_of_its_own(cast: Cast, client_for, closed: Thread) -> None:
    client = client_for(cast.amina)
    keys = {client.get(closed.get_absolute_url()).context["form"]["key"].value() for _ in range(3)}
    assert len(keys) == 3 and all(len(key) == 32 for key in keys)


def test_replying_with_and_without_javascript(cast: Cast, client_for, closed: Thread) -> None:
    first = discussion.post(closed, "One", by=cast.amina)
    client = client_for(cast.bilal)
    page = client.get(f"{post_url(closed)}?reply_to={first.pk}").content.decode()
    assert "<h1>Reply to" in page
    asked = client.get(f"{post_url(closed)}?reply_to={first.pk}", headers=HX)
    assert "HX-Retarget" not in asked  # the form is not on the page yet: the link says where it goes
    fragment = asked.content.decode()
    assert fragment.strip().startswith("<form") and f'id="reply-form-{first.pk}"' in fragment
    assert client.post(post_url(closed), {"body": "Two", "reply_to": first.pk}).status_code == 302
    answer = client.post(post_url(closed), {"body": "Three", "reply_to": first.pk}, headers=HX).content.decode()
    assert "Three" in answer and f'id="reply-{first.pk}" class="reply-place" hx-swap-oob' in answer
    assert list(first.replies.values_list("body", flat=True)) == ["Two", "Three"]


def test_a_refused_reply_by_htmx_comes_back_in_its_place(cast: Cast, client_for, closed: Thread) -> None:
    first = discussion.post(closed, "One", by=cast.amina)
    sent = {"body": "", "reply_to": first.pk}
    answer = client_for(cast.bilal).post(post_url(closed), sent, headers=HX)
    assert answer.status_code == 422
    assert answer["HX-Retarget"] == f"#reply-form-{first.pk}"
    assert f'name="reply_to" value="{first.pk}"' in answer.content.decode()


def test_a_facilitators_note_from_the_page(cast: Cast, client_for, closed: Thread) -> None:
    client_for(cast.moss).post(post_url(closed), {"body": "Silence.", "as_note": "on"})
    assert Contribution.objects.get().source_kind == "facilitator_note"
    client_for(cast.amina).post(post_url(closed), {"body": "Mine.", "as_note": "on"})
    assert Contribution.objects.latest("pk").source_kind == "post"


def test_editing_and_withdrawing_from_the_page(cast: Cast, client_for, closed: Thread) -> None:
    said = discussion.post(closed, "First.", by=cast.amina)
    client = client_for(cast.amina)
    edit, withdraw = (
        reverse(name, args=[cast.consultation.slug, said.pk]) for name in ("edit_contribution", "withdraw_contribution")
    )
    assert "First." in client.get(edit).content.decode()
    refused = client.post(edit, {"body": "z" * 4001})
    assert refused.status_code == 422 and "z" * 4001 in refused.content.decode()
    assert client.post(edit, {"body": "Second."}).status_code == 302
    assert "First." not in client.get(closed.get_absolute_url()).content.decode()
    assert "Second." in client.get(withdraw).content.decode()
    assert client.post(withdraw).status_code == 302
    assert client.post(withdraw).status_code == 422
    said.refresh_from_db()
    assert said.state == "withdrawn"


@pytest.mark.parametrize("headers", [{}, HX])
def test_a_refused_reply_still_says_that_it_is_a_reply(cast: Cast, client_for, closed: Thread, headers: dict) -> None:
    first = discussion.post(closed, "One", by=cast.amina)
    answer = client_for(cast.bilal).post(post_url(closed), {"body": "", "reply_to": first.pk}, headers=headers)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Your reply" in html and "What do you want to say?" not in html
    assert f'id="reply-form-{first.pk}"' in html and f'href="#id_body_{first.pk}"' in html


@pytest.mark.parametrize("who", ["okoro", "reyes", "brandt"])
def test_who_may_not_read_the_groups_is_told_so(cast: Cast, closed: Thread, client_for, who: str) -> None:
    user = getattr(cast, who, None) or person("brandt")
    if who == "brandt":
        staff(cast.consultation, user, Role.EXPERT)
    page = client_for(user).get(f"/consultations/{cast.consultation.slug}/discussion/").content.decode()
    assert "The groups talk in private" in page and closed.title not in page
