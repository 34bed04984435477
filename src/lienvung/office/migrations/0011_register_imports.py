"""Tables of any register on their way in."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("office", "0010_api_tokens"),)

    operations = (
        migrations.CreateModel(
            name="RegisterImport",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("register", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=255)),
                ("sha256", models.CharField(max_length=64)),
                ("data", models.BinaryField(default=b"")),
                ("pasted", models.BooleanField(default=False)),
                ("headings", models.JSONField()),
                ("notes", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reading", "Reading"),
                            ("mapping", "Mapping"),
                            ("planning", "Planning"),
                            ("planned", "Planned"),
                            ("written", "Written"),
                            ("aside", "Aside"),
                        ],
                        default="reading",
                        max_length=8,
                    ),
                ),
                ("columns", models.JSONField(default=dict)),
                ("match", models.CharField(blank=True, max_length=64)),
                ("clears", models.BooleanField(default=False)),
                ("rows", models.PositiveIntegerField(default=0)),
                ("counted", models.JSONField(default=dict)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("brought_at", models.DateTimeField()),
                (
                    "brought_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="office.decision"
                    ),
                ),
            ],
            options={
                "ordering": ("-brought_at",),
            },
        ),
        migrations.CreateModel(
            name="PlannedRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("place", models.CharField(max_length=120)),
                ("state", models.CharField(max_length=9)),
                ("title", models.TextField()),
                ("key", models.CharField(max_length=120)),
                ("index", models.PositiveBigIntegerField(null=True)),
                ("said", models.BinaryField(default=b"")),
                (
                    "imported",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="plans", to="office.registerimport"
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
            },
        ),
        migrations.CreateModel(
            name="ImportChunk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("rows", models.BinaryField()),
                (
                    "imported",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="chunks", to="office.registerimport"
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
            },
        ),
        migrations.AddIndex(
            model_name="registerimport",
            index=models.Index(fields=["register", "-brought_at"], name="import_by_register"),
        ),
        migrations.AddIndex(
            model_name="plannedrow",
            index=models.Index(fields=["imported", "state", "number"], name="plan_by_state"),
        ),
        migrations.AddConstraint(
            model_name="plannedrow",
            constraint=models.UniqueConstraint(fields=("imported", "number"), name="one_plan_a_row"),
        ),
        migrations.AddConstraint(
            model_name="importchunk",
            constraint=models.UniqueConstraint(fields=("imported", "number"), name="one_chunk_a_number"),
        ),
    )
