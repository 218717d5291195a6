"""How a scan is looked at in the right pane: turned and enlarged by the address alone, without scripts."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

TURNS = (0, 90, 180, 270)
CLOSEST = 4


@dataclass(frozen=True)
class Look:
    """The file shown, turned by so many degrees to the right, so many times as large."""

    section: str
    sha256: str
    turn: int = 0
    zoom: int = 1

    def at(self, *, turn: int = 0, zoom: int = 0) -> str:
        """The address of the same file, turned further by `turn` degrees, `zoom` steps closer."""
        wanted = {
            "section": self.section,
            "file": self.sha256,
            "turn": (self.turn + turn) % 360,
            "zoom": min(max(self.zoom + zoom, 1), CLOSEST),
        }
        return f"?{urlencode(wanted)}#panes"

    @property
    def left(self) -> str:
        """Turned to the left."""
        return self.at(turn=-90)

    @property
    def right(self) -> str:
        """Turned to the right."""
        return self.at(turn=90)

    @property
    def closer(self) -> str:
        """One step larger; empty at the largest."""
        return self.at(zoom=1) if self.zoom < CLOSEST else ""

    @property
    def farther(self) -> str:
        """One step smaller; empty at the whole."""
        return self.at(zoom=-1) if self.zoom > 1 else ""


def look_of(section: str, sha256: str, asked: QueryDict) -> Look:
    """What the address asks for; anything else is the whole picture, upright."""
    turn, zoom = asked.get("turn", ""), asked.get("zoom", "")
    return Look(
        section,
        sha256,
        int(turn) if turn in map(str, TURNS) else 0,
        int(zoom) if zoom in map(str, range(1, CLOSEST + 1)) else 1,
    )
