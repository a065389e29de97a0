"""Forces and places become things: one force for each distinct text, and each entry of the register is one force's."""

from collections import Counter

import django.db.models.deletion
from django.db import migrations, models
from django.utils.text import slugify

LONDON = [
    "Barking and Dagenham", "Barnet", "Bexley", "Brent", "Bromley", "Camden", "Croydon", "Ealing", "Enfield",
    "Greenwich", "Hackney", "Hammersmith and Fulham", "Haringey", "Harrow", "Havering", "Hillingdon", "Hounslow",
    "Islington", "Kensington and Chelsea", "Kingston upon Thames", "Lambeth", "Lewisham", "Merton", "Newham",
    "Redbridge", "Richmond upon Thames", "Southwark", "Sutton", "Tower Hamlets", "Waltham Forest", "Wandsworth",
    "Westminster",
]


def add_london(apps, schema_editor):
    Area = apps.get_model("consultations", "Area")
    Area.objects.bulk_create(Area(name=name, slug=slugify(name), kind="borough") for name in LONDON)
    Area.objects.create(name="City of London", slug="city-of-london", kind="city")


def texts_become_forces(apps, schema_editor):
    """However it was spaced or written in capitals: the commonest way of writing it is kept."""
    Consultation, Force = apps.get_model("consultations", "Consultation"), apps.get_model("consultations", "Force")
    written = {}
    for pk, text in Consultation.objects.order_by("pk").values_list("pk", "force_text"):
        if name := " ".join(text.split()):
            written.setdefault(name.casefold(), []).append((pk, name))
    for same in written.values():
        name = Counter(name for _, name in same).most_common(1)[0][0]
        force = Force.objects.create(name=name, slug=_address(Force, name))
        Consultation.objects.filter(pk__in=[pk for pk, _ in same]).update(force=force)


def _address(Force, name):
    stem = slugify(name)[:70].strip("-") or "force"
    slug, n = stem, 1
    while Force.objects.filter(slug=slug).exists():
        n += 1
        slug = f"{stem}-{n}"
    return slug


def places_become_areas(apps, schema_editor):
    """Whole names between commas; the words stay where they are."""
    Consultation, Area = apps.get_model("consultations", "Consultation"), apps.get_model("consultations", "Area")
    known = {area.name.casefold(): area for area in Area.objects.all()}
    for consultation in Consultation.objects.exclude(places=""):
        names = [part.strip().casefold() for part in consultation.places.replace(";", ",").split(",")]
        consultation.in_areas.add(*[known[name] for name in names if name in known])


def entries_become_a_forces(apps, schema_editor):
    """The first force that asked about it keeps the entry; every other gets a copy, with its uses and changes."""
    Technology, UseCase = apps.get_model("consultations", "Technology"), apps.get_model("consultations", "UseCase")
    for technology in list(Technology.objects.order_by("pk")):
        asked = list(technology.consultations.order_by("pk"))
        forces = list(dict.fromkeys(one.force_id for one in asked))
        if not forces:
            continue
        uses = list(UseCase.objects.filter(technology=technology).order_by("pk"))
        _own(Technology, technology, forces[0])
        for force in forces[1:]:
            copy = Technology.objects.get(pk=technology.pk)
            copy.pk = None
            copy._state.adding = True
            _own(Technology, copy, force)
            for use in uses:
                use.pk, use.technology = None, copy
                use._state.adding = True
                use.save()
            for one in [one for one in asked if one.force_id == force]:
                one.technologies.remove(technology)
                one.technologies.add(copy)
                technology.changes.filter(consultation=one).update(technology=copy)


def _own(Technology, entry, force):
    """Names were not unique before: two of one force are told apart."""
    entry.force_id, name, n = force, entry.name, 1
    same = Technology.objects.filter(force_id=force, kind=entry.kind).exclude(pk=entry.pk)
    while force and same.filter(name=entry.name).exists():
        n += 1
        entry.name = f"{name[:110]} ({n})"
    entry.save()


def look_at_once(apps, schema_editor):
    """PostgreSQL does not alter a table whose deferred checks still wait."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0006_accepted_by_name'),
    ]

    operations = [
        migrations.CreateModel(
            name='Area',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True)),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('kind', models.CharField(choices=[('borough', 'London borough'), ('city', 'City'), ('district', 'Borough or district')], default='district', max_length=10)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Force',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=160, unique=True)),
                ('short_name', models.CharField(blank=True, max_length=60)),
                ('slug', models.SlugField(max_length=80, unique=True, verbose_name='web address')),
                ('accountable_roles', models.TextField(blank=True, max_length=600, verbose_name='who is accountable')),
                ('contact', models.TextField(blank=True, max_length=600, verbose_name='contact for residents')),
                ('how_we_decide', models.TextField(blank=True, max_length=2000, verbose_name='how the force decides')),
                ('areas', models.ManyToManyField(blank=True, related_name='forces', to='consultations.area')),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.AlterModelOptions(
            name='technology',
            options={'ordering': ['name', 'pk'], 'verbose_name_plural': 'technologies'},
        ),
        migrations.AlterField(
            model_name='consultation',
            name='places',
            field=models.CharField(blank=True, max_length=240, verbose_name='where, in words'),
        ),
        migrations.AddField(
            model_name='consultation',
            name='in_areas',
            field=models.ManyToManyField(blank=True, related_name='consultations', to='consultations.area', verbose_name='boroughs and districts'),
        ),
        migrations.AddField(
            model_name='consultation',
            name='joint_forces',
            field=models.ManyToManyField(blank=True, related_name='joint_consultations', to='consultations.force', verbose_name='forces that answer with it'),
        ),
        migrations.AddField(
            model_name='technology',
            name='force',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='technologies', to='consultations.force'),
        ),
        migrations.RenameField(model_name='consultation', old_name='force', new_name='force_text'),
        migrations.AddField(
            model_name='consultation',
            name='force',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='consultations.force', verbose_name='police force'),
        ),
        migrations.RunPython(add_london, migrations.RunPython.noop),
        migrations.RunPython(texts_become_forces, migrations.RunPython.noop),
        migrations.RunPython(places_become_areas, migrations.RunPython.noop),
        migrations.RunPython(entries_become_a_forces, migrations.RunPython.noop),
        migrations.RunPython(look_at_once, migrations.RunPython.noop),
        migrations.RemoveField(model_name='consultation', name='force_text'),
        migrations.AddField(
            model_name='consultation',
            name='step',
            field=models.GeneratedField(db_persist=True, expression=models.Case(models.When(stage='paused', then=models.F('stage_before_pause')), default=models.F('stage')), output_field=models.CharField(max_length=20)),
        ),
        migrations.AddIndex(
            model_name='consultation',
            index=models.Index(fields=['step', 'closes_at'], name='consultation_step_closes'),
        ),
        migrations.AddIndex(
            model_name='consultation',
            index=models.Index(fields=['step', 'opens_at'], name='consultation_step_opens'),
        ),
        migrations.AddIndex(
            model_name='consultation',
            index=models.Index(fields=['step', 'response_due'], name='consultation_step_answer_due'),
        ),
        migrations.AddIndex(
            model_name='consultation',
            index=models.Index(fields=['response_published_at'], name='consultation_answered'),
        ),
        migrations.AddIndex(
            model_name='technology',
            index=models.Index(fields=['name'], name='technology_name'),
        ),
        migrations.AddConstraint(
            model_name='technology',
            constraint=models.UniqueConstraint(fields=('force', 'kind', 'name'), name='technology_once_a_force'),
        ),
    ]
