from django.db import migrations


class Migration(migrations.Migration):
    """The annexed lists are tables of the stage catalogues: dated, released by two persons."""

    dependencies = [
        ('planning', '0004_standard_register'),
        ('catalogues', '0001_tables_kept'),
    ]

    operations = [
        migrations.DeleteModel(name='ListedArea'),
        migrations.DeleteModel(name='MappedQualification'),
    ]
