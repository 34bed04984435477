"""Forms that were sent, so that the same one sent again is the same act."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the table; nothing was remembered of forms before."""

    dependencies = (("office", "0006_erased_papers"),)
    operations = (
        migrations.CreateModel(
            name="SentForm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.UUIDField()),
                ("sent_at", models.DateTimeField()),
                ("led_to", models.CharField(max_length=300)),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("token", "sent_by"), name="one_form_sent_once")]},
        ),
    )
