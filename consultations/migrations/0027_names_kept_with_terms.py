from typing import Any

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

MARKS = {
    "force": ("Force", "slug"),
    "joint_forces": ("Force", "slug"),
    "in_areas": ("Area", "slug"),
    "technologies": ("Technology", "pk"),
}


def names_of_today(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What each mark is called now: what it was called before nobody kept."""
    called = {
        name: {str(mark): said for mark, said in apps.get_model("consultations", model).objects.values_list(key, "name")}
        for name, (model, key) in MARKS.items()
    }

    def names(name: str, value: Any) -> dict[str, str]:
        marks = value if isinstance(value, list) else [value]
        return {str(one): called[name][str(one)] for one in marks if str(one) in called[name]}

    for change in apps.get_model("consultations", "TermChange").objects.filter(name__in=MARKS):
        change.names = names(change.name, change.old) | names(change.name, change.new)
        change.save(update_fields=["names"])
    for model, field in (("BriefingVersion", "terms"), ("Membership", "accepted_terms")):
        for row in apps.get_model("consultations", model).objects.exclude(**{field: None}):
            if terms := getattr(row, field):
                setattr(row, field, terms | {"names": {name: names(name, terms.get(name)) for name in MARKS}})
                row.save(update_fields=[field])


class Migration(migrations.Migration):
    dependencies = [("consultations", "0026_entries_are_signed")]

    operations = [
        migrations.AddField(model_name="termchange", name="names", field=models.JSONField(default=dict)),
        migrations.RunPython(names_of_today, migrations.RunPython.noop),
    ]
