"""Keys on disk, encryption at rest, the keyed index."""

import stat
from pathlib import Path

import pytest
from django.db import connection

from tests.cast import Cast
from zhicheng.people.models import Person
from zhicheng.vault import crypto, keys
from zhicheng.vault.ids import new_id


def test_keys_are_created_once_with_mode_600(tmp_path: Path) -> None:
    assert sorted(keys.create(tmp_path)) == sorted(keys.NAMES)
    assert keys.create(tmp_path) == []
    for name in keys.NAMES:
        assert stat.S_IMODE((tmp_path / "keys" / name).stat().st_mode) == 0o600


def test_a_missing_key_stops_with_advice(tmp_path: Path) -> None:
    with pytest.raises(keys.KeyMissing, match="zhicheng keys create"):
        keys.read(tmp_path, "field")


def test_a_lost_key_is_not_replaced_beside_others(tmp_path: Path) -> None:
    keys.create(tmp_path)
    (tmp_path / "keys" / "field").unlink()
    with pytest.raises(keys.KeyMissing, match="restore it"):
        keys.create(tmp_path)


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    keys.create(tmp_path)
    (tmp_path / "keys" / "index").chmod(0o644)
    with pytest.raises(keys.KeyMissing, match="chmod 600"):
        keys.read(tmp_path, "index")


@pytest.mark.parametrize("text", ["530102198505060023", "13800000000", "名字", "A1 b2"])
def test_what_is_encrypted_comes_back(text: str) -> None:
    stored = crypto.encrypt(text)
    assert text not in stored
    assert crypto.decrypt(stored) == text
    assert crypto.encrypt(text) != stored


def test_changed_ciphertext_is_unreadable() -> None:
    stored = crypto.encrypt("530102198505060023")
    changed = stored[:-6] + ("A" if stored[-6] != "A" else "B") + stored[-5:]
    with pytest.raises(crypto.Unreadable):
        crypto.decrypt(changed)


def test_the_index_ignores_case_and_blanks_and_tells_kinds_apart() -> None:
    assert crypto.keyed_index("id", " 53010219850506002x") == crypto.keyed_index("id", "53010219850506002X")
    assert crypto.keyed_index("id", "1") != crypto.keyed_index("mobile", "1")


def test_id_numbers_and_phones_are_not_in_the_database(cast: Cast) -> None:
    someone = cast.people["applicant"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_person")
        rows = str(cursor.fetchall())
    assert "530102198505060023" not in rows
    assert "13800000000" not in rows
    assert Person.objects.get(pk=someone.pk).id_number == "530102198505060023"
    with pytest.raises(TypeError, match="keyed index"):
        Person.objects.filter(id_number__contains="5301")


def test_ids_follow_time_and_do_not_repeat() -> None:
    made = [new_id() for _ in range(2000)]
    assert len(set(made)) == 2000
    assert made[0] < made[-1]
