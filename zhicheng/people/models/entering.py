"""What is kept of people who have no account (yet): registrations that wait for a code, log-ins that nobody has."""

from django.db import models

from zhicheng.vault.fields import EncryptedText
from zhicheng.vault.ids import new_id


class Registration(models.Model):
    """What somebody typed to register, until the code that was sent to the mobile is entered."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    said = EncryptedText(help_text="kind, number and name as JSON")
    password = models.CharField(max_length=128, help_text="hashed")
    mobile = EncryptedText()
    mobile_index = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["mobile_index", "-sent_at"], name="people_registration_mobile"),
            models.Index(fields=["sent_at"], name="people_registration_sent"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class UnknownLogin(models.Model):
    """Tries at a log-in that no account has: they are counted and locked like those of one that is there."""

    login_index = models.CharField(max_length=64, primary_key=True)
    failed_logins = models.PositiveSmallIntegerField(default=0)
    locked_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["last_at"], name="people_unknown_login_last")]

    def __str__(self) -> str:
        return self.login_index[:8]
