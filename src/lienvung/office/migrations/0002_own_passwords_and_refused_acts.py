# ruff: noqa: RUF012 - lists as class attributes are the form in which Django writes migrations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("office", "0001_people_papers_and_drafts"),
    ]

    operations = [
        migrations.AddField(
            model_name="auditevent",
            name="succeeded",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="user",
            name="must_change_password",
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["-at", "-id"], name="office_audi_at_07baff_idx"),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["subject"], name="office_audi_subject_aedad7_idx"),
        ),
    ]
