"""The offset of a demo database's time, and the working days that the State Council's notices set."""

from django.db import models


class DemoTime(models.Model):
    """At most one row; its presence makes this a demo database. The clock runs on from the offset."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    offset_seconds = models.BigIntegerField()
    started_at = models.DateTimeField(help_text="demo time at which the offset was set")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="almanac_one_demo_time")]


class PublishedYear(models.Model):
    """A year whose holidays the State Council has published; other years are never guessed."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    source = models.CharField(max_length=200)


class SpecialDay(models.Model):
    """A day that differs from the week: a holiday on a weekday, or a make-up working day on a weekend."""

    day = models.DateField(primary_key=True)
    is_workday = models.BooleanField()
    name = models.CharField(max_length=60, blank=True)
