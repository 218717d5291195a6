"""One table to read, insert and lock."""

from django.db import models


class Row(models.Model):
    """A key and a few values, as plain as a record can be."""

    name = models.CharField(max_length=60)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "yardstick"


class Note(models.Model):
    """What the writing views insert."""

    row = models.ForeignKey(Row, on_delete=models.CASCADE)
    text = models.CharField(max_length=60)

    class Meta:
        app_label = "yardstick"
