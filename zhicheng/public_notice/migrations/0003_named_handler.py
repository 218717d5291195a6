"""Whoever has answered an objection was its handler; from now on the database holds to that."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def name_handlers(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    rows = apps.get_model("public_notice", "Objection").objects.exclude(outcome="open")
    rows.update(handler=models.F("decided_by"), taken_at=models.F("decided_at"))
    if editor.connection.vendor == "postgresql":  # else the table cannot be altered in the same transaction
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):

    dependencies = [
        ('public_notice', '0002_objector'),
    ]

    operations = [
        migrations.RunPython(name_handlers, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('handler__isnull', True), ('taken_at__isnull', True)), models.Q(('handler__isnull', False), ('taken_at__isnull', False)), _connector='OR'), name='public_notice_objection_taken'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.CheckConstraint(condition=models.Q(('outcome', 'open'), models.Q(('decided_by__isnull', False), ('handler', models.F('decided_by')), ('handler__isnull', False)), _connector='OR'), name='public_notice_answered_by_its_handler'),
        ),
    ]
