"""Addresses: briefing."""

from django.urls import URLPattern, path

from consultations.briefing.views import counting, editing, packs, reading, sources, versions, writing

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "briefing/", reading.show, name="briefing"),
    path(C + "briefing/compare/", versions.compare, name="compare_briefings"),
    path(C + "briefing/versions/new/", versions.new, name="new_version"),
    path(C + "briefing/versions/put-aside/", versions.put_aside, name="put_aside_version"),
    path(C + "briefing/edit/", editing.edit, name="edit_briefing"),
    path(C + "briefing/pack.json", packs.pack_json, name="pack_json"),
    path("pack.schema.json", packs.pack_schema, name="pack_schema"),
    path(C + "briefing/transparency-record.json", packs.pack_atrs, name="pack_atrs"),
    path(C + "briefing/transparency-record/import/", packs.import_record, name="import_record"),
    path(C + "briefing/import/", packs.import_pack, name="import_pack"),
    path(C + "briefing/write/", writing.write, name="write_briefing"),
    path(C + "briefing/frame/", writing.take_frame, name="take_frame"),
    path(C + "briefing/write/<str:kind>/", writing.save_section, name="save_section"),
    path(C + "briefing/paste/", writing.paste, name="paste_into_briefing"),
    path(C + "briefing/edit/<str:kind>/", editing.edit_section, name="edit_section"),
    path(C + "briefing/deployments/", counting.edit_deployments, name="edit_deployments"),
    path(C + "briefing/deployments.csv", counting.deployments_csv, name="deployments_csv"),
    path(C + "briefing/all-figures/", counting.all_figures, name="all_figures"),
    path(C + "briefing/no-harm/", counting.say_no_harm, name="say_no_harm"),
    path(C + "briefing/data-card/", editing.edit_data_card, name="edit_data_card"),
    path(C + "briefing/retention/", editing.edit_evidence, {"what": "retention"}, name="edit_retention"),
    path(C + "briefing/suppliers/", editing.edit_evidence, {"what": "suppliers"}, name="edit_suppliers"),
    path(C + "briefing/figures/", editing.edit_evidence, {"what": "figures"}, name="edit_figures"),
    path(C + "briefing/stories/", editing.edit_evidence, {"what": "stories"}, name="edit_stories"),
    path(C + "briefing/path/", editing.edit_evidence, {"what": "path"}, name="edit_path"),
    path(C + "briefing/glossary/", editing.edit_evidence, {"what": "glossary"}, name="edit_glossary"),
    path(C + "briefing/sources/", editing.edit_evidence, {"what": "sources"}, name="edit_sources"),
    path(C + "briefing/sources/open/", sources.open_sources, name="open_sources"),
    path(C + "briefing/<str:what>/<int:pk>/", writing.edit_row, name="edit_evidence_row"),
    path(C + "briefing/<str:what>/<int:pk>/remove/", editing.remove_evidence, name="remove_evidence"),
]
