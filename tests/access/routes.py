"""Every address the resolver knows, and what stands in it for a world."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access.world import World

#: What a number in an address stands for, by route: the object of the world.
NUMBERS = {
    "code_contribution": "post", "read_thread": "thread", "theme": "theme",
    "finding": "finding", "take_out_promise": "promise", "promise": "promise",
    "thread": "thread", "post": "thread", "edit_contribution": "post", "withdraw_contribution": "post",
    "decide": "held", "appeal": "removed", "decide_appeal": "appeal", "edit_question": "question",
    "leave_post": "post", "claim_post": "held", "propose_split": "post", "answer_split": "split",
    "claim_appeal": "appeal",
    "own_history": "post", "thread_news": "thread", "say_quietly": "thread", "thread_cards": "thread",
    "support_question": "put", "sort_question": "asked_expert", "answer_expert_question": "put",
    "review_answer": "given", "keep_question_apart": "joined",
    "ask_question_again": "joined", "ask_panel": "held", "decide_unread": "held", "correct_expert_answer": "told",
    "read_expert_correction": "correction",
    "safety_alert": "alert", "private_words": "alert", "report_post": "post",
    "wave": "wave", "answer_question": "wave", "results": "wave", "results_csv": "wave",
    "results_xlsx": "wave", "results_pdf": "wave", "open_wave": "wave", "close_wave": "wave",
    "technology": "technology", "edit_technology": "technology",
    "say_change": "technology", "take_back_change": "change", "speak_of_change": "change",
    "edit_area": "area", "edit_prompt": "prompt",
    "edit_evidence_row": "story", "technology_log": "technology", "technology_documents": "technology",
    "edit_use": "use",
    "remove_evidence": "story", "reply_to_comment": "comment", "answer_fact": "fact", "weigh_fact": "fact",
    "settle_comment": "comment",
    "revoke_invitation": "invitation", "edit_group": "group", "remove_group": "group", "invite": "group",
    "letters": "group", "letters_csv": "group", "print_letters": "group", "arrange_person": "colleague",
    "arrange_offer": "offer", "arrange_seat": "seat",
    "object_to_seat": "seat_notice", "decide_seat": "seat_notice",
    "take_back_withdrawal": "withdrawal", "agree_to_withdrawal": "withdrawal", "refuse_withdrawal": "withdrawal",
    "end_seat": "reader", "decide_verdict_reason": "reason", "words_of_reason": "reason",
    "make_receipt": "wave", "paper": "wave", "print_sheets": "wave", "enter_sheet": "wave", "correct_sheet": "wave",
    "new_round": "question", "preview_question": "question", "decide_newcomer": "newcomer",
    "administer_account": "account", "end_sign_in": "sign_in",
    "record_of_meeting": "record", "confirm_record": "record", "object_to_record": "record",
    "put_meeting_right": "record",
    "take_back_objection": "record",
    "record_draft": "draft", "record_turns": "draft", "record_left_out": "draft",
    "conversation_draft": "conversation_draft", "poll_comments": "closed wave",
    "remove_second_step": "second_step", "edit_segment": "segment", "move_segment": "segment", "count_hands": "pulse",
}  # fmt: skip
FORCE = "riverside-police-example"
#: Other parts of addresses, by route.
WORDS: dict[str, dict[str, Any]] = {
    "move_stage": {"name": "close_early"}, "edit_section": {"kind": "summary"}, "remove_evidence": {"what": "stories"},
    "edit_evidence_row": {"what": "stories"}, "save_section": {"kind": "summary"}, "translation": {"language": "ar"},
    "edit_translation": {"language": "ar"}, "confirm_translation": {"language": "ar"},
    "withdraw_translation": {"language": "ar"},
    "add_to_session": {"what": "fact"}, "openid_connect_callback": {"provider_id": "staff"},
    "openid_connect_login": {"provider_id": "staff"}, "pick_questions": {"key": "lfr"}, "download": {"code": "A" * 43},
    "force": {"slug": FORCE}, "numbers_table": {"slug": FORCE}, "change_force": {"slug": FORCE},
    "force_card": {"slug": FORCE},
    "scorecard_list": {"slug": FORCE, "year": 2026, "name": "on_time"},
    "unsubscribe": {"token": "nobody:made-up"}, "confirm_subscription": {"token": "nobody:made-up"},
    "subscribe": {"what": "consultation"}, "report_file": {"name": "report.json"}, "working": {"number": "2.1"},
    "comment_on_part": {"part": "does"},
}  # fmt: skip
#: A code in an address is the session's, except here.
CODES = {"join_by_code": "invitation", "come_back": "return_code"}


def patterns() -> dict[str, URLPattern]:
    """Route name → pattern, for every address of the product."""
    return dict(sorted(_walk(get_resolver())))


#: Addresses whose answer hangs on the stage, beside all of what came of it (outcomes).
BY_STAGE = {
    "join", "my_part", "consultation_desk", "discussion", "thread", "post", "moderation", "decide", "appeal",
    "decide_appeal", "polls", "wave", "answer_question", "results", "conversation", "opinion", "live", "extend_answer",
}  # fmt: skip


def at(stage: str) -> dict[str, URLPattern]:
    """The addresses that the table lists for a stage: all of them while open, then those that change."""
    found = patterns()
    if stage == "open":
        return found
    return {name: p for name, p in found.items() if name in BY_STAGE or p.callback.__module__.startswith("outcomes.")}


def _walk(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield f"{space}{one.name}", one
        else:
            yield from _walk(one, f"{space}{one.namespace}:" if one.namespace else space)


def arguments(name: str, pattern: URLPattern, world: World) -> dict[str, Any]:
    """What to put into the address of `name` to reach the world's own object."""
    found: dict[str, Any] = {}
    for part in pattern.pattern.converters or pattern.pattern.regex.groupindex:
        if part == "slug":
            found[part] = world.slug
        elif part == "number":
            found[part] = world.objects[f"number of {name}"].pk if f"number of {name}" in world.objects else 1
        elif part == "question":
            found[part] = world.objects["wrote"].pk
        elif part == "own":
            found[part] = world.objects["statement"].pk
        elif part == "sheet":
            found[part] = world.objects["sheet"].pk
        elif part == "batch":
            found[part] = world.objects["letter"].batch
        elif part == "code":
            found[part] = world.objects[CODES.get(name, "session")].code
        elif name == "offer":
            found[part] = world.objects["offer_key"]
        elif part == "pk":
            found[part] = world.objects[NUMBERS.get(name, "statements")].pk
    return found | WORDS.get(name, {})


def address(name: str, pattern: URLPattern, world: World, under: World | None = None) -> str:
    """The address of `name`. `under`: the world whose slug stands in it, to ask for another world's object."""
    found = arguments(name, pattern, world)
    if under is not None and "slug" in found:
        found["slug"] = under.slug
    return reverse(name, kwargs=found)
