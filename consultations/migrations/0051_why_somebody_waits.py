from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0050_two_agree_to_a_later_answer'),
    ]

    operations = [
        migrations.AddField(
            model_name='newcomer',
            name='because',
            field=models.CharField(blank=True, choices=[('device', 'somebody came on this device before'), ('network', 'many came from this network'), ('mailbox', 'shares a mailbox with somebody')], max_length=8),
        ),
    ]
