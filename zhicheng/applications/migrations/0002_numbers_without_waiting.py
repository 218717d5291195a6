from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_initial")]

    operations = [
        migrations.RenameField("numbering", "last", "added"),
        migrations.AlterField("numbering", "added", models.BigIntegerField()),
        migrations.CreateModel(
            name="Serial",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("year", models.PositiveSmallIntegerField()),
            ],
        ),
    ]
