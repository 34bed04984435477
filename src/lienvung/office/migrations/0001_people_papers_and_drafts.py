# ruff: noqa: E501, RUF012 - long lines and lists as class attributes are the form in which Django writes migrations

import uuid

import django.contrib.auth.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="StoredBytes",
            fields=[
                ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("data", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        error_messages={"unique": "A user with that username already exists."},
                        help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                        max_length=150,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="username",
                    ),
                ),
                ("first_name", models.CharField(blank=True, max_length=150, verbose_name="first name")),
                ("last_name", models.CharField(blank=True, max_length=150, verbose_name="last name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="email address")),
                (
                    "is_staff",
                    models.BooleanField(
                        default=False,
                        help_text="Designates whether the user can log into this admin site.",
                        verbose_name="staff status",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                        verbose_name="active",
                    ),
                ),
                ("date_joined", models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("viewer", "người xem"),
                            ("clerk", "chuyên viên, văn thư"),
                            ("approver", "người duyệt"),
                            ("administrator", "quản trị"),
                            ("auditor", "kiểm tra, thanh tra"),
                        ],
                        default="viewer",
                        max_length=16,
                    ),
                ),
                ("office_name", models.CharField(blank=True, max_length=200)),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            managers=[
                ("objects", django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("what", models.CharField(max_length=40)),
                ("subject", models.CharField(blank=True, max_length=120)),
                ("facts", models.JSONField(default=dict)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=40)),
                ("subject", models.CharField(max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[("queued", "Queued"), ("running", "Running"), ("done", "Done"), ("failed", "Failed")],
                        default="queued",
                        max_length=8,
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("refusal", models.JSONField(default=dict)),
                ("queued_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("-queued_at",),
            },
        ),
        migrations.CreateModel(
            name="SavedMapping",
            fields=[
                ("headings_hash", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("columns", models.JSONField()),
                ("saved_at", models.DateTimeField()),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SourceFile",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("name", models.CharField(max_length=255)),
                ("media_type", models.CharField(max_length=120)),
                ("size", models.PositiveBigIntegerField()),
                ("declared_not_secret", models.BooleanField()),
                ("kind", models.CharField(choices=[("text", "Text"), ("scan", "Scan")], max_length=8)),
                (
                    "state",
                    models.CharField(
                        choices=[("stored", "Stored"), ("read", "Read"), ("failed", "Failed")],
                        default="stored",
                        max_length=8,
                    ),
                ),
                ("page_count", models.PositiveIntegerField(default=0)),
                ("uploaded_at", models.DateTimeField()),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("-uploaded_at",),
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("layer_sha256", models.CharField(max_length=64)),
                ("producer", models.CharField(max_length=80)),
                ("version", models.CharField(max_length=40)),
                ("pages", models.JSONField(default=list)),
                ("header", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField()),
                (
                    "source_file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="readings", to="office.sourcefile"
                    ),
                ),
            ],
            options={
                "ordering": ("-made_at",),
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "chờ duyệt"),
                            ("sending", "đang ghi"),
                            ("sent", "đã duyệt, đã ghi vào sổ"),
                            ("returned", "đã trả lại"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("batch", models.CharField(blank=True, max_length=16)),
                ("submitted_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "source_file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="office.sourcefile",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("-submitted_at",),
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("register", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=120)),
                (
                    "op",
                    models.CharField(
                        choices=[("put", "ghi"), ("retire", "rút"), ("restore", "khôi phục")],
                        default="put",
                        max_length=8,
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[("machine", "Machine"), ("drawn", "Drawn"), ("table", "Table"), ("form", "Form")],
                        max_length=8,
                    ),
                ),
                ("passage", models.JSONField(default=dict)),
                ("proposed", models.JSONField(default=dict)),
                ("confidence", models.FloatField(default=1.0)),
                ("questions", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "chờ xem"),
                            ("confirmed", "đã xác nhận"),
                            ("rejected", "đã bỏ"),
                            ("submitted", "đang chờ duyệt"),
                            ("sent", "đã ghi vào sổ"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("values", models.JSONField(default=dict)),
                ("reason", models.TextField(blank=True)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("position", models.PositiveIntegerField(default=0)),
                ("entered_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "source_file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts",
                        to="office.sourcefile",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts",
                        to="office.submission",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "entered_at"),
            },
        ),
        migrations.CreateModel(
            name="TableImport",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=255)),
                ("sha256", models.CharField(max_length=64)),
                ("headings", models.JSONField()),
                ("rows", models.JSONField()),
                ("columns", models.JSONField(default=dict)),
                ("programme", models.CharField(blank=True, max_length=120)),
                ("nature", models.CharField(default="real", max_length=16)),
                ("written", models.BooleanField(default=False)),
                ("brought_at", models.DateTimeField()),
                (
                    "brought_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("-brought_at",),
            },
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["viewer", "clerk", "approver", "administrator", "auditor"])),
                name="user_role_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["queued", "running"])),
                fields=("kind", "subject"),
                name="one_open_job_per_subject",
            ),
        ),
        migrations.AddConstraint(
            model_name="sourcefile",
            constraint=models.CheckConstraint(
                condition=models.Q(("declared_not_secret", True)), name="source_file_declared"
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.UniqueConstraint(fields=("source_file", "layer_sha256"), name="one_reading_per_layer"),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["proposed", "confirmed", "submitted"])),
                fields=("register", "key"),
                name="one_open_draft_per_record",
            ),
        ),
    ]
