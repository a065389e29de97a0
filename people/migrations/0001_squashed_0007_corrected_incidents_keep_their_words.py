"""The tables as they stand, made at once; who upgrades goes through the steps it replaces."""

import audit.clock
import django.db.models.deletion
import django.utils.timezone
import people.models.accounts
import uuid
from audit.all_at_once import AllAtOnce
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('people', '0001_initial'),
        ('people', '0002_demonstration'),
        ('people', '0003_the_background_worker'),
        ('people', '0004_heartbeats'),
        ('people', '0005_one_power_an_account'),
        ('people', '0006_outbox'),
        ('people', '0007_corrected_incidents_keep_their_words'),
    ]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        AllAtOnce([
            migrations.CreateModel(
                name='DeletionRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(default=audit.clock.now)),
                    ('rule', models.CharField(max_length=40)),
                    ('what', models.CharField(max_length=160)),
                    ('rows', models.PositiveIntegerField()),
                    ('by', models.CharField(choices=[('clock', 'The clock'), ('person', 'The person concerned'), ('administrator', 'An administrator')], default='clock', max_length=13)),
                ],
                options={
                    'ordering': ['-at', '-pk'],
                },
            ),
            migrations.CreateModel(
                name='Demonstration',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('began_at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='Heartbeat',
                fields=[
                    ('what', models.CharField(max_length=40, primary_key=True, serialize=False)),
                    ('at', models.DateTimeField()),
                    ('said', models.CharField(blank=True, max_length=200)),
                ],
            ),
            migrations.CreateModel(
                name='Incident',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('happened_on', models.DateField()),
                    ('what', models.CharField(max_length=500, verbose_name='what happened')),
                    ('affected', models.CharField(max_length=300, verbose_name='whose data')),
                    ('done', models.CharField(max_length=500, verbose_name='what we did about it')),
                    ('told_at', models.DateTimeField(default=audit.clock.now)),
                    ('earlier', models.JSONField(blank=True, default=list)),
                ],
                options={
                    'ordering': ['-happened_on', '-pk'],
                },
            ),
            migrations.CreateModel(
                name='LedgerPosition',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('lines', models.PositiveBigIntegerField(default=0)),
                ],
            ),
            migrations.CreateModel(
                name='Worker',
                fields=[
                    ('name', models.CharField(max_length=64, primary_key=True, serialize=False)),
                    ('started_at', models.DateTimeField(default=audit.clock.now)),
                    ('seen_at', models.DateTimeField(default=audit.clock.now)),
                ],
            ),
            migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                    ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                    ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                    ('email', models.EmailField(blank=True, max_length=254, null=True, unique=True)),
                    ('name', models.CharField(blank=True, max_length=80, verbose_name='public name')),
                    ('job_title', models.CharField(blank=True, max_length=120, verbose_name='role or rank')),
                    ('can_start_consultations', models.BooleanField(default=False)),
                    ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                    ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ],
                options={
                    'verbose_name': 'user',
                    'verbose_name_plural': 'users',
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='DownloadLink',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code_hash', models.CharField(max_length=64, unique=True)),
                    ('session_hash', models.CharField(max_length=64)),
                    ('made_at', models.DateTimeField(default=audit.clock.now)),
                    ('expires_at', models.DateTimeField()),
                    ('used_at', models.DateTimeField(blank=True, null=True)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='download_links', to=settings.AUTH_USER_MODEL)),
                ],
            ),
            migrations.CreateModel(
                name='GuestKey',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('digest', models.CharField(max_length=64, unique=True)),
                    ('previous', models.CharField(blank=True, db_index=True, max_length=64)),
                    ('form', models.CharField(max_length=64, null=True, unique=True)),
                    ('rotated_at', models.DateTimeField(default=audit.clock.now)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='guest_keys', to=settings.AUTH_USER_MODEL)),
                ],
            ),
            migrations.CreateModel(
                name='Mailbox',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('address', models.EmailField(blank=True, max_length=254, null=True, unique=True)),
                    ('pace', models.CharField(choices=[('now', 'At once'), ('weekly', 'Once a week, on Monday'), ('off', 'No e-mail: only on the page')], default='now', max_length=8)),
                    ('follows', models.BooleanField(default=False)),
                    ('failures', models.PositiveSmallIntegerField(default=0)),
                    ('paused_at', models.DateTimeField(blank=True, null=True)),
                    ('made_at', models.DateTimeField(default=audit.clock.now)),
                    ('user', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='mailbox', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name_plural': 'mailboxes',
                },
            ),
            migrations.CreateModel(
                name='Message',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=40)),
                    ('key', models.CharField(max_length=120)),
                    ('title', models.CharField(max_length=200)),
                    ('why', models.CharField(max_length=300)),
                    ('link', models.CharField(max_length=300)),
                    ('data', models.JSONField(blank=True, default=dict)),
                    ('made_at', models.DateTimeField(default=audit.clock.now)),
                    ('read_at', models.DateTimeField(blank=True, null=True)),
                    ('state', models.CharField(choices=[('waiting', 'Waits'), ('gathered', 'Waits for the weekly e-mail'), ('handing', 'Is being handed over'), ('sent', 'Sent'), ('given_up', 'Given up'), ('cancelled', 'No longer wanted'), ('on_page', 'On the page only')], default='waiting', max_length=10)),
                    ('due_at', models.DateTimeField(default=audit.clock.now)),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('said', models.CharField(blank=True, max_length=60)),
                    ('claimed_by', models.CharField(blank=True, max_length=40)),
                    ('claimed_at', models.DateTimeField(blank=True, null=True)),
                    ('handed_at', models.DateTimeField(blank=True, null=True)),
                    ('done_at', models.DateTimeField(blank=True, null=True)),
                    ('number', models.UUIDField(default=uuid.uuid4, unique=True)),
                    ('digest', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='gathered', to='people.message')),
                    ('mailbox', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='people.mailbox')),
                ],
            ),
            migrations.CreateModel(
                name='ReturnCode',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('seed', models.CharField(default=people.models.accounts.new_seed, max_length=32)),
                    ('digest', models.CharField(max_length=64, unique=True)),
                    ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='return_code', to=settings.AUTH_USER_MODEL)),
                ],
            ),
            migrations.CreateModel(
                name='SignIn',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('session_key', models.CharField(db_index=True, max_length=40)),
                    ('device', models.CharField(max_length=60)),
                    ('began_at', models.DateTimeField()),
                    ('used_at', models.DateTimeField()),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sign_ins', to=settings.AUTH_USER_MODEL)),
                ],
            ),
            migrations.CreateModel(
                name='Subscription',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('what', models.CharField(max_length=40)),
                    ('number', models.PositiveBigIntegerField()),
                    ('asked_at', models.DateTimeField(default=audit.clock.now)),
                    ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                    ('mailbox', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='subscriptions', to='people.mailbox')),
                ],
            ),
            migrations.AddConstraint(
                model_name='user',
                constraint=models.CheckConstraint(condition=models.Q(('email__isnull', True), models.Q(('email', ''), _negated=True), _connector='OR'), name='no_empty_address'),
            ),
            migrations.AddConstraint(
                model_name='user',
                constraint=models.CheckConstraint(condition=models.Q(('can_start_consultations', True), ('is_superuser', True), _negated=True), name='one_power_an_account'),
            ),
            migrations.AddConstraint(
                model_name='user',
                constraint=models.CheckConstraint(condition=models.Q(('email__isnull', False), models.Q(('can_start_consultations', False), ('is_staff', False), ('is_superuser', False), ('name', '')), _connector='OR'), name='guests_are_never_staff'),
            ),
            migrations.AddConstraint(
                model_name='mailbox',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('address__isnull', True), ('user__isnull', False)), models.Q(('address__isnull', False), ('user__isnull', True)), _connector='OR'), name='mailbox_of_a_person_or_an_address'),
            ),
            migrations.AddIndex(
                model_name='message',
                index=models.Index(fields=['state', 'due_at'], name='messages_due'),
            ),
            migrations.AddIndex(
                model_name='message',
                index=models.Index(fields=['mailbox', '-made_at'], name='messages_of_a_mailbox'),
            ),
            migrations.AddIndex(
                model_name='message',
                index=models.Index(fields=['kind', 'key'], name='messages_of_a_kind'),
            ),
            migrations.AddConstraint(
                model_name='message',
                constraint=models.UniqueConstraint(fields=('mailbox', 'key'), name='message_told_once'),
            ),
            migrations.AddIndex(
                model_name='subscription',
                index=models.Index(fields=['what', 'number'], name='subscribers_of'),
            ),
            migrations.AddConstraint(
                model_name='subscription',
                constraint=models.UniqueConstraint(fields=('mailbox', 'what', 'number'), name='one_subscription_each'),
            ),
        ]),
    ]
