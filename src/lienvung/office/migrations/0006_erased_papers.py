"""A paper whose bytes went with the personal data in them has a state of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("office", "0005_agreement_drafts"),)
    operations = (
        migrations.AlterField(
            model_name="sourcefile",
            name="state",
            field=models.CharField(
                choices=[("stored", "Stored"), ("read", "Read"), ("failed", "Failed"), ("erased", "Erased")],
                default="stored",
                max_length=8,
            ),
        ),
    )
