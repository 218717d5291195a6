"""附件 of a call or a further announcement: blank forms and the like, for everybody to download."""

from django.db import models
from django.template.defaultfilters import filesizeformat

from zhicheng.files.models import StoredFile
from zhicheng.files.serving import SUFFIX
from zhicheng.people.models import Account
from zhicheng.planning.models.announcements import Announcement
from zhicheng.planning.models.season import Call, Session
from zhicheng.vault.ids import new_id

LONGEST_TITLE = 60


class Enclosure(models.Model):
    """A file that goes out with the call or announcement, in its place; fixed by its hash in what is filed (KM2023-1.2)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, null=True, related_name="enclosures")
    announcement = models.ForeignKey(
        Announcement, on_delete=models.CASCADE, null=True, related_name="enclosures"
    )
    position = models.PositiveSmallIntegerField(help_text="附件1, 附件2, …")
    title = models.CharField(max_length=LONGEST_TITLE)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["call", "position"], name="planning_one_enclosure_a_place"),
            models.UniqueConstraint(fields=["call", "title"], name="planning_one_enclosure_a_title"),
            models.UniqueConstraint(
                fields=["announcement", "position"], name="planning_one_enclosure_a_place_of_announcement"
            ),
            models.UniqueConstraint(
                fields=["announcement", "title"], name="planning_one_enclosure_a_title_of_announcement"
            ),
            models.CheckConstraint(
                condition=models.Q(call__isnull=True, announcement__isnull=False)
                | models.Q(call__isnull=False, announcement__isnull=True),
                name="planning_enclosure_of_one",
            ),
            models.CheckConstraint(
                condition=models.Q(position__gte=1) & ~models.Q(title=""), name="planning_enclosure_named"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def holder(self) -> Call | Announcement:
        """What it goes out with."""
        held = self.call or self.announcement
        assert held is not None  # the constraint
        return held

    @property
    def session(self) -> Session:
        """Of the call or announcement."""
        return self.holder.session

    @property
    def facts(self) -> str:
        """What kind of file it is and how large, as pages say it."""
        return f"{SUFFIX[self.file.media_type].removeprefix('.').upper()}，{filesizeformat(self.file.size)}"
