
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('files', '0001_initial'),
        ('public_notice', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('notice', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='posting', serialize=False, to='public_notice.notice')),
                ('salt', models.CharField(help_text='32 random bytes, hexadecimal', max_length=64)),
                ('page_hash', models.CharField(help_text="SHA-256 over the salt's bytes and the page's", max_length=64)),
                ('posted_at', models.DateTimeField()),
                ('taken_down_at', models.DateTimeField(help_text='24:00 of the last day, written by the clock', null=True)),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('taken_down_at', None)), fields=['posted_at'], name='public_notice_hanging')],
                'constraints': [models.CheckConstraint(condition=models.Q(('taken_down_at__isnull', True), ('taken_down_at__gt', models.F('posted_at')), _connector='OR'), name='public_notice_posting_lasts')],
            },
        ),
    ]
