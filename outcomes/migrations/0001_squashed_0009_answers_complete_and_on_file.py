"""The tables as they stand, made at once; who upgrades goes through the steps it replaces."""

import audit.clock
import django.db.models.deletion
import outcomes.models.findings
import uuid
from audit.all_at_once import AllAtOnce
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('outcomes', '0001_initial'),
        ('outcomes', '0002_late_stays_said'),
        ('outcomes', '0003_made_files'),
        ('outcomes', '0004_dated_versions'),
        ('outcomes', '0005_left_open_is_decided'),
        ('outcomes', '0006_corrections_verdicts_and_lists'),
        ('outcomes', '0007_working_together'),
        ('outcomes', '0008_news_in_the_outbox'),
        ('outcomes', '0009_answers_complete_and_on_file'),
    ]

    initial = True

    dependencies = [
        ('audit', '0001_squashed_0003_ends_of_days'),
        ('deliberation', '0001_squashed_0005_everything_shown'),
    ]

    operations = [
        AllAtOnce([
            migrations.CreateModel(
                name='Decision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('status', models.CharField(choices=[('accepted', 'Accepted'), ('accepted_in_part', 'Accepted in part'), ('not_accepted', 'Not accepted'), ('under_consideration', 'Under consideration'), ('already_in_place', 'Already in place'), ('referred', 'Referred to another body')], max_length=20)),
                    ('reasons', models.TextField(max_length=4000)),
                    ('evidence_url', models.URLField(blank=True, max_length=400)),
                    ('decided_by_name', models.CharField(max_length=80)),
                    ('decided_by_role', models.CharField(max_length=120)),
                    ('decided_on', models.DateField()),
                    ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.membership')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['under_consideration', 'referred', '']), _negated=True), name='a_decision_decides')],
                },
            ),
            migrations.CreateModel(
                name='Commitment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.TextField(max_length=600)),
                    ('owner_role', models.CharField(max_length=120)),
                    ('due', models.DateField()),
                    ('state', models.CharField(choices=[('not_started', 'Not started'), ('on_track', 'On track'), ('done_unverified', 'Done, not yet verified'), ('done_verified', 'Done and verified'), ('dropped', 'Dropped')], default='not_started', max_length=16)),
                    ('settled', models.GeneratedField(db_persist=True, expression=models.Case(models.When(state__in=['done_verified', 'dropped'], then=models.Value(True)), default=models.Value(False)), output_field=models.BooleanField())),
                    ('evidence_url', models.URLField(blank=True, max_length=400)),
                    ('reported_done_on', models.DateField(blank=True, null=True)),
                    ('dropped_on', models.DateField(blank=True, null=True)),
                    ('dropped_reason', models.TextField(blank=True, max_length=1000)),
                    ('verified_at', models.DateTimeField(blank=True, null=True)),
                    ('verified_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.membership')),
                    ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='promises', to='outcomes.decision')),
                ],
                options={
                    'ordering': ['due', 'pk'],
                    'indexes': [models.Index(fields=['settled', 'due'], name='commitment_settled_due'), models.Index(fields=['state', 'due'], name='commitment_state_due')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'done_verified'), _negated=True), models.Q(models.Q(('evidence_url', ''), _negated=True), ('verified_by__isnull', False), ('verified_at__isnull', False)), _connector='OR'), name='verified_promise_has_evidence_and_verifier'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'dropped'), _negated=True), models.Q(('dropped_reason', ''), _negated=True), _connector='OR'), name='dropped_promise_has_a_reason')],
                },
            ),
            migrations.CreateModel(
                name='Excerpt',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('start', models.PositiveIntegerField()),
                    ('end', models.PositiveIntegerField()),
                    ('verbatim', models.TextField(max_length=4000)),
                    ('edited', models.TextField(blank=True, max_length=4000)),
                    ('created_at', models.DateTimeField(default=audit.clock.now)),
                    ('checked_at', models.DateTimeField(blank=True, null=True)),
                    ('checked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='excerpts_checked', to='consultations.membership')),
                    ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='excerpts_made', to='consultations.membership')),
                    ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='excerpts', to='deliberation.contributionrevision')),
                ],
                options={
                    'ordering': ['pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='excerpt_is_not_empty'), models.CheckConstraint(condition=models.Q(('checked_by', None), models.Q(('checked_by', models.F('created_by')), _negated=True), _connector='OR'), name='excerpt_checked_by_a_second_person'), models.UniqueConstraint(fields=('revision', 'start', 'end'), name='excerpt_once')],
                },
            ),
            migrations.CreateModel(
                name='Finding',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('order', models.PositiveSmallIntegerField()),
                    ('kind', models.CharField(choices=[('view', 'View'), ('suggestion', 'Suggestion'), ('knowledge_gap', 'Gap in knowledge'), ('open_question', 'Open question'), ('not_a_concern', 'Not a concern')], default='view', max_length=14)),
                    ('title', models.CharField(max_length=200)),
                    ('position', models.JSONField(blank=True, default=list, verbose_name='stances that count as holding this view')),
                    ('said', models.TextField(blank=True, max_length=3000, verbose_name='what people said')),
                    ('inferred', models.TextField(blank=True, max_length=3000, verbose_name='what we draw from it')),
                    ('differences', models.TextField(blank=True, max_length=2000, verbose_name='where people differ')),
                    ('computed', models.JSONField(blank=True, default=dict)),
                    ('breadth', models.CharField(blank=True, choices=[('consensus', 'Consensus across groups'), ('majority', 'Majority view'), ('divided', 'Divided'), ('minority', 'Minority view'), ('single', 'Single account')], max_length=10)),
                    ('strongly_felt', models.BooleanField(default=False)),
                    ('override_reason', models.TextField(blank=True, max_length=1000)),
                    ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='consultations.discussionarea')),
                    ('labelled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.membership')),
                    ('questions', models.ManyToManyField(blank=True, related_name='findings', to='deliberation.question')),
                ],
                options={
                    'ordering': ['area__order', 'order'],
                },
            ),
            migrations.CreateModel(
                name='FindingQuote',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('order', models.PositiveSmallIntegerField(default=0)),
                    ('printed', models.TextField(blank=True, max_length=4000)),
                    ('printed_group', models.CharField(blank=True, max_length=80)),
                    ('is_due', models.BooleanField(default=False)),
                    ('taken_out_on', models.DateField(blank=True, null=True)),
                    ('excerpt', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='finding_quotes', to='outcomes.excerpt')),
                    ('finding', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='finding_quotes', to='outcomes.finding')),
                ],
                options={
                    'ordering': ['order', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('finding', 'excerpt'), name='quote_once_per_finding')],
                },
            ),
            migrations.AddField(
                model_name='finding',
                name='quotes',
                field=models.ManyToManyField(related_name='findings', through='outcomes.FindingQuote', to='outcomes.excerpt'),
            ),
            migrations.CreateModel(
                name='FindingsReport',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveSmallIntegerField(default=1)),
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('checking', 'Being checked'), ('published', 'Published')], default='draft', max_length=10)),
                    ('headline', models.CharField(blank=True, max_length=240)),
                    ('in_brief', models.TextField(blank=True, max_length=1500, verbose_name='overall reading')),
                    ('summary', models.JSONField(blank=True, default=list)),
                    ('limitations', models.TextField(blank=True, max_length=3000)),
                    ('conclusion', models.TextField(blank=True, max_length=3000)),
                    ('conditions', models.JSONField(blank=True, default=list)),
                    ('checking_from', models.DateTimeField(blank=True, null=True)),
                    ('published_at', models.DateTimeField(blank=True, null=True)),
                    ('versions', models.JSONField(blank=True, default=list, editable=False)),
                    ('looked_on', models.DateField(blank=True, editable=False, null=True)),
                    ('turns_on', models.PositiveSmallIntegerField(default=outcomes.models.findings.random_day, editable=False)),
                    ('counted', models.JSONField(blank=True, default=dict, editable=False)),
                    ('consultation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='report', to='consultations.consultation')),
                ],
            ),
            migrations.AddField(
                model_name='finding',
                name='report',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='outcomes.findingsreport'),
            ),
            migrations.CreateModel(
                name='FactualComment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.TextField(max_length=2000)),
                    ('from_police', models.BooleanField(default=False)),
                    ('at', models.DateTimeField(default=audit.clock.now)),
                    ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.membership')),
                    ('finding', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='comments', to='outcomes.finding')),
                    ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='outcomes.findingsreport')),
                ],
                options={
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='Erratum',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('old', models.TextField(max_length=1000, verbose_name='words that are wrong')),
                    ('new', models.TextField(max_length=1000, verbose_name='words that are right')),
                    ('reason', models.CharField(max_length=1000)),
                    ('at', models.DateTimeField(default=audit.clock.now)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.membership')),
                    ('finding', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='errata', to='outcomes.finding')),
                    ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='errata', to='outcomes.findingsreport')),
                ],
                options={
                    'verbose_name_plural': 'errata',
                    'ordering': ['at', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='GroupStance',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('spoke', models.PositiveSmallIntegerField(default=0)),
                    ('held', models.PositiveSmallIntegerField(default=0)),
                    ('note', models.CharField(blank=True, max_length=160)),
                    ('finding', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='group_stances', to='outcomes.finding')),
                    ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='consultations.group')),
                ],
                options={
                    'ordering': ['group_id'],
                    'constraints': [models.UniqueConstraint(fields=('finding', 'group'), name='group_stance_once')],
                },
            ),
            migrations.CreateModel(
                name='MadeFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('for_role', models.CharField(blank=True, max_length=12)),
                    ('language', models.CharField(max_length=10)),
                    ('fingerprint', models.CharField(blank=True, max_length=64)),
                    ('content', models.BinaryField(null=True)),
                    ('size', models.PositiveIntegerField(default=0)),
                    ('digest', models.CharField(blank=True, max_length=64)),
                    ('made_at', models.DateTimeField(null=True)),
                    ('is_wanted', models.BooleanField(default=False)),
                    ('wanted_at', models.DateTimeField(null=True)),
                    ('looked_through', models.PositiveBigIntegerField(default=0)),
                    ('looked_on', models.DateField(null=True)),
                    ('failed_for', models.CharField(blank=True, max_length=64)),
                    ('failed_at', models.DateTimeField(null=True)),
                    ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='made_files', to='consultations.consultation')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('consultation', 'for_role', 'language'), name='made_file_once')],
                },
            ),
            migrations.CreateModel(
                name='News',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('findings', 'The findings are out'), ('answer', 'The police have answered'), ('change', 'The technology has changed')], max_length=8)),
                    ('at', models.DateTimeField(default=audit.clock.now)),
                    ('done_at', models.DateTimeField(blank=True, null=True)),
                    ('change', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='news', to='consultations.technologychange')),
                    ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='news', to='consultations.consultation')),
                ],
                options={
                    'verbose_name_plural': 'news',
                    'ordering': ['at', 'pk'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('change', None)), fields=('consultation', 'kind'), name='told_once'), models.UniqueConstraint(fields=('consultation', 'change'), name='told_once_of_a_change'), models.CheckConstraint(condition=models.Q(('kind', 'change'), ('change', None), _connector='XOR'), name='a_change_is_told_as_one')],
                },
            ),
            migrations.CreateModel(
                name='NotRelevant',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('marked_at', models.DateTimeField(default=audit.clock.now)),
                    ('contribution', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='not_relevant', to='deliberation.contribution')),
                    ('marked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.membership')),
                ],
            ),
            migrations.CreateModel(
                name='OversightStatement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('stage', models.CharField(max_length=20)),
                    ('text', models.TextField(max_length=3000)),
                    ('at', models.DateTimeField(default=audit.clock.now)),
                    ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='oversight_statements', to='consultations.consultation')),
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.membership')),
                ],
                options={
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='PoliceResponse',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('signed', 'Signed')], default='draft', max_length=8)),
                    ('opening_statement', models.TextField(blank=True, max_length=4000)),
                    ('signed_by_name', models.CharField(blank=True, max_length=80)),
                    ('signed_by_role', models.CharField(blank=True, max_length=120)),
                    ('signed_at', models.DateTimeField(blank=True, null=True)),
                    ('content_hash', models.CharField(blank=True, max_length=64)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('points', models.JSONField(blank=True, default=dict)),
                    ('report', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='response', to='outcomes.findingsreport')),
                    ('signed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.membership')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('state', 'draft'), models.Q(models.Q(('signed_by_name', ''), _negated=True), models.Q(('signed_by_role', ''), _negated=True), ('signed_at__isnull', False)), _connector='OR'), name='signed_response_is_named')],
                },
            ),
            migrations.CreateModel(
                name='ProgressUpdate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.TextField(max_length=2000)),
                    ('evidence_url', models.URLField(blank=True, max_length=400)),
                    ('state', models.CharField(choices=[('not_started', 'Not started'), ('on_track', 'On track'), ('done_unverified', 'Done, not yet verified'), ('done_verified', 'Done and verified'), ('dropped', 'Dropped')], max_length=16)),
                    ('at', models.DateTimeField(default=audit.clock.now)),
                    ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.membership')),
                    ('commitment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='updates', to='outcomes.commitment')),
                ],
                options={
                    'ordering': ['at', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='Recommendation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveSmallIntegerField()),
                    ('title', models.CharField(max_length=200)),
                    ('text', models.TextField(blank=True, max_length=2000)),
                    ('category', models.CharField(choices=[('explain', 'Explain'), ('evidence', 'Evidence'), ('data', 'Data'), ('human', 'Human accountability'), ('oversight', 'Oversight'), ('framework', 'Framework'), ('beyond_technology', 'Beyond technology')], default='explain', max_length=18)),
                    ('addressed_to', models.CharField(blank=True, max_length=120, verbose_name='addressed to another body')),
                    ('findings', models.ManyToManyField(related_name='recommendations', to='outcomes.finding')),
                    ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recommendations', to='outcomes.findingsreport')),
                    ('superseded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supersedes', to='outcomes.recommendation')),
                ],
                options={
                    'ordering': ['number'],
                    'constraints': [models.UniqueConstraint(fields=('report', 'number'), name='recommendation_number_once')],
                },
            ),
            migrations.CreateModel(
                name='RecommendationResponse',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('status', models.CharField(blank=True, choices=[('accepted', 'Accepted'), ('accepted_in_part', 'Accepted in part'), ('not_accepted', 'Not accepted'), ('under_consideration', 'Under consideration'), ('already_in_place', 'Already in place'), ('referred', 'Referred to another body')], max_length=20)),
                    ('reasons', models.TextField(blank=True, max_length=4000)),
                    ('evidence_url', models.URLField(blank=True, max_length=400)),
                    ('referred_to', models.CharField(blank=True, max_length=160)),
                    ('referred_on', models.DateField(blank=True, null=True)),
                    ('decision_by', models.DateField(blank=True, null=True)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('answered_with', models.TextField(blank=True, max_length=600)),
                    ('internal_due', models.DateField(blank=True, null=True)),
                    ('seen_in_place_on', models.DateField(blank=True, null=True)),
                    ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.membership')),
                    ('recommendation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='answer', to='outcomes.recommendation')),
                    ('response', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='outcomes.policeresponse')),
                    ('seen_in_place_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.membership')),
                ],
                options={
                    'ordering': ['recommendation__number'],
                    'indexes': [models.Index(fields=['status', 'decision_by'], name='answer_status_decision_by')],
                },
            ),
            migrations.CreateModel(
                name='DraftVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveIntegerField()),
                    ('fields', models.JSONField()),
                    ('by_name', models.CharField(max_length=80)),
                    ('at', models.DateTimeField(default=audit.clock.now)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.membership')),
                    ('response', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='draft_versions', to='outcomes.policeresponse')),
                    ('answer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='draft_versions', to='outcomes.recommendationresponse')),
                ],
                options={
                    'ordering': ['-number'],
                    'constraints': [models.UniqueConstraint(fields=('answer', 'number'), name='one_draft_a_number'), models.UniqueConstraint(condition=models.Q(('answer', None)), fields=('response', 'number'), name='one_opening_a_number')],
                },
            ),
            migrations.CreateModel(
                name='DraftComment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.TextField(max_length=2000)),
                    ('by_name', models.CharField(max_length=80)),
                    ('by_role', models.CharField(max_length=40)),
                    ('at', models.DateTimeField(default=audit.clock.now)),
                    ('taken_back_at', models.DateTimeField(blank=True, null=True)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.membership')),
                    ('response', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='draft_comments', to='outcomes.policeresponse')),
                    ('answer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='draft_comments', to='outcomes.recommendationresponse')),
                ],
                options={
                    'ordering': ['at', 'pk'],
                },
            ),
            migrations.AddField(
                model_name='decision',
                name='answer',
                field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='decided', to='outcomes.recommendationresponse'),
            ),
            migrations.AddField(
                model_name='commitment',
                name='answer',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='commitments', to='outcomes.recommendationresponse'),
            ),
            migrations.CreateModel(
                name='AnswerErratum',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('old', models.TextField(max_length=1000)),
                    ('new', models.TextField(max_length=1000)),
                    ('reason', models.TextField(max_length=1000)),
                    ('at', models.DateTimeField(default=audit.clock.now)),
                    ('signed_by_name', models.CharField(max_length=80)),
                    ('signed_by_role', models.CharField(max_length=120)),
                    ('signed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.membership')),
                    ('response', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='errata', to='outcomes.policeresponse')),
                    ('answer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='errata', to='outcomes.recommendationresponse')),
                ],
                options={
                    'ordering': ['at', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='Theme',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(blank=True, max_length=40)),
                    ('title', models.CharField(max_length=120)),
                    ('definition', models.CharField(blank=True, max_length=500)),
                    ('order', models.PositiveSmallIntegerField(default=0)),
                    ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='themes', to='consultations.discussionarea')),
                    ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='themes', to='consultations.consultation')),
                ],
                options={
                    'ordering': ['area__order', 'order', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('consultation', 'title'), name='theme_title_once')],
                },
            ),
            migrations.AddField(
                model_name='finding',
                name='themes',
                field=models.ManyToManyField(blank=True, related_name='findings', to='outcomes.theme'),
            ),
            migrations.CreateModel(
                name='Coding',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('stance', models.CharField(choices=[('for', 'For'), ('for_with_conditions', 'For, with conditions'), ('against', 'Against or critical'), ('both', 'Both at once'), ('neutral', 'Neutral')], max_length=20)),
                    ('intensity', models.PositiveSmallIntegerField(choices=[(1, 'A mention'), (2, 'Clear'), (3, 'Emphatic, repeated or decisive')], default=2)),
                    ('directed_at', models.CharField(choices=[('none', 'Nobody in particular'), ('frontline', 'Frontline officers'), ('leadership', 'Force leadership'), ('government', 'Government or the justice system'), ('supplier', 'Suppliers'), ('public', 'The public')], default='none', max_length=12)),
                    ('concern', models.CharField(choices=[('none', 'No concern'), ('practical', 'Practical'), ('rights', 'Rights'), ('fairness', 'Fairness'), ('trust', 'Trust')], default='none', max_length=12)),
                    ('coded_at', models.DateTimeField(default=audit.clock.now)),
                    ('coded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='codings', to='consultations.membership')),
                    ('excerpt', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codings', to='outcomes.excerpt')),
                    ('theme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='codings', to='outcomes.theme')),
                ],
                options={
                    'ordering': ['pk'],
                    'constraints': [models.UniqueConstraint(fields=('excerpt', 'theme'), name='excerpt_coded_once_per_theme'), models.CheckConstraint(condition=models.Q(('intensity__gte', 1), ('intensity__lte', 3)), name='intensity_one_to_three')],
                },
            ),
            migrations.CreateModel(
                name='VerdictCount',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('choice', models.CharField(choices=[('yes', 'Yes'), ('partly', 'Partly'), ('no', 'No')], max_length=6)),
                    ('by_themselves', models.BooleanField(default=False)),
                    ('people', models.PositiveIntegerField(default=0)),
                    ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='verdict_counts', to='outcomes.recommendationresponse')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('answer', 'choice', 'by_themselves'), name='one_count_a_choice')],
                },
            ),
            migrations.CreateModel(
                name='VerdictReason',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('choice', models.CharField(choices=[('yes', 'Yes'), ('partly', 'Partly'), ('no', 'No')], max_length=6)),
                    ('text', models.TextField(max_length=500)),
                    ('state', models.CharField(choices=[('waiting', 'Waiting to be read'), ('printed', 'Printed'), ('left_out', 'Left out')], default='waiting', max_length=8)),
                    ('left_out_for', models.CharField(blank=True, choices=[('ident', 'Identifies someone'), ('officer', 'Accuses a named officer'), ('livecase', 'Could affect a live case'), ('anon', 'Points to someone the law keeps anonymous'), ('defam', 'A serious unproved claim about a person or company'), ('crime', 'Reports a crime or asks for help'), ('safe', 'Someone may be at risk'), ('abuse', 'Abuse, hate or a threat'), ('opsec', 'Could endanger an operation'), ('offtopic', 'Belongs elsewhere'), ('spam', 'Advertising, copied campaigns or impersonation'), ('rights', 'Somebody else’s copyright or confidence')], max_length=10)),
                    ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='verdict_reasons', to='outcomes.recommendationresponse')),
                ],
                options={
                    'ordering': ['answer__recommendation__number', 'choice', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('left_out_for__gt', ''), ('state', 'left_out')), models.Q(('left_out_for', ''), ('state__in', ['waiting', 'printed'])), _connector='OR'), name='a_reason_is_left_out_for_a_reason')],
                },
            ),
            migrations.CreateModel(
                name='VerdictReply',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.TextField(max_length=2000)),
                    ('on', models.DateField()),
                    ('by_name', models.CharField(max_length=80)),
                    ('by_role', models.CharField(max_length=120)),
                    ('response', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='verdict_reply', to='outcomes.policeresponse')),
                ],
            ),
            migrations.CreateModel(
                name='VerdictRoll',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('has_spoken', models.BooleanField(default=False)),
                    ('membership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='verdict_place', to='consultations.membership')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('membership',), name='one_place_a_person')],
                },
            ),
            migrations.CreateModel(
                name='WholeFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.CharField(max_length=8)),
                    ('content', models.BinaryField(null=True)),
                    ('size', models.PositiveIntegerField(default=0)),
                    ('digest', models.CharField(blank=True, max_length=64)),
                    ('made_at', models.DateTimeField(null=True)),
                    ('made_through', models.PositiveBigIntegerField(default=0)),
                    ('is_wanted', models.BooleanField(default=False)),
                    ('wanted_at', models.DateTimeField(null=True)),
                    ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='whole_files', to='consultations.consultation')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('consultation', 'version'), name='whole_file_once')],
                },
            ),
            migrations.AddConstraint(
                model_name='finding',
                constraint=models.UniqueConstraint(fields=('report', 'area', 'order'), name='finding_number_once'),
            ),
        ]),
    ]
