"""Rows may be recognised by several fields together."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("office", "0013_taken_back_submissions"),)

    operations = (
        migrations.AlterField(
            model_name="registerimport",
            name="match",
            field=models.CharField(blank=True, max_length=255),
        ),
    )
