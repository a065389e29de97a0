from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consultations", "0024_whom_an_administrator_chose")]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="by_shared_code",
            field=models.BooleanField(default=False, editable=False),
        ),
    ]
