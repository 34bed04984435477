# ruff: noqa: RUF012 - lists as class attributes are the form in which Django writes migrations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("office", "0002_own_passwords_and_refused_acts"),
    ]

    operations = [
        migrations.AddField(
            model_name="tableimport",
            name="kind",
            field=models.CharField(
                choices=[("tasks", "Tasks"), ("returned", "Returned")], default="tasks", max_length=8
            ),
        ),
    ]
