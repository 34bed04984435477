"""Who prepared a decision may take it back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("office", "0007_sent_forms"),)

    operations = (
        migrations.AlterField(
            model_name="decision",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "chờ quyết định"),
                    ("doing", "đang thực hiện"),
                    ("done", "đã thực hiện"),
                    ("returned", "đã trả lại"),
                    ("taken", "người soạn đã rút lại"),
                    ("failed", "chưa thực hiện được"),
                ],
                default="waiting",
                max_length=8,
            ),
        ),
    )
