import audit.clock
import consultations.models.joining
import consultations.models.tokens
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='BriefingVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(default=1)),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('under_review', 'Under review'), ('approved', 'Approved by the panel'), ('superseded', 'Replaced by a newer version')], default='draft', max_length=14)),
                ('content_hash', models.CharField(blank=True, max_length=64)),
                ('law_as_at', models.DateField(blank=True, null=True)),
                ('check_by', models.DateField(blank=True, null=True)),
                ('change_note', models.CharField(blank=True, max_length=500)),
                ('created_at', models.DateTimeField(default=audit.clock.now)),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.CharField(choices=[('take_part', 'Take part'), ('quotes', 'Quote me without my name'), ('recontact', 'Tell me what happens next'), ('changes', 'Tell me if the technology changes'), ('recording', 'Record what is said in a session')], max_length=12)),
                ('text_version', models.CharField(max_length=20)),
                ('given_at', models.DateTimeField(default=audit.clock.now)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Consultation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('title', models.CharField(max_length=160)),
                ('method', models.CharField(choices=[('focus_groups', 'Focus groups'), ('workshop', 'Deliberative workshop'), ('open', 'Open consultation'), ('mixed', 'Groups and open responses')], default='focus_groups', max_length=16)),
                ('exercise', models.CharField(choices=[('research', 'Engagement and research'), ('formal', 'Formal consultation')], default='research', max_length=12)),
                ('purpose_question', models.TextField(blank=True, max_length=500)),
                ('decision_to_inform', models.TextField(blank=True, max_length=2000)),
                ('can_change', models.TextField(blank=True, max_length=2000)),
                ('cannot_change', models.TextField(blank=True, max_length=2000)),
                ('commissioning_body', models.CharField(blank=True, max_length=160)),
                ('force', models.CharField(blank=True, max_length=160, verbose_name='police force')),
                ('data_controller', models.CharField(blank=True, max_length=160)),
                ('independent_facilitation', models.CharField(blank=True, max_length=240)),
                ('funding_note', models.TextField(blank=True, max_length=1000)),
                ('places', models.CharField(blank=True, max_length=240, verbose_name='boroughs, or force-wide')),
                ('recruitment_note', models.TextField(blank=True, max_length=2000)),
                ('non_digital_route', models.TextField(blank=True, max_length=1000)),
                ('retention', models.CharField(choices=[('standard', 'As usual'), ('short', 'Shorter')], default='standard', max_length=12)),
                ('joining_is_open', models.BooleanField(default=False, verbose_name='anyone may join')),
                ('newcomers_need_approval', models.BooleanField(default=False, verbose_name='a facilitator lets newcomers in')),
                ('stage', models.CharField(choices=[('draft', 'Draft'), ('in_review', 'With the oversight panel'), ('announced', 'Announced'), ('open', 'Open'), ('analysis', 'Being analysed'), ('findings_published', 'Findings published'), ('response_published', 'Police have answered'), ('follow_up', 'Promises being tracked'), ('completed', 'Completed'), ('paused', 'Paused'), ('withdrawn', 'Withdrawn')], default='draft', editable=False, max_length=20)),
                ('stage_before_pause', models.CharField(blank=True, choices=[('draft', 'Draft'), ('in_review', 'With the oversight panel'), ('announced', 'Announced'), ('open', 'Open'), ('analysis', 'Being analysed'), ('findings_published', 'Findings published'), ('response_published', 'Police have answered'), ('follow_up', 'Promises being tracked'), ('completed', 'Completed'), ('paused', 'Paused'), ('withdrawn', 'Withdrawn')], editable=False, max_length=20)),
                ('stage_reason', models.TextField(blank=True, editable=False, max_length=1000)),
                ('announced_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('opens_at', models.DateTimeField(blank=True, null=True)),
                ('closes_at', models.DateTimeField(blank=True, null=True)),
                ('closes_at_before', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='closing before it was moved')),
                ('closing_reason', models.TextField(blank=True, editable=False, max_length=1000)),
                ('findings_due', models.DateField(blank=True, null=True)),
                ('response_due', models.DateField(blank=True, null=True)),
                ('response_due_before', models.DateField(blank=True, editable=False, null=True, verbose_name='response date before it was moved')),
                ('extension_reason', models.TextField(blank=True, editable=False, max_length=1000)),
                ('findings_published_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('anonymised_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('notice_days', models.PositiveSmallIntegerField(default=7, verbose_name='days between announcing and opening')),
                ('withdrawal_days', models.PositiveSmallIntegerField(default=14, verbose_name='days to withdraw after closing')),
                ('accuracy_days', models.PositiveSmallIntegerField(default=5, verbose_name='working days for police to check facts')),
                ('check_days', models.PositiveSmallIntegerField(default=7, verbose_name='days for participants to check findings')),
                ('min_base', models.PositiveSmallIntegerField(default=10, verbose_name='smallest group in a breakdown')),
                ('min_answer', models.PositiveSmallIntegerField(default=5, verbose_name='smallest count shown')),
                ('starter', models.CharField(blank=True, editable=False, max_length=40)),
                ('is_demonstration', models.BooleanField(default=False, editable=False)),
                ('created_at', models.DateTimeField(default=audit.clock.now, editable=False)),
            ],
            options={
                'ordering': ['-created_at'],
            },
        ),
        migrations.CreateModel(
            name='Newcomer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(default=consultations.models.joining.new_door_number, max_length=3)),
                ('answers', models.JSONField(blank=True, default=dict)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('declined', 'Not let in')], default='waiting', max_length=8)),
                ('asked_at', models.DateTimeField(default=audit.clock.now)),
            ],
            options={
                'ordering': ['asked_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ParticipantProfile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('age_band', models.CharField(blank=True, choices=[('18-24', '18 to 24'), ('25-34', '25 to 34'), ('35-44', '35 to 44'), ('45-54', '45 to 54'), ('55-64', '55 to 64'), ('65+', '65+')], max_length=8)),
                ('borough', models.CharField(blank=True, max_length=60)),
                ('gender', models.CharField(blank=True, choices=[('woman', 'Woman'), ('man', 'Man'), ('other', 'In another way')], max_length=8)),
                ('ethnic_group', models.CharField(blank=True, choices=[('asian', 'Asian or Asian British'), ('black', 'Black, Black British, Caribbean or African'), ('mixed', 'Mixed or multiple ethnic groups'), ('white', 'White'), ('other', 'Another ethnic group')], max_length=8)),
                ('disability', models.CharField(blank=True, choices=[('yes', 'Yes'), ('no', 'No')], max_length=4)),
            ],
        ),
        migrations.CreateModel(
            name='ParticipationToken',
            fields=[
                ('id', models.BigIntegerField(default=consultations.models.tokens.random_key, editable=False, primary_key=True, serialize=False)),
                ('value', models.CharField(default=consultations.models.tokens.new_token, max_length=32, unique=True)),
                ('linked_until', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Prompt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField()),
                ('question', models.CharField(max_length=300)),
                ('probe', models.CharField(blank=True, max_length=500)),
                ('minutes', models.PositiveSmallIntegerField(default=10)),
            ],
            options={
                'ordering': ['order'],
            },
        ),
        migrations.CreateModel(
            name='RetentionRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('data_class', models.CharField(max_length=160)),
                ('applies_to', models.CharField(choices=[('matched', 'If there is a match'), ('not_matched', 'If there is no match'), ('all', 'Everything')], default='all', max_length=12)),
                ('kept_for', models.CharField(max_length=240)),
                ('deletion_trigger', models.CharField(blank=True, max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name='ReviewComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('section', models.CharField(blank=True, choices=[('summary', 'In one minute'), ('does', 'What it does'), ('does_not', 'What it does not do'), ('steps', 'How it works, step by step'), ('uses', 'Where and when it is used here'), ('alternatives', 'What it replaces, and the alternatives'), ('figures', 'What the figures say'), ('stories', 'What happened in real cases'), ('limits', 'Known limits, errors and bias'), ('cost', 'What it costs'), ('datacard', 'Your data: who holds it, and for how long'), ('rules', 'The law and the rules'), ('notice', 'How will I know it is in use?'), ('oversight', 'Who checks the police'), ('decides', 'Who decides, at each step'), ('answerable', 'Who is answerable, and how to challenge'), ('arguments', 'Arguments people make'), ('scope', 'What this consultation can and cannot change'), ('unknowns', 'What is not known yet')], max_length=12)),
                ('severity', models.CharField(choices=[('must_fix', 'Must fix'), ('should', 'Should fix'), ('note', 'Note')], default='should', max_length=10)),
                ('text', models.TextField(max_length=2000)),
                ('at', models.DateTimeField(default=audit.clock.now)),
                ('reply', models.TextField(blank=True, max_length=2000)),
                ('resolved_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Signoff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_hash', models.CharField(max_length=64)),
                ('verdict', models.CharField(choices=[('balanced', 'Balanced'), ('balanced_with_reservations', 'Balanced, with reservations')], max_length=30)),
                ('public_statement', models.TextField(max_length=2000)),
                ('signed_at', models.DateTimeField(default=audit.clock.now)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=300)),
                ('publisher', models.CharField(blank=True, max_length=160)),
                ('url', models.URLField(blank=True, max_length=400)),
                ('published', models.CharField(blank=True, max_length=60)),
                ('standpoint', models.CharField(choices=[('official', 'Official'), ('independent', 'Independent'), ('critical', 'Critical'), ('academic', 'Academic'), ('media', 'Media')], default='official', max_length=12)),
            ],
        ),
        migrations.CreateModel(
            name='SupplierRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=160)),
                ('role', models.CharField(blank=True, max_length=240)),
                ('can_see_data', models.CharField(blank=True, max_length=160)),
                ('country', models.CharField(blank=True, max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name='Technology',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(choices=[('lfr', 'Live facial recognition'), ('rfr', 'Retrospective facial recognition'), ('anpr', 'Number plate recognition (ANPR)'), ('drone', 'Drones'), ('ai', 'Artificial intelligence'), ('cctv', 'CCTV'), ('citizen_evidence', 'Evidence sent in by the public'), ('body_worn_video', 'Body-worn video'), ('other', 'Other')], max_length=20)),
                ('stage', models.CharField(choices=[('idea', 'An idea'), ('engage', 'Being discussed with the public'), ('design', 'Being designed'), ('trial', 'On trial'), ('operational', 'In use'), ('review', 'In use, under review'), ('retired', 'No longer used')], default='idea', max_length=12)),
                ('biometric', models.BooleanField(default=False, verbose_name='identifies people by their bodies')),
                ('algorithmic', models.BooleanField(default=False, verbose_name='a computer judges or ranks')),
                ('task_specific', models.BooleanField(default=False, verbose_name='does one bounded task')),
                ('accountable_role', models.CharField(blank=True, max_length=120)),
            ],
            options={
                'verbose_name_plural': 'technologies',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='TechnologyChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('new_use', 'A new use'), ('supplier', 'A new supplier'), ('retention', 'What is kept, or for how long'), ('image_source', 'Where the images or lists come from'), ('deployment', 'Where or how it is put to use')], max_length=12)),
                ('since', models.DateField()),
                ('description', models.TextField(max_length=2000)),
                ('source', models.CharField(max_length=300)),
                ('triggers_reconsultation', models.BooleanField()),
                ('reason', models.TextField(max_length=1000)),
                ('said_at', models.DateTimeField(default=audit.clock.now)),
                ('taken_back_at', models.DateTimeField(blank=True, null=True)),
                ('taken_back_reason', models.TextField(blank=True, max_length=1000)),
            ],
            options={
                'ordering': ['-since', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='TokenLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
        ),
        migrations.CreateModel(
            name='UseCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160)),
                ('description', models.TextField(blank=True, max_length=2000)),
                ('context', models.CharField(choices=[('routine', 'Routine'), ('event', 'At an event'), ('emergency', 'In an emergency'), ('investigation', 'In an investigation')], default='routine', max_length=16)),
                ('affects', models.CharField(blank=True, max_length=240, verbose_name='who is affected')),
                ('status', models.CharField(choices=[('proposed', 'Proposed'), ('in_use', 'In use'), ('ruled_out', 'Ruled out')], default='proposed', max_length=12)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='BriefingSection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('summary', 'In one minute'), ('does', 'What it does'), ('does_not', 'What it does not do'), ('steps', 'How it works, step by step'), ('uses', 'Where and when it is used here'), ('alternatives', 'What it replaces, and the alternatives'), ('figures', 'What the figures say'), ('stories', 'What happened in real cases'), ('limits', 'Known limits, errors and bias'), ('cost', 'What it costs'), ('datacard', 'Your data: who holds it, and for how long'), ('rules', 'The law and the rules'), ('notice', 'How will I know it is in use?'), ('oversight', 'Who checks the police'), ('decides', 'Who decides, at each step'), ('answerable', 'Who is answerable, and how to challenge'), ('arguments', 'Arguments people make'), ('scope', 'What this consultation can and cannot change'), ('unknowns', 'What is not known yet')], max_length=12)),
                ('body', models.TextField(max_length=10000)),
                ('body_html', models.TextField(editable=False)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='consultations.briefingversion')),
            ],
        ),
        migrations.CreateModel(
            name='CaseStory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160)),
                ('text', models.TextField(max_length=3000)),
                ('outcome', models.CharField(choices=[('benefit', 'It helped'), ('harm', 'It did harm'), ('no_effect', 'It made no difference'), ('mixed', 'Both')], max_length=12)),
                ('area', models.CharField(blank=True, max_length=120)),
                ('source', models.CharField(blank=True, max_length=300)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stories', to='consultations.briefingversion')),
            ],
        ),
        migrations.AddField(
            model_name='briefingversion',
            name='consultation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='briefing_versions', to='consultations.consultation'),
        ),
        migrations.CreateModel(
            name='DataCard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('collected', models.TextField(blank=True, max_length=1000, verbose_name='What is collected')),
                ('about_whom', models.TextField(blank=True, max_length=1000, verbose_name='About whom')),
                ('special_category', models.TextField(blank=True, max_length=1000, verbose_name='Is it biometric or otherwise sensitive?')),
                ('compared_with', models.TextField(blank=True, max_length=1000, verbose_name='What it is compared with')),
                ('not_used', models.TextField(blank=True, max_length=1000, verbose_name='Sources ruled out')),
                ('held_where', models.TextField(blank=True, max_length=1000, verbose_name='Where it is held')),
                ('controller', models.TextField(blank=True, max_length=1000, verbose_name='Who is responsible for it in law')),
                ('shared_with', models.TextField(blank=True, max_length=1000, verbose_name='Who it is shared with')),
                ('security', models.TextField(blank=True, max_length=1000, verbose_name='How it is kept safe')),
                ('sole_basis', models.TextField(blank=True, max_length=1000, verbose_name='Can a result alone decide what happens to you?')),
                ('rights', models.TextField(blank=True, max_length=1000, verbose_name='How to ask for a copy of your data')),
                ('complain', models.TextField(blank=True, max_length=1000, verbose_name='How to complain')),
                ('dpia', models.TextField(blank=True, max_length=1000, verbose_name='Data protection impact assessment')),
                ('equality', models.TextField(blank=True, max_length=1000, verbose_name='Equality impact assessment')),
                ('misuse', models.TextField(blank=True, max_length=1000, verbose_name='What stops misuse later, and who could change the rule')),
                ('checked_by', models.CharField(blank=True, max_length=160, verbose_name='Checked by (role)')),
                ('checked_on', models.DateField(blank=True, null=True, verbose_name='Checked on')),
                ('version', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='data_card', to='consultations.briefingversion')),
            ],
        ),
        migrations.CreateModel(
            name='DiscussionArea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=160)),
                ('aim', models.TextField(blank=True, max_length=1000)),
                ('minutes', models.PositiveSmallIntegerField(default=30)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='areas', to='consultations.consultation')),
            ],
            options={
                'ordering': ['order'],
            },
        ),
        migrations.CreateModel(
            name='EvidenceFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('metric', models.CharField(max_length=200)),
                ('value', models.CharField(max_length=60)),
                ('is_error_rate', models.BooleanField(default=False)),
                ('denominator_label', models.CharField(blank=True, max_length=120)),
                ('denominator_value', models.CharField(blank=True, max_length=60)),
                ('second_denominator_label', models.CharField(blank=True, max_length=120)),
                ('second_denominator_value', models.CharField(blank=True, max_length=60)),
                ('area', models.CharField(blank=True, max_length=120)),
                ('period', models.CharField(blank=True, max_length=120)),
                ('source', models.CharField(blank=True, max_length=300)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='consultations.briefingversion')),
            ],
        ),
        migrations.CreateModel(
            name='Group',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('mode', models.CharField(choices=[('in_person', 'In person'), ('online', 'Online'), ('hybrid', 'In person and online')], default='online', max_length=12)),
                ('cohort_note', models.CharField(blank=True, max_length=160)),
                ('recruitment', models.CharField(blank=True, max_length=240)),
                ('is_open', models.BooleanField(default=False, verbose_name='self-selected people')),
                ('target_size', models.PositiveSmallIntegerField(default=12)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='groups', to='consultations.consultation')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='InvitationCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(blank=True, max_length=80)),
                ('batch', models.CharField(blank=True, db_index=True, max_length=16)),
                ('code', models.CharField(max_length=16, unique=True)),
                ('uses', models.PositiveIntegerField(default=20)),
                ('uses_left', models.PositiveIntegerField(default=20)),
                ('made_at', models.DateTimeField(default=audit.clock.now)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='consultations.consultation')),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='consultations.group')),
            ],
        ),
        migrations.CreateModel(
            name='KeptTable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=80)),
                ('table', models.JSONField()),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='kept_tables', to='consultations.consultation')),
            ],
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('participant', 'Participant'), ('facilitator', 'Facilitator'), ('expert', 'Expert'), ('responder', 'Police responder'), ('officer', 'Accountable officer'), ('oversight', 'Oversight member')], max_length=12)),
                ('pseudonym', models.CharField(max_length=60)),
                ('organisation', models.CharField(blank=True, max_length=160)),
                ('is_lead', models.BooleanField(default=False)),
                ('is_safeguarding_lead', models.BooleanField(default=False)),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('joined_at', models.DateTimeField(default=audit.clock.now)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='consultations.consultation')),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='members', to='consultations.group')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
    ]
