from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consultations", "0048_predictive_and_why_unticked")]

    operations = [
        migrations.AlterField(
            model_name="usecase",
            name="status",
            field=models.CharField(
                choices=[
                    ("discussed", "To be talked about"),
                    ("proposed", "Proposed"),
                    ("in_use", "In use"),
                    ("ruled_out", "Ruled out"),
                ],
                default="proposed",
                max_length=12,
            ),
        ),
    ]
