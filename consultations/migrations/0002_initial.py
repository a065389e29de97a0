import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('consultations', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='membership',
            name='user',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='memberships', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='group',
            name='facilitator',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='groups_facilitated', to='consultations.membership'),
        ),
        migrations.AddField(
            model_name='consent',
            name='membership',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='consultations.membership'),
        ),
        migrations.AddField(
            model_name='newcomer',
            name='consultation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='newcomers', to='consultations.consultation'),
        ),
        migrations.AddField(
            model_name='newcomer',
            name='group',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='newcomers', to='consultations.group'),
        ),
        migrations.AddField(
            model_name='newcomer',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='newcomers', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='participantprofile',
            name='group',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='profiles', to='consultations.group'),
        ),
        migrations.AddField(
            model_name='participationtoken',
            name='consultation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to='consultations.consultation'),
        ),
        migrations.AddField(
            model_name='participantprofile',
            name='token',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='profile', to='consultations.participationtoken'),
        ),
        migrations.AddField(
            model_name='prompt',
            name='area',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='prompts', to='consultations.discussionarea'),
        ),
        migrations.AddField(
            model_name='retentionrow',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='retention_rows', to='consultations.briefingversion'),
        ),
        migrations.AddField(
            model_name='reviewcomment',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.membership'),
        ),
        migrations.AddField(
            model_name='reviewcomment',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='consultations.briefingversion'),
        ),
        migrations.AddField(
            model_name='signoff',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signoffs', to='consultations.membership'),
        ),
        migrations.AddField(
            model_name='signoff',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signoffs', to='consultations.briefingversion'),
        ),
        migrations.AddField(
            model_name='source',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sources', to='consultations.briefingversion'),
        ),
        migrations.AddField(
            model_name='supplierrow',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suppliers', to='consultations.briefingversion'),
        ),
        migrations.AddField(
            model_name='consultation',
            name='technologies',
            field=models.ManyToManyField(blank=True, related_name='consultations', to='consultations.technology'),
        ),
        migrations.AddField(
            model_name='technologychange',
            name='consultation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes_said', to='consultations.consultation'),
        ),
        migrations.AddField(
            model_name='technologychange',
            name='technology',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='consultations.technology'),
        ),
        migrations.AddField(
            model_name='tokenlink',
            name='membership',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='token_link', to='consultations.membership'),
        ),
        migrations.AddField(
            model_name='tokenlink',
            name='token',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='link', to='consultations.participationtoken'),
        ),
        migrations.AddField(
            model_name='usecase',
            name='technology',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='use_cases', to='consultations.technology'),
        ),
        migrations.AddConstraint(
            model_name='briefingsection',
            constraint=models.UniqueConstraint(fields=('version', 'kind'), name='one_section_per_kind'),
        ),
        migrations.AddConstraint(
            model_name='briefingversion',
            constraint=models.UniqueConstraint(fields=('consultation', 'number'), name='briefing_number_once'),
        ),
        migrations.AddConstraint(
            model_name='discussionarea',
            constraint=models.UniqueConstraint(fields=('consultation', 'order'), name='one_area_per_place'),
        ),
        migrations.AddConstraint(
            model_name='evidencefigure',
            constraint=models.CheckConstraint(condition=models.Q(('is_error_rate', False), models.Q(models.Q(('denominator_value', ''), _negated=True), models.Q(('second_denominator_value', ''), _negated=True)), _connector='OR'), name='error_rate_has_two_denominators'),
        ),
        migrations.AddConstraint(
            model_name='kepttable',
            constraint=models.UniqueConstraint(fields=('consultation', 'key'), name='table_kept_once'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(fields=('consultation', 'user'), name='one_standing_per_person'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(fields=('consultation', 'pseudonym'), name='pseudonym_once'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('role', 'participant'), ('user__isnull', False), _connector='OR'), name='only_participants_may_lack_an_account'),
        ),
        migrations.AddConstraint(
            model_name='group',
            constraint=models.UniqueConstraint(fields=('consultation', 'name'), name='group_name_once'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('membership', 'item'), name='one_active_consent'),
        ),
        migrations.AddConstraint(
            model_name='newcomer',
            constraint=models.UniqueConstraint(fields=('consultation', 'user'), name='asks_once'),
        ),
        migrations.AddConstraint(
            model_name='newcomer',
            constraint=models.UniqueConstraint(fields=('consultation', 'number'), name='door_number_once'),
        ),
        migrations.AddConstraint(
            model_name='signoff',
            constraint=models.UniqueConstraint(fields=('version', 'member', 'content_hash'), name='one_signature_per_text'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(('closes_at', None), ('opens_at', None), ('closes_at__gt', models.F('opens_at')), _connector='OR'), name='consultation_closes_after_it_opens'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(('closes_at_before', None), ('closes_at__gt', models.F('closes_at_before')), _connector='OR'), name='consultation_closing_moves_later_only'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(('response_due_before', None), ('response_due__gt', models.F('response_due_before')), _connector='OR'), name='consultation_response_date_moves_later_only'),
        ),
        migrations.AddConstraint(
            model_name='technologychange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('description', ''), _negated=True), models.Q(('source', ''), _negated=True), models.Q(('reason', ''), _negated=True)), name='a_change_says_what_and_why'),
        ),
        migrations.AddConstraint(
            model_name='technologychange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('taken_back_at', None), ('taken_back_reason', '')), models.Q(('taken_back_at__isnull', False), models.Q(('taken_back_reason', ''), _negated=True)), _connector='OR'), name='taken_back_with_a_reason'),
        ),
    ]
