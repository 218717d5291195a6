"""The photo of provincial committees: blue ground, JPG, 10 to 30 KB, 295×413 or more; named by ID and name."""

import io
import urllib.parse
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests import making
from tests.files.kept import kept
from tests.making import Season
from zhicheng.applications import photo
from zhicheng.applications.actions import add_attachment
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.files.checks import FileRefused
from zhicheng.planning.models import Committee

BLUE, WHITE, RED = (67, 142, 219), (250, 250, 250), (200, 30, 30)


def picture(
    ground: tuple[int, int, int] = BLUE,
    size: tuple[int, int] = (295, 413),
    kind: str = "JPEG",
    weight: int = 20 * 1024,
) -> SimpleUploadedFile:
    """A portrait of one ground colour, padded behind its last byte to the weight."""
    out = io.BytesIO()
    image = Image.new("RGB", size, ground)
    image.paste((90, 70, 60), (size[0] // 3, size[1] // 3, size[0] * 2 // 3, size[1]))
    image.save(out, kind)
    return SimpleUploadedFile(f"a.{kind.lower()}", out.getvalue().ljust(weight, b"\0"))


def test_a_good_photo_passes_and_the_stream_is_at_its_start() -> None:
    for ground in (BLUE, (0, 191, 243), (30, 80, 160)):
        upload = picture(ground)
        photo.check(upload)
        assert upload.tell() == 0


@pytest.mark.clause("GUIDE-Q23-2")
@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (picture(WHITE), "蓝色"),
        (picture(RED), "蓝色"),
        (picture(size=(294, 413)), "294×413"),
        (picture(size=(295, 412)), "295×412"),
        (picture(kind="PNG"), "JPG"),
        (picture(weight=9_000), "10KB至30KB"),
        (picture(weight=30 * 1024 + 1), "10KB至30KB"),
        (SimpleUploadedFile("a.jpg", b"x" * 11_000), "打不开"),
    ],
)
def test_each_fault_is_told_with_what_to_do(upload: SimpleUploadedFile, words: str) -> None:
    with pytest.raises(FileRefused) as refused:
        photo.check(upload)
    assert words in refused.value.message


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(FileRefused) as refused:
        photo.check(picture(WHITE, size=(100, 100), weight=0))
    assert refused.value.message.count("；") == 2


@pytest.mark.clause("GUIDE-Q23-2")
def test_a_provincial_committee_asks_for_it_and_it_is_named_by_id_and_name(
    season: Season, client_of: object, settings: object, tmp_path: object
) -> None:
    settings.FILES_ROOT = tmp_path
    row = making.application(season, State.DRAFT)
    mine = client_of(row.person.account)
    assert "一寸电子照片" not in mine.get(f"/apply/{row.id}/attachments/").content.decode()
    Committee.objects.filter(pk=season.committee.pk).update(tier=Committee.Tier.PROVINCE)
    assert "一寸电子照片" in mine.get(f"/apply/{row.id}/attachments/").content.decode()
    fresh = Application.objects.get(pk=row.pk)
    with pytest.raises(FileRefused, match="蓝色"):
        add_attachment(fresh, key="photo", upload=picture(WHITE), by=row.person.account)
    attached = add_attachment(fresh, key="photo", upload=picture(), by=row.person.account)
    answer = mine.get(f"/apply/{row.id}/attachments/{attached.id}/")
    name = answer["Content-Disposition"]
    answer.close()
    assert name == f"attachment; filename*=UTF-8''{urllib.parse.quote('530102198505060023李文静.jpg')}"


def portrait(size: tuple[int, int], ground: tuple[int, int, int] = BLUE) -> bytes:
    """A photograph with noise, a head in the upper middle."""
    image = Image.effect_noise(size, 30).convert("RGB")
    image = Image.blend(image, Image.new("RGB", size, ground), 0.9)
    width, height = size
    image.paste((210, 170, 140), (width * 2 // 5, height // 5, width * 3 // 5, height // 2))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=95)
    return out.getvalue()


@pytest.mark.clause("GUIDE-Q23-2")
@pytest.mark.parametrize("size", [(3000, 4000), (4000, 3000), (600, 800), (200, 200)])
@pytest.mark.parametrize("frame", [photo.Frame(), photo.Frame(0, 0, 250), photo.Frame(100, 100, 400)])
def test_a_photograph_is_framed_resized_and_recompressed_into_the_window(
    size: tuple[int, int], frame: photo.Frame, tmp_path: Path
) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(portrait(size))
    made = photo.mended(io.BytesIO(path.read_bytes()), frame)
    with Image.open(io.BytesIO(made)) as image:
        assert image.format == "JPEG" and image.width >= 295 and image.height >= 413
        assert abs(image.width / image.height - 295 / 413) < 0.005
    assert 10 * 1024 <= len(made) <= 30 * 1024


@pytest.mark.parametrize(
    ("frame", "colour"), [(photo.Frame(100, 0, 200), "green"), (photo.Frame(0, 100, 200), "red")]
)
def test_the_frame_takes_the_part_that_it_shows(frame: photo.Frame, colour: str, tmp_path: Path) -> None:
    picture = Image.new("RGB", (1000, 1400), "red")
    picture.paste("green", (500, 0, 1000, 700))
    path = tmp_path / "a.jpg"
    Image.blend(picture, Image.effect_noise(picture.size, 60).convert("RGB"), 0.3).save(path, quality=95)
    with Image.open(io.BytesIO(photo.mended(io.BytesIO(path.read_bytes()), frame))) as image:
        red, green, _blue = image.resize((1, 1)).getpixel((0, 0))
    assert (red > green + 50) if colour == "red" else (green > red + 50)


def test_what_cannot_be_made_light_enough_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    Image.merge("RGB", [Image.effect_noise((590, 826), 255) for _channel in "RGB"]).save(path, quality=100)
    with pytest.raises(FileRefused, match="10KB"):
        photo.mended(io.BytesIO(path.read_bytes()), photo.Frame())


@pytest.mark.parametrize(
    ("told", "frame"),
    [
        ({}, photo.Frame()),
        ({"x": "-1", "y": "²", "zoom": "9" * 400}, photo.Frame()),
        ({"x": "0", "y": "9999", "zoom": "99"}, photo.Frame(0, 100, 100)),
    ],
)
def test_a_frame_out_of_range_stands_at_its_end(told: dict[str, str], frame: photo.Frame) -> None:
    assert photo.Frame.read(told) == frame


@pytest.fixture
def provincial(season: Season, settings: object, tmp_path: Path) -> Application:
    """A draft for a provincial committee, which asks for the photo."""
    settings.FILES_ROOT = tmp_path / "files"
    Committee.objects.filter(pk=season.committee.pk).update(tier=Committee.Tier.PROVINCE)
    return making.application(season, State.DRAFT)


@pytest.mark.clause("GUIDE-Q23-2")
def test_the_helper_chooses_frames_and_attaches(provincial: Application, client_of: object) -> None:
    mine, at = client_of(provincial.person.account), f"/apply/{provincial.id}/photo/"
    assert at in mine.get(f"/apply/{provincial.id}/attachments/").content.decode()
    assert "参考框" not in mine.get(at).content.decode()
    assert mine.get(at + "preview/").status_code == 404
    chosen = SimpleUploadedFile("IMG_1.jpg", portrait((1200, 1600)))
    assert mine.post(at, {"file": chosen})["Location"] == at
    assert "参考框" in mine.get(at).content.decode()
    shown = mine.get(at + "preview/?x=50&y=20&zoom=120")
    assert shown["Content-Type"] == "image/jpeg" and 10 * 1024 <= len(shown.content) <= 30 * 1024
    assert mine.post(at, {"take": "1", "x": "50", "y": "20", "zoom": "120"}).status_code == 302
    attached = provincial.attachments.get(key="photo")
    assert kept(attached.file_id).read() == shown.content
    assert "参考框" not in mine.get(at).content.decode()


def test_the_helper_tells_what_is_wrong_and_keeps_nothing(provincial: Application, client_of: object) -> None:
    mine, at = client_of(provincial.person.account), f"/apply/{provincial.id}/photo/"
    for data, says in (
        ({}, "请先选择照片"),
        ({"take": "1"}, "请先选择照片"),
        ({"file": SimpleUploadedFile("a.jpg", b"only words")}, "内容不是"),
        ({"file": SimpleUploadedFile("a.jpg", portrait((600, 800))[:900])}, "已损坏"),
    ):
        answer = mine.post(at, data)
        assert answer.status_code == 400 and says in answer.content.decode()
    mine.post(at, {"file": SimpleUploadedFile("a.jpg", portrait((600, 800), WHITE))})
    answer = mine.post(at, {"take": "1", "zoom": "150"})
    assert answer.status_code == 400 and "蓝色" in answer.content.decode()
    assert 'value="150"' in answer.content.decode()
    assert not provincial.attachments.exists()


def test_the_helper_is_for_the_applicant_while_the_photo_is_wanted(
    provincial: Application, client_of: object, season: Season
) -> None:
    at = f"/apply/{provincial.id}/photo/"
    stranger = client_of(season.cast.other_applicant)
    assert stranger.get(at).status_code == stranger.get(at + "preview/").status_code == 404
    Committee.objects.filter(pk=season.committee.pk).update(tier=Committee.Tier.CITY)
    assert client_of(provincial.person.account).get(at).status_code == 302
