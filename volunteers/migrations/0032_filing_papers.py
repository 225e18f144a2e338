import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0031_scales_of_authorities")]

    operations = [
        migrations.CreateModel(
            name="FilingPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=30, verbose_name="附件")),
                ("changed_at", models.DateTimeField(verbose_name="更新時間")),
            ],
            options={
                "verbose_name": "備案附件",
                "ordering": ("filing", "pk"),
            },
        ),
        migrations.AddField(
            model_name="filingpaper",
            name="filing",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="papers",
                to="volunteers.filing",
                verbose_name="志願服務計畫備案",
            ),
        ),
        migrations.AddConstraint(
            model_name="filingpaper",
            constraint=models.UniqueConstraint(fields=("filing", "key"), name="filing_paper_once"),
        ),
        migrations.AddConstraint(
            model_name="filingpaper",
            constraint=models.CheckConstraint(
                condition=models.Q(("key", ""), _negated=True), name="filing_paper_is_named"
            ),
        ),
    ]
