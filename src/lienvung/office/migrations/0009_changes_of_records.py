"""Records are changed and merged from forms, with the reason for it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("office", "0008_taken_back_decisions"),)

    operations = (
        migrations.AddField(model_name="draft", name="grounds", field=models.TextField(blank=True)),
        migrations.AlterField(
            model_name="draft",
            name="op",
            field=models.CharField(
                choices=[
                    ("put", "ghi"),
                    ("retire", "rút"),
                    ("restore", "khôi phục"),
                    ("merge", "nhập vào bản ghi khác"),
                ],
                default="put",
                max_length=8,
            ),
        ),
    )
