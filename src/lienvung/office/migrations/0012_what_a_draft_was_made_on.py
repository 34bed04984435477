"""A change of a record says on which entry it was made."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("office", "0011_register_imports"),)

    operations = (
        migrations.AddField(model_name="draft", name="made_on", field=models.PositiveBigIntegerField(null=True)),
    )
