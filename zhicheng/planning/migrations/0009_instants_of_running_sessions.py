import datetime as dt

from django.db import migrations


def keep_what_was_promised(apps, schema_editor):
    """Until now files came on until the meeting: sessions whose call is out keep that."""
    for session in apps.get_model("planning", "Session").objects.filter(
        call__published_at__isnull=False, meeting_on__isnull=False
    ):
        last = session.meeting_on - dt.timedelta(days=1)
        session.unit_pass_last = session.resubmit_last = session.accept_last = last
        session.save(update_fields=["unit_pass_last", "resubmit_last", "accept_last"])


class Migration(migrations.Migration):
    """Sessions that are announced already go on as announced."""

    dependencies = [
        ('planning', '0008_four_instants'),
    ]

    operations = [
        migrations.RunPython(keep_what_was_promised, migrations.RunPython.noop),
    ]
