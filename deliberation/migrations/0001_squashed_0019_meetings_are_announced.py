"""The tables as they stand, made at once; who upgrades goes through the steps it replaces."""

import audit.clock
import deliberation.models.sessions
import django.db.models.deletion
from audit.all_at_once import AllAtOnce
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('deliberation', '0001_initial'),
        ('deliberation', '0002_sheets_wait_to_be_confirmed'),
        ('deliberation', '0003_figures_shown_before'),
        ('deliberation', '0004_questions_follow_their_entry'),
        ('deliberation', '0005_everything_shown'),
        ('deliberation', '0006_records_in_the_browser'),
        ('deliberation', '0007_safe_and_told'),
        ('deliberation', '0008_questions_to_experts'),
        ('deliberation', '0009_reading_and_quoting'),
        ('deliberation', '0010_quiet_words'),
        ('deliberation', '0011_cards_in_threads'),
        ('deliberation', '0012_moved_and_split'),
        ('deliberation', '0013_running_a_room'),
        ('deliberation', '0014_why_a_poll_closed'),
        ('deliberation', '0015_records_are_confirmed'),
        ('deliberation', '0016_what_changed_in_threads'),
        ('deliberation', '0017_questions_in_a_session'),
        ('deliberation', '0018_edited_posts_by_index'),
        ('deliberation', '0019_meetings_are_announced'),
    ]

    initial = True

    dependencies = [
        ('consultations', '0001_squashed_0032_the_panel_takes_translations_back'),
    ]

    operations = [
        AllAtOnce([
            migrations.CreateModel(
                name='Conversation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('about', models.CharField(max_length=300)),
                    ('takes_statements', models.BooleanField(default=True, verbose_name='residents may add statements')),
                    ('floor', models.PositiveSmallIntegerField(default=30)),
                ],
            ),
            migrations.CreateModel(
                name='HandCount',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('present', models.PositiveIntegerField(verbose_name='people in the room who could raise a hand')),
                    ('taken_at', models.DateTimeField(default=audit.clock.now)),
                    ('reason', models.CharField(blank=True, max_length=300, verbose_name='why the count before it was wrong')),
                    ('replaced_at', models.DateTimeField(blank=True, null=True)),
                    ('is_held_back', models.BooleanField(default=False)),
                ],
                options={
                    'ordering': ['taken_at', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='Option',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('order', models.PositiveSmallIntegerField(default=0)),
                    ('text', models.CharField(max_length=300)),
                    ('is_correct', models.BooleanField(default=False)),
                    ('is_exclusive', models.BooleanField(default=False, verbose_name='cannot be combined with another answer')),
                ],
                options={
                    'ordering': ['order', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='AgendaSegment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('order', models.PositiveSmallIntegerField()),
                    ('kind', models.CharField(choices=[('welcome', 'Welcome'), ('poll', 'Poll'), ('briefing', 'Briefing'), ('discussion', 'Discussion'), ('cards', 'Cards'), ('experts', 'Questions to experts'), ('wrap_up', 'Wrap-up')], max_length=12)),
                    ('title', models.CharField(max_length=160)),
                    ('minutes', models.PositiveSmallIntegerField(default=10)),
                    ('planned_minutes', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('text', models.CharField(blank=True, max_length=500, verbose_name='what people read on their phones')),
                    ('poll_since', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='since when it leads to that poll')),
                    ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='consultations.discussionarea')),
                    ('prompt', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='consultations.prompt')),
                ],
                options={
                    'ordering': ['order', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='Contribution',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('body', models.TextField(max_length=4000)),
                    ('revision', models.PositiveSmallIntegerField(default=1)),
                    ('source_kind', models.CharField(choices=[('post', 'Post'), ('transcript', 'Transcript'), ('facilitator_note', 'Facilitator’s note'), ('room', 'Somebody in the room'), ('poll_comment', 'Poll comment')], default='post', max_length=18)),
                    ('state', models.CharField(choices=[('held', 'Waiting for a facilitator'), ('visible', 'Visible'), ('removed', 'Removed'), ('withdrawn', 'Withdrawn by its author')], default='visible', max_length=10)),
                    ('shown_revision', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('held_because', models.CharField(blank=True, max_length=200)),
                    ('line', models.PositiveIntegerField(blank=True, null=True)),
                    ('to_check', models.CharField(blank=True, max_length=300)),
                    ('submission_key', models.CharField(blank=True, max_length=40, null=True)),
                    ('created_at', models.DateTimeField(default=audit.clock.now)),
                    ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to='consultations.membership')),
                    ('quotes', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='quoted_by', to='deliberation.contribution')),
                    ('reply_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='deliberation.contribution')),
                ],
                options={
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='Claim',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(default=audit.clock.now)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='claims', to='consultations.membership')),
                    ('contribution', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='claim', to='deliberation.contribution')),
                ],
            ),
            migrations.CreateModel(
                name='ExpertQuestion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.CharField(blank=True, max_length=500)),
                    ('wording', models.CharField(blank=True, max_length=500)),
                    ('section', models.CharField(blank=True, choices=[('summary', 'In one minute'), ('does', 'What it does'), ('does_not', 'What it does not do'), ('steps', 'How it works, step by step'), ('uses', 'Where and when it is used here'), ('others', 'Who else uses it: shops, transport, neighbours'), ('alternatives', 'What it replaces, and the alternatives'), ('figures', 'What the figures say'), ('stories', 'What happened in real cases'), ('limits', 'Known limits, errors and bias'), ('cost', 'What it costs'), ('datacard', 'Your data: who holds it, and for how long'), ('rules', 'The law and the rules'), ('necessity', 'Is it needed, and is it in proportion?'), ('notice', 'How will I know it is in use?'), ('oversight', 'Who checks the police'), ('decides', 'Who decides, at each step'), ('answerable', 'Who is answerable, and how to challenge'), ('arguments', 'Arguments people make'), ('wearables', 'Cameras and glasses that people wear'), ('control', 'What the police control, and what they do not'), ('scope', 'What this consultation can and cannot change'), ('unknowns', 'What is not known yet')], max_length=20, verbose_name='part of the briefing')),
                    ('state', models.CharField(choices=[('received', 'Waits for a facilitator'), ('grouped', 'Joined to a question like it'), ('sent', 'Put to the experts'), ('answered', 'Answered'), ('not_taken', 'Not taken up')], default='received', max_length=9)),
                    ('reason', models.CharField(blank=True, max_length=500, verbose_name='why it was not taken up')),
                    ('asked_at', models.DateTimeField(default=audit.clock.now)),
                    ('decided_at', models.DateTimeField(blank=True, null=True)),
                    ('answered_aloud_at', models.DateTimeField(blank=True, null=True)),
                    ('set_aside_at', models.DateTimeField(blank=True, null=True)),
                    ('key', models.CharField(blank=True, max_length=40, null=True)),
                    ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='expert_questions', to='consultations.membership')),
                    ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='expert_questions', to='consultations.consultation')),
                    ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='consultations.membership')),
                    ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='merged', to='deliberation.expertquestion')),
                ],
                options={
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='ImportedRecord',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(blank=True, max_length=200)),
                    ('fingerprint', models.CharField(max_length=64)),
                    ('contributions_count', models.PositiveIntegerField(default=0)),
                    ('imported_at', models.DateTimeField(default=audit.clock.now)),
                    ('held_on', models.DateField(blank=True, null=True)),
                    ('place', models.CharField(blank=True, max_length=200)),
                    ('mode', models.CharField(blank=True, choices=[('in_person', 'In person'), ('online', 'Online'), ('phone', 'By phone'), ('mixed', 'In person and online'), ('written', 'In writing')], max_length=12)),
                    ('recorder', models.CharField(blank=True, max_length=200)),
                    ('present', models.CharField(blank=True, max_length=1000)),
                    ('absent', models.CharField(blank=True, max_length=1000)),
                    ('standing', models.CharField(choices=[('waits', 'Waits for a second person, and counts nowhere'), ('confirmed', 'Confirmed by a second person'), ('before', 'Brought in before records were confirmed')], default='waits', max_length=10)),
                    ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                    ('confirmed_how', models.CharField(blank=True, choices=[('there', 'was there'), ('compared', 'compared it with the recording or with notes of somebody else'), ('asked', 'asked people who were there')], max_length=10)),
                    ('notice', models.CharField(blank=True, choices=[('announced', 'Announced beforehand'), ('not', 'Not announced beforehand')], editable=False, max_length=9)),
                    ('announced_on', models.DateField(blank=True, editable=False, null=True)),
                    ('object_until', models.DateField(blank=True, editable=False, null=True)),
                    ('objector', models.CharField(blank=True, editable=False, max_length=80)),
                    ('objection', models.CharField(blank=True, editable=False, max_length=400)),
                    ('brought_by', models.ManyToManyField(related_name='records_brought', to='consultations.membership')),
                    ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='records_confirmed', to='consultations.membership')),
                    ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='imported_records', to='consultations.consultation')),
                    ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='imported_records', to='consultations.group')),
                    ('objected_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='records_objected_to', to='consultations.membership')),
                ],
            ),
            migrations.AddField(
                model_name='contribution',
                name='record',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='contributions', to='deliberation.importedrecord'),
            ),
            migrations.CreateModel(
                name='ListedNames',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('lines', models.TextField(blank=True, max_length=4000)),
                    ('consultation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='listed_names', to='consultations.consultation')),
                ],
            ),
            migrations.CreateModel(
                name='LocalHelp',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('lines', models.TextField(blank=True, max_length=1500)),
                    ('consultation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='local_help', to='consultations.consultation')),
                ],
            ),
            migrations.CreateModel(
                name='ModerationDecision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('revision', models.PositiveSmallIntegerField()),
                    ('action', models.CharField(choices=[('publish', 'Publish'), ('remove', 'Remove'), ('restore', 'Restore'), ('hold', 'Hold'), ('redact', 'Take words out'), ('move', 'Move')], max_length=10)),
                    ('reason', models.CharField(blank=True, choices=[('ident', 'Identifies someone'), ('officer', 'Accuses a named officer'), ('livecase', 'Could affect a live case'), ('anon', 'Points to someone the law keeps anonymous'), ('defam', 'A serious unproved claim about a person or company'), ('crime', 'Reports a crime or asks for help'), ('safe', 'Someone may be at risk'), ('abuse', 'Abuse, hate or a threat'), ('opsec', 'Could endanger an operation'), ('offtopic', 'Belongs elsewhere'), ('spam', 'Advertising, copied campaigns or impersonation'), ('rights', 'Somebody else’s copyright or confidence')], max_length=10)),
                    ('message_to_author', models.TextField(blank=True, max_length=1000)),
                    ('decided_at', models.DateTimeField(default=audit.clock.now)),
                    ('contribution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='deliberation.contribution')),
                    ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='consultations.membership')),
                ],
                options={
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='Appeal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('grounds', models.TextField(max_length=1000)),
                    ('submitted_at', models.DateTimeField(default=audit.clock.now)),
                    ('decided_at', models.DateTimeField(blank=True, null=True)),
                    ('outcome', models.CharField(blank=True, choices=[('upheld', 'The post is back'), ('dismissed', 'The decision stands')], max_length=10)),
                    ('reasons', models.TextField(blank=True, max_length=1000)),
                    ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appeals_decided', to='consultations.membership')),
                    ('decision', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='appeal', to='deliberation.moderationdecision')),
                ],
            ),
            migrations.CreateModel(
                name='HandCountRow',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('count', models.PositiveIntegerField()),
                    ('hand_count', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='deliberation.handcount')),
                    ('option', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deliberation.option')),
                ],
                options={
                    'ordering': ['option__order', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='Poll',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=160)),
                    ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='polls', to='consultations.consultation')),
                ],
            ),
            migrations.CreateModel(
                name='Question',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('order', models.PositiveSmallIntegerField(default=0)),
                    ('key', models.CharField(blank=True, max_length=40)),
                    ('kind', models.CharField(default='single', max_length=10)),
                    ('text', models.CharField(max_length=1000)),
                    ('help', models.CharField(blank=True, max_length=500)),
                    ('paired', models.BooleanField(default=False, verbose_name='asked before and after')),
                    ('max_choices', models.PositiveSmallIntegerField(default=1)),
                    ('explanation', models.CharField(blank=True, max_length=1000)),
                    ('ladder', models.CharField(blank=True, max_length=40)),
                    ('rung', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('is_change', models.BooleanField(default=False, verbose_name='describes a change, not current practice')),
                    ('card', models.CharField(blank=True, max_length=1000, verbose_name='what happens on the card')),
                    ('card_set', models.CharField(blank=True, max_length=60)),
                    ('round', models.PositiveSmallIntegerField(default=1)),
                    ('author_ref', models.CharField(blank=True, max_length=40)),
                    ('asked_if', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='leads_to', to='deliberation.option')),
                    ('poll', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='deliberation.poll')),
                    ('previous', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='next_round', to='deliberation.question')),
                    ('technology', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='consultations.technology')),
                ],
                options={
                    'ordering': ['order', 'pk'],
                },
            ),
            migrations.AddField(
                model_name='option',
                name='question',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='options', to='deliberation.question'),
            ),
            migrations.AddField(
                model_name='handcount',
                name='question',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hand_counts', to='deliberation.question'),
            ),
            migrations.CreateModel(
                name='QuestionSupport',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('membership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='question_supports', to='consultations.membership')),
                    ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='supports', to='deliberation.expertquestion')),
                ],
            ),
            migrations.CreateModel(
                name='RecordDraft',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=200)),
                    ('file', models.BinaryField()),
                    ('choices', models.JSONField(default=dict)),
                    ('created_at', models.DateTimeField(default=audit.clock.now)),
                    ('changed_at', models.DateTimeField(default=audit.clock.now)),
                    ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='record_drafts', to='consultations.consultation')),
                    ('corrects', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='corrections', to='deliberation.importedrecord')),
                    ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='record_drafts', to='consultations.group')),
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='record_drafts', to='consultations.membership')),
                ],
                options={
                    'ordering': ['-changed_at'],
                },
            ),
            migrations.CreateModel(
                name='SafetyAlert',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reason', models.CharField(max_length=10)),
                    ('raised_at', models.DateTimeField(default=audit.clock.now)),
                    ('may_be_passed_on_at', models.DateTimeField(blank=True, null=True)),
                    ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='safety_alerts', to='consultations.membership')),
                    ('contribution', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='safety_alert', to='deliberation.contribution')),
                ],
                options={
                    'ordering': ['raised_at', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='PrivateMessage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('words', models.TextField(max_length=2000)),
                    ('at', models.DateTimeField(default=audit.clock.now)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='private_messages', to='consultations.membership')),
                    ('lead', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='private_threads', to='consultations.membership')),
                    ('alert', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='deliberation.safetyalert')),
                ],
                options={
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='SafetyStep',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('in_danger', models.BooleanField()),
                    ('at_risk', models.BooleanField()),
                    ('crime', models.BooleanField()),
                    ('own_wrong', models.BooleanField()),
                    ('step', models.CharField(choices=[('called_999', 'Called 999'), ('told_lead', 'Told the safeguarding lead'), ('told_services', 'Told the local safeguarding service'), ('wrote', 'Wrote to the author'), ('signposts', 'The author has the numbers; nothing more'), ('passed_on', 'Told the police, as the author agreed'), ('reminded', 'Reminded the author of the limits of confidence'), ('nothing', 'No step is needed')], max_length=14)),
                    ('at', models.DateTimeField(default=audit.clock.now)),
                    ('alert', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='deliberation.safetyalert')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.membership')),
                ],
                options={
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='Session',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=160)),
                    ('code', models.CharField(default=deliberation.models.sessions.new_session_code, max_length=12, unique=True)),
                    ('place', models.CharField(blank=True, max_length=200)),
                    ('starts_at', models.DateTimeField(blank=True, null=True)),
                    ('started_at', models.DateTimeField(blank=True, null=True)),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('state', models.CharField(choices=[('planned', 'Planned'), ('live', 'Live now'), ('ended', 'Ended')], default='planned', max_length=8)),
                    ('recording', models.CharField(choices=[('none', 'Not recorded; notes only'), ('audio', 'Sound recorded, then written down and deleted'), ('transcript', 'Written down as people spoke')], default='none', max_length=10)),
                    ('segment_started_at', models.DateTimeField(blank=True, null=True)),
                    ('paused_at', models.DateTimeField(blank=True, null=True)),
                    ('segment_paused', models.PositiveIntegerField(default=0, verbose_name='seconds of break in this part')),
                    ('finish_by', models.DateTimeField(blank=True, null=True, verbose_name='planned end, as it was when it started')),
                    ('screen', models.CharField(choices=[('follow', 'The part and its poll'), ('join', 'How to come in'), ('tables', 'Who sits at which table'), ('asked', 'Questions from the room'), ('blank', 'Nothing but the code')], default='follow', max_length=8)),
                    ('screen_is_light', models.BooleanField(default=False)),
                    ('quiet_first', models.BooleanField(default=False, verbose_name='those who have not spoken go first')),
                    ('tables', models.PositiveSmallIntegerField(default=0, verbose_name='tables people sit at')),
                    ('attended', models.PositiveIntegerField(blank=True, null=True, verbose_name='people who came, counted at the end')),
                    ('spoke', models.PositiveIntegerField(blank=True, null=True, verbose_name='people who spoke, counted at the end')),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('floor_version', models.PositiveIntegerField(default=0, verbose_name='rises with hands and voices')),
                    ('seating_version', models.PositiveIntegerField(default=0, verbose_name='rises with tables')),
                    ('created_at', models.DateTimeField(default=audit.clock.now)),
                    ('dated_at', models.DateTimeField(default=audit.clock.now, editable=False, verbose_name='since when it has this day and these groups')),
                    ('also', models.ManyToManyField(blank=True, related_name='plenaries', to='consultations.group')),
                    ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='consultations.consultation')),
                    ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='consultations.group')),
                    ('segment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='deliberation.agendasegment')),
                ],
                options={
                    'ordering': ['starts_at', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='SegmentRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('started_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('paused', models.PositiveIntegerField(default=0, verbose_name='seconds of break')),
                    ('segment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='runs', to='deliberation.agendasegment')),
                    ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='runs', to='deliberation.session')),
                ],
                options={
                    'ordering': ['started_at', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='Seat',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('came_at', models.DateTimeField(default=audit.clock.now)),
                    ('first_spoke_at', models.DateTimeField(blank=True, null=True)),
                    ('last_spoke_at', models.DateTimeField(blank=True, null=True)),
                    ('table', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('is_pinned', models.BooleanField(default=False, verbose_name='stays at this table when the others are shuffled')),
                    ('membership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='consultations.membership')),
                    ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='deliberation.session')),
                ],
                options={
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='RetiredCode',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=12, unique=True)),
                    ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='retired_codes', to='deliberation.session')),
                ],
            ),
            migrations.CreateModel(
                name='PauseSignal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('asked_at', models.DateTimeField(default=audit.clock.now)),
                    ('seen_at', models.DateTimeField(blank=True, null=True)),
                    ('membership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pauses_asked', to='consultations.membership')),
                    ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pauses', to='deliberation.session')),
                ],
                options={
                    'ordering': ['asked_at', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='Hand',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('topic', models.CharField(blank=True, max_length=120)),
                    ('raised_at', models.DateTimeField(default=audit.clock.now)),
                    ('state', models.CharField(choices=[('waiting', 'Waiting'), ('called', 'Speaking now'), ('done', 'Spoke'), ('skipped', 'Passed over'), ('lowered', 'Taken down')], default='waiting', max_length=8)),
                    ('membership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hands', to='consultations.membership')),
                    ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hands', to='deliberation.session')),
                ],
                options={
                    'ordering': ['raised_at', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='FactIntroduced',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('fact', models.CharField(max_length=500)),
                    ('source', models.CharField(max_length=300)),
                    ('reaction', models.CharField(blank=True, max_length=500)),
                    ('at', models.DateTimeField(default=audit.clock.now)),
                    ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='facts', to='deliberation.session')),
                ],
                options={
                    'ordering': ['at'],
                },
            ),
            migrations.AddField(
                model_name='expertquestion',
                name='session',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='expert_questions', to='deliberation.session'),
            ),
            migrations.AddField(
                model_name='agendasegment',
                name='session',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='segments', to='deliberation.session'),
            ),
            migrations.CreateModel(
                name='SessionNote',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('body', models.TextField(blank=True, max_length=4000)),
                    ('revision', models.PositiveIntegerField(default=0)),
                    ('saved_at', models.DateTimeField(default=audit.clock.now)),
                    ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='session_notes', to='consultations.membership')),
                    ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='deliberation.session')),
                ],
                options={
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='Statement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('source', models.CharField(choices=[('resident', 'From a resident'), ('facilitator', 'From the facilitators')], default='resident', max_length=11)),
                    ('text', models.CharField(max_length=160)),
                    ('revision', models.PositiveSmallIntegerField(default=1)),
                    ('state', models.CharField(choices=[('held', 'Waiting for a facilitator'), ('shown', 'Shown'), ('refused', 'Not shown'), ('withdrawn', 'Withdrawn by its author')], default='held', max_length=9)),
                    ('held_because', models.CharField(blank=True, max_length=200)),
                    ('second_look', models.BooleanField(default=False, verbose_name='somebody else decides now')),
                    ('times_shown', models.PositiveIntegerField(default=0)),
                    ('created_at', models.DateTimeField(default=audit.clock.now)),
                    ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='consultations.membership')),
                    ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='deliberation.conversation')),
                    ('question', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='statement', to='deliberation.question')),
                    ('twin', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='deliberation.statement')),
                ],
                options={
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='StatementDecision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('revision', models.PositiveSmallIntegerField()),
                    ('action', models.CharField(choices=[('show', 'Shown'), ('refuse', 'Not shown')], max_length=6)),
                    ('reason', models.CharField(blank=True, choices=[('twin', 'Says the same as one that is there'), ('several', 'Holds more than one idea'), ('unclear', 'Cannot be agreed or disagreed with'), ('elsewhere', 'Is about something else'), ('ident', 'Identifies someone'), ('officer', 'Accuses a named officer'), ('livecase', 'Could affect a live case'), ('anon', 'Points to someone the law keeps anonymous'), ('defam', 'A serious unproved claim about a person or company'), ('crime', 'Reports a crime or asks for help'), ('safe', 'Someone may be at risk'), ('abuse', 'Abuse, hate or a threat'), ('opsec', 'Could endanger an operation'), ('spam', 'Advertising, copied campaigns or impersonation'), ('rights', 'Somebody else’s copyright or confidence')], max_length=10)),
                    ('message', models.TextField(blank=True, max_length=1500)),
                    ('decided_at', models.DateTimeField(default=audit.clock.now)),
                    ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statement_decisions', to='consultations.membership')),
                    ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='deliberation.statement')),
                ],
                options={
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='Thread',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=300)),
                    ('probe', models.CharField(blank=True, max_length=500)),
                    ('order', models.PositiveSmallIntegerField(default=0)),
                    ('closed_at', models.DateTimeField(blank=True, null=True)),
                    ('area', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='threads', to='consultations.discussionarea')),
                    ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='threads', to='consultations.group')),
                ],
                options={
                    'ordering': ['area__order', 'order', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='SplitProposal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('revision', models.PositiveSmallIntegerField()),
                    ('at', models.PositiveIntegerField()),
                    ('note', models.CharField(blank=True, max_length=600)),
                    ('state', models.CharField(choices=[('waits', 'Waits for the author'), ('agreed', 'Agreed'), ('declined', 'Declined'), ('lapsed', 'The post was changed or hidden first')], default='waits', max_length=8)),
                    ('proposed_at', models.DateTimeField(default=audit.clock.now)),
                    ('answered_at', models.DateTimeField(blank=True, null=True)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='splits_proposed', to='consultations.membership')),
                    ('contribution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='splits', to='deliberation.contribution')),
                    ('to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='deliberation.thread')),
                ],
                options={
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='ReadingMark',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('seen', models.PositiveBigIntegerField(default=0)),
                    ('new_after', models.PositiveBigIntegerField(default=0)),
                    ('at', models.DateTimeField(default=audit.clock.now)),
                    ('membership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reading_marks', to='consultations.membership')),
                    ('thread', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reading_marks', to='deliberation.thread')),
                ],
            ),
            migrations.CreateModel(
                name='QuietWord',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('pause', 'Would like a pause'), ('aloud', 'Could not say this aloud')], max_length=5)),
                    ('words', models.TextField(blank=True, max_length=1000)),
                    ('said_at', models.DateTimeField(default=audit.clock.now)),
                    ('seen_at', models.DateTimeField(blank=True, null=True)),
                    ('membership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quiet_words', to='consultations.membership')),
                    ('thread', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quiet_words', to='deliberation.thread')),
                ],
                options={
                    'ordering': ['said_at', 'pk'],
                },
            ),
            migrations.AddField(
                model_name='contribution',
                name='moved_from',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='moved_away', to='deliberation.thread'),
            ),
            migrations.AddField(
                model_name='contribution',
                name='thread',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contributions', to='deliberation.thread'),
            ),
            migrations.CreateModel(
                name='ThreadChange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('post', models.PositiveBigIntegerField(verbose_name='key of the post')),
                    ('at', models.DateTimeField(db_index=True, default=audit.clock.now)),
                    ('thread', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='deliberation.thread')),
                ],
                options={
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='Wave',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('before', 'Before'), ('pulse', 'In the room'), ('after', 'After'), ('follow_up', 'Follow-up')], max_length=10)),
                    ('title', models.CharField(blank=True, max_length=160)),
                    ('state', models.CharField(choices=[('planned', 'Not open yet'), ('open', 'Open'), ('closed', 'Closed')], default='planned', max_length=8)),
                    ('order', models.PositiveSmallIntegerField(default=0)),
                    ('opened_at', models.DateTimeField(blank=True, null=True)),
                    ('closed_at', models.DateTimeField(blank=True, null=True)),
                    ('closes_at', models.DateTimeField(blank=True, null=True)),
                    ('closing_reason', models.CharField(blank=True, default='', max_length=1000, verbose_name='why it closed before its time')),
                    ('live_results', models.BooleanField(default=False, verbose_name='bars move while people answer')),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('poll', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='waves', to='deliberation.poll')),
                    ('questions', models.ManyToManyField(related_name='waves', to='deliberation.question')),
                    ('segment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='waves', to='deliberation.agendasegment')),
                    ('session', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='waves', to='deliberation.session')),
                    ('thread', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='waves', to='deliberation.thread')),
                ],
                options={
                    'ordering': ['order', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='ShownFigure',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('wall', 'Bars that move'), ('result', 'The result of a poll'), ('hands', 'A show of hands'), ('opinion', 'Tallies of statements'), ('table', 'One row of a table by group or by age'), ('session', 'How many answered in a session, each way'), ('finding', 'The people behind a finding')], max_length=8)),
                    ('subject', models.CharField(max_length=32)),
                    ('people', models.CharField(max_length=10)),
                    ('base', models.PositiveIntegerField()),
                    ('cells', models.JSONField(default=dict)),
                    ('crowd', models.JSONField(blank=True, default=list)),
                    ('shown_on', models.DateField(default=audit.clock.today)),
                    ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shown_figures', to='consultations.consultation')),
                    ('wave', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='shown_figures', to='deliberation.wave')),
                ],
                options={
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='Receipt',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code_hash', models.CharField(max_length=64, unique=True)),
                    ('made_on', models.DateField(default=audit.clock.today)),
                    ('token', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='receipts', to='consultations.participationtoken')),
                    ('wave', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='receipts', to='deliberation.wave')),
                ],
            ),
            migrations.CreateModel(
                name='PaperSheet',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveIntegerField()),
                    ('made_participant', models.BooleanField(default=True, verbose_name='the person has no account: the sheet made them a participant')),
                    ('entered_at', models.DateTimeField(default=audit.clock.now)),
                    ('state', models.CharField(choices=[('counted', 'Counted'), ('waiting', 'Waits to be confirmed'), ('confirmed', 'Confirmed'), ('denied', 'Not theirs')], default='counted', max_length=9)),
                    ('answers', models.JSONField(blank=True, default=list)),
                    ('mismatches', models.PositiveSmallIntegerField(default=0)),
                    ('correction', models.CharField(blank=True, max_length=300, verbose_name='why it was corrected, last')),
                    ('taken_out_at', models.DateTimeField(blank=True, null=True)),
                    ('token', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='paper_sheets', to='consultations.participationtoken')),
                    ('typed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='consultations.membership')),
                    ('wave', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='paper_sheets', to='deliberation.wave')),
                ],
                options={
                    'ordering': ['number', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='OpinionCount',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('recruited', 'People from the recruited groups'), ('open', 'People who chose to take part by themselves')], max_length=9)),
                    ('result', models.JSONField(default=dict)),
                    ('fingerprint', models.CharField(max_length=64)),
                    ('seed', models.PositiveIntegerField(default=0)),
                    ('version', models.PositiveSmallIntegerField()),
                    ('counted_at', models.DateTimeField(default=audit.clock.now)),
                    ('counted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='opinion_counts', to='consultations.membership')),
                    ('wave', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opinion_counts', to='deliberation.wave')),
                ],
                options={
                    'ordering': ['-kind'],
                },
            ),
            migrations.AddField(
                model_name='handcount',
                name='wave',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hand_counts', to='deliberation.wave'),
            ),
            migrations.CreateModel(
                name='CountSheet',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('sealed', 'Counted at the close'), ('shown', 'On the screen')], max_length=8)),
                    ('figures', models.JSONField(default=dict)),
                    ('base', models.PositiveIntegerField(default=0)),
                    ('counted_at', models.DateTimeField(default=audit.clock.now)),
                    ('wave', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sheets', to='deliberation.wave')),
                ],
            ),
            migrations.AddField(
                model_name='conversation',
                name='wave',
                field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='conversation', to='deliberation.wave'),
            ),
            migrations.CreateModel(
                name='Ballot',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('choice', models.CharField(blank=True, max_length=200)),
                    ('text', models.TextField(blank=True, max_length=1000)),
                    ('cast_on', models.DateField(default=audit.clock.today)),
                    ('source', models.CharField(choices=[('screen', 'On a phone or computer'), ('paper', 'On paper')], db_default='screen', default='screen', max_length=6)),
                    ('sent', models.TextField(blank=True, db_default='', default='', editable=False)),
                    ('briefing', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='consultations.briefingversion')),
                    ('token', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ballots', to='consultations.participationtoken')),
                    ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ballots', to='deliberation.question')),
                    ('wave', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ballots', to='deliberation.wave')),
                ],
            ),
            migrations.AddField(
                model_name='agendasegment',
                name='poll',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='deliberation.wave'),
            ),
            migrations.CreateModel(
                name='WordList',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('words', models.JSONField(default=list)),
                    ('base', models.PositiveIntegerField(verbose_name='people who gave a word')),
                    ('with_counts', models.BooleanField(default=True, verbose_name='no earlier list of the same question stands beside it')),
                    ('is_shown', models.BooleanField(default=True)),
                    ('made_at', models.DateTimeField(default=audit.clock.now)),
                    ('wave', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='word_list', to='deliberation.wave')),
                ],
            ),
            migrations.CreateModel(
                name='Concern',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reason', models.CharField(blank=True, choices=[('ident', 'Identifies someone'), ('officer', 'Accuses a named officer'), ('livecase', 'Could affect a live case'), ('anon', 'Points to someone the law keeps anonymous'), ('defam', 'A serious unproved claim about a person or company'), ('crime', 'Reports a crime or asks for help'), ('safe', 'Someone may be at risk'), ('abuse', 'Abuse, hate or a threat'), ('opsec', 'Could endanger an operation'), ('offtopic', 'Belongs elsewhere'), ('spam', 'Advertising, copied campaigns or impersonation'), ('rights', 'Somebody else’s copyright or confidence')], max_length=10)),
                    ('words', models.TextField(blank=True, max_length=600)),
                    ('raised_at', models.DateTimeField(default=audit.clock.now)),
                    ('answered_at', models.DateTimeField(blank=True, null=True)),
                    ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.membership')),
                    ('raised_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='concerns_raised', to='consultations.membership')),
                    ('contribution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='concerns', to='deliberation.contribution')),
                ],
                options={
                    'ordering': ['raised_at', 'pk'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('answered_at', None)), fields=('contribution', 'raised_by'), name='one_open_concern_a_person')],
                },
            ),
            migrations.CreateModel(
                name='ContributionRevision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveSmallIntegerField()),
                    ('body', models.TextField(max_length=4000)),
                    ('at', models.DateTimeField(default=audit.clock.now)),
                    ('contribution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='deliberation.contribution')),
                ],
                options={
                    'ordering': ['number'],
                    'constraints': [models.UniqueConstraint(fields=('contribution', 'number'), name='revision_once')],
                },
            ),
            migrations.CreateModel(
                name='ExpertAnswer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('capacity', models.CharField(choices=[('independent', 'Independent'), ('police', 'Police'), ('supplier', 'Supplier'), ('campaign', 'Campaign')], max_length=12)),
                    ('body', models.TextField(max_length=3000)),
                    ('sources', models.TextField(blank=True, max_length=2000)),
                    ('state', models.CharField(choices=[('waits', 'Waits for a facilitator'), ('published', 'Published'), ('sent_back', 'Sent back')], default='waits', max_length=9)),
                    ('note', models.CharField(blank=True, max_length=500, verbose_name='why it was sent back')),
                    ('written_at', models.DateTimeField(default=audit.clock.now)),
                    ('published_at', models.DateTimeField(blank=True, null=True)),
                    ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='expert_answers', to='consultations.membership')),
                    ('reviewed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.membership')),
                    ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='deliberation.expertquestion')),
                ],
                options={
                    'ordering': ['pk'],
                    'constraints': [models.UniqueConstraint(fields=('question', 'author'), name='one_answer_an_expert'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('reviewed_by__isnull', False), _connector='OR'), name='answer_read_by_somebody')],
                },
            ),
            migrations.CreateModel(
                name='HouseRules',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveSmallIntegerField()),
                    ('text', models.TextField(max_length=4000)),
                    ('set_at', models.DateTimeField(default=audit.clock.now)),
                    ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='house_rules', to='consultations.consultation')),
                    ('set_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.membership')),
                ],
                options={
                    'ordering': ['-number'],
                    'constraints': [models.UniqueConstraint(fields=('consultation', 'number'), name='house_rules_once')],
                },
            ),
            migrations.AddConstraint(
                model_name='importedrecord',
                constraint=models.UniqueConstraint(fields=('consultation', 'fingerprint'), name='record_once'),
            ),
            migrations.AddConstraint(
                model_name='moderationdecision',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('action', 'remove'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='removal_has_a_reason'),
            ),
            migrations.AddConstraint(
                model_name='handcountrow',
                constraint=models.UniqueConstraint(fields=('hand_count', 'option'), name='one_row_an_option'),
            ),
            migrations.AddConstraint(
                model_name='questionsupport',
                constraint=models.UniqueConstraint(fields=('question', 'membership'), name='one_support_a_person'),
            ),
            migrations.AddConstraint(
                model_name='segmentrun',
                constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('session',), name='one_part_at_a_time'),
            ),
            migrations.AddConstraint(
                model_name='seat',
                constraint=models.UniqueConstraint(fields=('session', 'membership'), name='one_seat_a_person'),
            ),
            migrations.AddConstraint(
                model_name='seat',
                constraint=models.CheckConstraint(condition=models.Q(('is_pinned', False), ('table__isnull', False), _connector='OR'), name='pinned_to_a_table'),
            ),
            migrations.AddConstraint(
                model_name='pausesignal',
                constraint=models.UniqueConstraint(condition=models.Q(('seen_at', None)), fields=('session', 'membership'), name='one_pause_asked_at_a_time'),
            ),
            migrations.AddConstraint(
                model_name='hand',
                constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'called'])), fields=('session', 'membership'), name='one_hand_up'),
            ),
            migrations.AddConstraint(
                model_name='hand',
                constraint=models.UniqueConstraint(condition=models.Q(('state', 'called')), fields=('session',), name='one_speaker'),
            ),
            migrations.AddConstraint(
                model_name='expertquestion',
                constraint=models.UniqueConstraint(fields=('asked_by', 'key'), name='question_sent_once'),
            ),
            migrations.AddConstraint(
                model_name='expertquestion',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'not_taken'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='left_out_with_a_reason'),
            ),
            migrations.AddConstraint(
                model_name='expertquestion',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'grouped'), _negated=True), ('merged_into__isnull', False), _connector='OR'), name='grouped_with_one'),
            ),
            migrations.AddConstraint(
                model_name='expertquestion',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['sent', 'answered']), _negated=True), models.Q(('wording', ''), _negated=True), _connector='OR'), name='put_in_words'),
            ),
            migrations.AddConstraint(
                model_name='sessionnote',
                constraint=models.UniqueConstraint(fields=('session', 'author'), name='one_note_a_facilitator'),
            ),
            migrations.AddIndex(
                model_name='statement',
                index=models.Index(fields=['conversation', 'state'], name='statement_state'),
            ),
            migrations.AddConstraint(
                model_name='statementdecision',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('action', 'refuse'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='refusal_has_a_reason'),
            ),
            migrations.AddConstraint(
                model_name='splitproposal',
                constraint=models.UniqueConstraint(condition=models.Q(('state', 'waits')), fields=('contribution',), name='one_split_at_a_time'),
            ),
            migrations.AddConstraint(
                model_name='readingmark',
                constraint=models.UniqueConstraint(fields=('membership', 'thread'), name='one_mark_a_thread'),
            ),
            migrations.AddConstraint(
                model_name='quietword',
                constraint=models.UniqueConstraint(condition=models.Q(('kind', 'pause'), ('seen_at', None)), fields=('thread', 'membership'), name='one_pause_in_a_thread'),
            ),
            migrations.AddIndex(
                model_name='contribution',
                index=models.Index(fields=['thread', 'reply_to', 'id', 'state'], name='contribution_page'),
            ),
            migrations.AddIndex(
                model_name='contribution',
                index=models.Index(fields=['reply_to', 'id', 'state'], name='contribution_replies'),
            ),
            migrations.AddIndex(
                model_name='contribution',
                index=models.Index(fields=['membership', 'thread', 'state', 'revision'], name='contribution_own'),
            ),
            migrations.AddIndex(
                model_name='contribution',
                index=models.Index(condition=models.Q(('state', 'held')), fields=['state', 'created_at'], name='contribution_held'),
            ),
            migrations.AddConstraint(
                model_name='contribution',
                constraint=models.UniqueConstraint(fields=('membership', 'submission_key'), name='submitted_once'),
            ),
            migrations.AddIndex(
                model_name='threadchange',
                index=models.Index(fields=['thread', '-id'], name='newest_change_of_a_thread'),
            ),
            migrations.AddIndex(
                model_name='shownfigure',
                index=models.Index(fields=['consultation', 'subject'], name='shown_by_subject'),
            ),
            migrations.AddConstraint(
                model_name='receipt',
                constraint=models.UniqueConstraint(fields=('token', 'wave'), name='one_receipt_a_wave'),
            ),
            migrations.AddConstraint(
                model_name='papersheet',
                constraint=models.UniqueConstraint(condition=models.Q(('taken_out_at', None)), fields=('wave', 'number'), name='sheet_once'),
            ),
            migrations.AddConstraint(
                model_name='papersheet',
                constraint=models.UniqueConstraint(condition=models.Q(('made_participant', True), ('taken_out_at', None)), fields=('wave', 'token'), name='one_sheet_a_person'),
            ),
            migrations.AddConstraint(
                model_name='opinioncount',
                constraint=models.UniqueConstraint(fields=('wave', 'kind'), name='one_count_a_kind'),
            ),
            migrations.AddConstraint(
                model_name='handcount',
                constraint=models.UniqueConstraint(condition=models.Q(('replaced_at', None)), fields=('wave', 'question'), name='one_hand_count_stands'),
            ),
            migrations.AddConstraint(
                model_name='countsheet',
                constraint=models.UniqueConstraint(fields=('wave', 'kind'), name='one_sheet_of_a_kind'),
            ),
            migrations.AddIndex(
                model_name='ballot',
                index=models.Index(fields=['wave', 'question', 'choice'], name='ballot_tally'),
            ),
            migrations.AddConstraint(
                model_name='ballot',
                constraint=models.UniqueConstraint(fields=('token', 'question', 'wave'), name='one_ballot_per_question'),
            ),
        ]),
    ]
