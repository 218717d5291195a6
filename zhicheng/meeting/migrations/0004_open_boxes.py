from django.db import migrations


def begin_again(apps, schema_editor):
    """Ballots still open in the old form, whose keys the server held, begin again: nobody has counted them."""
    Ballot = apps.get_model('meeting', 'Ballot')
    VoterMark = apps.get_model('meeting', 'VoterMark')
    VoterMark.objects.filter(ballot__closed_at__isnull=True).delete()
    Ballot.objects.filter(closed_at__isnull=True).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('meeting', '0003_rechecks'),
    ]

    operations = [
        migrations.RunPython(begin_again, migrations.RunPython.noop),
    ]
