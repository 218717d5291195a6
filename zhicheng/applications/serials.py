"""What the public numbers of applications are made of (numbers.py)."""

from django.db import models


class Numbering(models.Model):
    """What is added to a serial to make the public number in a policy year, which begins with 1."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    added = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.year}: {self.added:+}"


class Serial(models.Model):
    """A serial number of all applications, given once: nobody waits for another's submission to end. Gaps are possible."""

    id = models.BigAutoField(primary_key=True)
    year = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.id} ({self.year})"
