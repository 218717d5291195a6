"""Term, invitation and leave of experts; imports. Who was in the pool before is taken as confirmed, for three years."""

import datetime as dt

import django.db.models.deletion
import zhicheng.vault.fields
import zhicheng.vault.ids
from django.conf import settings
from django.db import migrations, models

from zhicheng.vault.creating import CreateModels

YEARS = 3  # the longest term (order 40) when this came


def begin_terms(apps, schema_editor):
    """The term of those who are in the pool begins with the day on which they were added."""
    for expert in apps.get_model("experts", "Expert").objects.all():
        first = expert.added_at.date()
        expert.term_from = first
        end = first.replace(year=first.year + YEARS, day=min(first.day, 28))
        expert.term_until = end - dt.timedelta(days=1)
        expert.invited_at = expert.answered_at = expert.added_at
        expert.save(update_fields=["term_from", "term_until", "invited_at", "answered_at"])


class Migration(migrations.Migration):

    dependencies = [
        ('experts', '0001_initial'),
        ('people', '0001_initial'),
        ('planning', '0001_initial'),
        ('signatures', '0001_initial'),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name='Leave',
                    fields=[
                        ('id', models.UUIDField(default=zhicheng.vault.ids.new_id, editable=False, primary_key=True, serialize=False)),
                        ('first', models.DateField()),
                        ('last', models.DateField()),
                        ('reason', models.CharField(max_length=200)),
                        ('told_at', models.DateTimeField()),
                        ('cancelled_at', models.DateTimeField(null=True)),
                        ('expert', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leaves', to='experts.expert')),
                        ('told_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['first', 'id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('first__lte', models.F('last'))), name='experts_leave_in_order'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='experts_leave_says_why')],
                    },
                ),
                migrations.CreateModel(
                    name='PoolImport',
                    fields=[
                        ('id', models.UUIDField(default=zhicheng.vault.ids.new_id, editable=False, primary_key=True, serialize=False)),
                        ('rows', zhicheng.vault.fields.EncryptedText(help_text='JSON: a list of what enrol_expert takes')),
                        ('many', models.PositiveSmallIntegerField()),
                        ('prepared_at', models.DateTimeField()),
                        ('taken_at', models.DateTimeField(null=True)),
                        ('prepared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pool_imports', to='planning.session')),
                    ],
                ),
            ]
        ),
        migrations.AddField('expert', 'past_units', models.JSONField(default=list, help_text='names of the units where the expert worked before')),
        migrations.AddField('expert', 'region', models.CharField(blank=True, default='', max_length=60), preserve_default=False),
        migrations.AddField('expert', 'training', models.CharField(blank=True, default='', help_text='what training the expert had, and when', max_length=200), preserve_default=False),
        migrations.AddField('expert', 'mobile', zhicheng.vault.fields.EncryptedText(blank=True, default='')),
        migrations.AddField('expert', 'declined_why', models.CharField(blank=True, default='', help_text='why the expert declined; else empty', max_length=200), preserve_default=False),
        migrations.AddField('expert', 'answered_at', models.DateTimeField(help_text='when the expert confirmed or declined', null=True)),
        migrations.AddField('expert', 'invited_at', models.DateTimeField(null=True)),
        migrations.AddField('expert', 'term_from', models.DateField(null=True)),
        migrations.AddField('expert', 'term_until', models.DateField(null=True)),
        migrations.AddField('draw', 'left_out', models.JSONField(default=list, help_text='who of the pool may not be drawn, and why, when it was opened: expert, reason')),
        migrations.RunPython(begin_terms, migrations.RunPython.noop),
        migrations.AlterField('expert', 'invited_at', models.DateTimeField(help_text='asked to confirm, for this term')),
        migrations.AlterField('expert', 'term_from', models.DateField()),
        migrations.AlterField('expert', 'term_until', models.DateField(help_text="the term's last day")),
        migrations.AddConstraint('expert', models.CheckConstraint(condition=models.Q(('term_from__lte', models.F('term_until'))), name='experts_term_in_order')),
        migrations.AddConstraint('expert', models.CheckConstraint(condition=models.Q(('declined_why', ''), ('answered_at__isnull', False), _connector='OR'), name='experts_declined_is_answer')),
    ]
