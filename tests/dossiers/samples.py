"""A right record for every module, and images that prove one."""

import io
from collections.abc import Sequence
from typing import Any

from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from zhicheng.dossiers.actions import offer_evidence
from zhicheng.dossiers.models import Evidence, Record
from zhicheng.dossiers.taking_in import take_in

SAMPLES: dict[str, dict[str, Any]] = {
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
        "matches_work": "是",
        "abroad": "否",
    },
    "studies": {"from": "2018-03", "to": "2018-06", "school": "昆明理工大学", "content": "数控技术进修"},
    "work": {"from": "2010-03", "unit": "昆明机电设计研究院", "post": "设计师", "duties": "机床设计"},
    "summary": {"text": "任现职以来，主持完成三项机床改造。"},
    "tasks": {
        "from": "2019-01",
        "to": "2020-12",
        "name": "立式车床改造",
        "role": "主持",
        "content": "效率提高两成",
    },
    "projects": {"name": "高原机床可靠性", "rank": "市级", "from": "2018-01", "to": "2020-01", "order": "1"},
    "patents": {
        "name": "一种夹具",
        "kind": "实用新型",
        "number": "ZL201820001234.1",
        "granted_on": "2019-05-01",
        "order": 2,
    },
    "awards": {"name": "科技进步奖", "rank": "市级", "issuer": "昆明市人民政府", "granted_on": "2021-03-01"},
    "books": {
        "name": "机床设计",
        "publisher": "机械工业出版社",
        "isbn": "978-7-111-00000-6",
        "published_on": "2020-10",
        "role": "第三章",
    },
    "papers": {"name": "论夹具", "journal": "机械工程学报", "published_on": "2019-11", "order": "1"},
    "training": {
        "from": "2022-05",
        "to": "2022-05",
        "content": "专业技术人员继续教育",
        "organiser": "昆明市人力资源和社会保障局",
        "hours": "90",
    },
    "assessments": {"year": "2022", "result": "优秀"},
}


def image(colour: str = "red", name: str = "a.jpg", kind: str = "JPEG") -> SimpleUploadedFile:
    """An upload of 40 × 30 pixels of one colour."""
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(stream, kind)
    return SimpleUploadedFile(name, stream.getvalue())


def prove(record: Record, uploads: Sequence[File[bytes]], title: str, **more: Any) -> list[Evidence]:
    """Offer files and let the worker take them in; the record's evidence that came of it, in order."""
    before = set(record.evidence.values_list("pk", flat=True))
    for one in offer_evidence(record, uploads=uploads, title=title, **more).arrivals:
        take_in(one.pk)
    return list(record.evidence.exclude(pk__in=before))
