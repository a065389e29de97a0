"""Addresses of what is asked."""

from django.urls import URLPattern, path
from django.views.decorators.cache import cache_control

from consultations.feeds import RecordFeed
from consultations.views import (
    briefing,
    briefing_edit,
    changes,
    claiming,
    consultation,
    desk,
    groups,
    guide,
    home,
    invitations,
    joining,
    moving_dates,
    my_part,
    newcomers,
    pages,
    returning,
    review,
    setup,
    technologies,
)

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    # home
    path("", home.show, name="home"),
    # pages
    path("how-it-works/", pages.how_it_works, name="how_it_works"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("data-card/", pages.data_card, name="data_card"),
    path("record/", pages.record, name="record"),
    path("record/feed/", cache_control(public=True, max_age=300)(RecordFeed()), name="record_feed"),
    path("demo/", pages.demo, name="demo"),
    path(C + "record/", pages.public_record, name="public_record"),
    # technologies
    path("technologies/", technologies.index, name="technologies"),
    path("technologies/<int:pk>/", technologies.show, name="technology"),
    # joining
    path("join/", joining.enter_code, name="enter_code"),
    path("join/<str:code>/", joining.join_by_code, name="join_by_code"),
    path("back/<str:code>/", returning.come_back, name="come_back"),
    path("me/", my_part.my_place, name="my_place"),
    path(C + "join/", joining.join, name="join"),
    path(C + "me/", my_part.my_part, name="my_part"),
    path(C + "me/leave/", my_part.leave, name="leave"),
    path(C + "me/code/", returning.renew_return_code, name="renew_return_code"),
    path(C + "me/code.svg", returning.return_qr, name="return_qr"),
    path(C + "me/address/", claiming.add_address, name="add_address"),
    path(C + "me/address/code/", claiming.prove_address, name="prove_address"),
    # briefing (reading)
    path(C + "briefing/", briefing.show, name="briefing"),
    # desk
    path("desk/", desk.mine, name="desk"),
    path(C + "desk/", desk.show, name="consultation_desk"),
    path(C + "move/<str:name>/", desk.move_stage, name="move_stage"),
    path(C + "pause/", desk.pause, name="pause"),
    path(C + "extend/", moving_dates.extend_closing, name="extend_closing"),
    path(C + "extend-answer/", moving_dates.extend_answer, name="extend_answer"),
    # changes since people were asked
    path(C + "changes/", changes.show, name="changes"),
    path(C + "changes/<int:pk>/", changes.say, name="say_change"),
    path(C + "changes/<int:pk>/take-back/", changes.take_back, name="take_back_change"),
    # setup
    path("consultations/new/", setup.new, name="new_consultation"),
    path(C + "setup/", setup.overview, name="setup"),
    path(C + "setup/question/", setup.edit_part, {"part": "question"}, name="setup_question"),
    path(C + "setup/who/", setup.edit_part, {"part": "who"}, name="setup_who"),
    path(C + "setup/dates/", setup.edit_part, {"part": "dates"}, name="setup_dates"),
    path(C + "setup/taking-part/", setup.edit_part, {"part": "taking_part"}, name="setup_taking_part"),
    path(C + "setup/technologies/", setup.technologies_page, name="setup_technologies"),
    path(C + "setup/technologies/<int:pk>/", setup.edit_technology, name="edit_technology"),
    # topic guide
    path(C + "topic-guide/", guide.show, name="topic_guide"),
    path(C + "topic-guide/<int:pk>/", guide.edit_area, name="edit_area"),
    path(C + "topic-guide/questions/<int:pk>/", guide.edit_prompt, name="edit_prompt"),
    # briefing (writing)
    path(C + "briefing/edit/", briefing_edit.edit, name="edit_briefing"),
    path(C + "briefing/edit/<str:kind>/", briefing_edit.edit_section, name="edit_section"),
    path(C + "briefing/data-card/", briefing_edit.edit_data_card, name="edit_data_card"),
    path(C + "briefing/retention/", briefing_edit.edit_evidence, {"what": "retention"}, name="edit_retention"),
    path(C + "briefing/suppliers/", briefing_edit.edit_evidence, {"what": "suppliers"}, name="edit_suppliers"),
    path(C + "briefing/figures/", briefing_edit.edit_evidence, {"what": "figures"}, name="edit_figures"),
    path(C + "briefing/stories/", briefing_edit.edit_evidence, {"what": "stories"}, name="edit_stories"),
    path(C + "briefing/sources/", briefing_edit.edit_evidence, {"what": "sources"}, name="edit_sources"),
    path(C + "briefing/<str:what>/<int:pk>/remove/", briefing_edit.remove_evidence, name="remove_evidence"),
    # review
    path(C + "review/", review.show, name="review"),
    path(C + "review/sign/", review.sign_off, name="sign_off"),
    path(C + "review/comments/<int:pk>/reply/", review.reply, name="reply_to_comment"),
    path(C + "review/comments/<int:pk>/settle/", review.resolve, name="settle_comment"),
    # groups
    path(C + "people/", groups.people, name="people"),
    path(C + "people/<int:pk>/", groups.arrange_person, name="arrange_person"),
    path(C + "people/waiting/", newcomers.waiting, name="newcomers"),
    path(C + "people/waiting/everybody/", newcomers.decide_all, name="let_everybody_in"),
    path(C + "people/waiting/<int:pk>/", newcomers.decide, name="decide_newcomer"),
    path(C + "groups/", groups.show, name="groups"),
    path(C + "groups/<int:pk>/", groups.edit_group, name="edit_group"),
    path(C + "groups/<int:pk>/remove/", groups.remove_group, name="remove_group"),
    path(C + "groups/<int:pk>/invitations/", invitations.invite, name="invite"),
    path(C + "groups/<int:pk>/letters/", invitations.print_letters, name="print_letters"),
    path(C + "groups/<int:pk>/letters/<str:batch>/", invitations.letters, name="letters"),
    path(C + "groups/<int:pk>/letters/<str:batch>/table.csv", invitations.letters_csv, name="letters_csv"),
    path(C + "invitations/<int:pk>/revoke/", invitations.revoke, name="revoke_invitation"),
    path(C + "accept/", groups.accept_duty, name="accept_duty"),
    # consultation: last, so that "consultations/new/" is not taken for a slug
    path(C, consultation.show, name="consultation"),
]
