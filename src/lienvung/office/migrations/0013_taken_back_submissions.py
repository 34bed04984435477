"""Who submitted something may take it back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("office", "0012_what_a_draft_was_made_on"),)

    operations = (
        migrations.AlterField(
            model_name="submission",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "chờ duyệt"),
                    ("sending", "đang ghi"),
                    ("sent", "đã duyệt, đã ghi vào sổ"),
                    ("returned", "đã trả lại"),
                    ("taken", "người trình đã rút lại"),
                ],
                default="waiting",
                max_length=8,
            ),
        ),
    )
