"""A person who has filled everything in, and the cover that is chosen."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import making
from tests.files import hostile
from tests.making import Season
from zhicheng.almanac import clock
from zhicheng.applications.actions import Choice, add_attachment, save_cover
from zhicheng.applications.guards import Target
from zhicheng.applications.kinds import Kind
from zhicheng.applications.models import Application
from zhicheng.dossiers.models import Record
from zhicheng.people.models import Person
from zhicheng.planning.models import Standard

SENIOR_ENGINEER = Target("工程技术", "工程技术", "机械工程", "副高级", "高级工程师")
RECORDS = {
    "titles": {
        "series": "工程技术",
        "profession": "机械工程",
        "level": "中级",
        "title": "工程师",
        "obtained_on": "2015-12-30",
        "obtained_by": "评审",
        "appointed_on": "2016-01-01",
        "origin": "云南省",
    },
    "education": {
        "level": "本科",
        "school": "昆明理工大学",
        "major": "机械工程",
        "from": "2004-09",
        "finished_on": "2008-07-01",
        "form": "全日制",
        "matches_work": True,
        "abroad": False,
    },
    "work": {
        "from": "2008-07",
        "to": "",
        "unit": "昆明机电设计研究院",
        "post": "工程师",
        "duties": "机械设计",
    },
    "summary": {"text": "任现职以来，主持完成多项机电装备设计。" * 40},
    "tasks": {
        "from": "2018-01",
        "to": "2019-06",
        "name": "矿山提升机改造",
        "role": "主持",
        "content": "已验收",
    },
    "assessments": {"year": 2022, "result": "合格"},
}
REQUIRED = ("commitment", "education_proof", "insurance_proof")


def pdf(name: str, words: str = "") -> SimpleUploadedFile:
    """A tiny PDF; its content is its name."""
    return SimpleUploadedFile(name, hostile.paper(name + words), content_type="application/pdf")


def fill_dossier(person: Person, **changed: dict[str, object] | None) -> None:
    """A record in every module that the kind needs; `changed` replaces a module's record, None omits it."""
    for position, (module, data) in enumerate({**RECORDS, **changed}.items()):
        if data is not None:
            Record.objects.create(
                person=person, module=module, position=position, data=data, changed_at=clock.now()
            )


def choose(season: Season, **changed: str) -> Choice:
    """高级工程师 at the season's committee; `changed` replaces fields of the target."""
    return Choice(Kind.PROMOTION, replace(SENIOR_ENGINEER, **changed), season.session.id)


@pytest.fixture(autouse=True)
def _files_apart(settings: object, tmp_path_factory: pytest.TempPathFactory) -> None:
    settings.FILES_ROOT = tmp_path_factory.mktemp("files")


@pytest.fixture
def standard(season: Season) -> Standard:
    """Bachelor, five years as engineer: released before the call."""
    return making.issued_standard()


@pytest.fixture
def draft(season: Season) -> Callable[..., Application]:
    """draft(person=…): a draft with cover and the attachments that are demanded."""

    def make(person: Person | None = None, *, attached: tuple[str, ...] = REQUIRED) -> Application:
        someone = person or season.cast.people["applicant"]
        row = save_cover(someone, choose(season), by=someone.account)
        for key in attached:
            add_attachment(row, key=key, upload=pdf(f"{key}.pdf"), by=someone.account)
        return row

    return make


@pytest.fixture
def ready(season: Season, draft: Callable[..., Application], standard: Standard) -> Application:
    """The applicant's draft with nothing missing."""
    fill_dossier(season.cast.people["applicant"])
    return draft()
