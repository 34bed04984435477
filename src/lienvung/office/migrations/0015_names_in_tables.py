"""Tables may name records in words of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("office", "0014_recognised_by_several_fields"),)

    operations = (
        migrations.AddField(model_name="registerimport", name="aliases", field=models.JSONField(default=dict)),
        migrations.AddField(model_name="registerimport", name="names", field=models.JSONField(default=list)),
        migrations.AddField(model_name="savedmapping", name="aliases", field=models.JSONField(default=dict)),
    )
