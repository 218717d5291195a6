"""docs/pages: the table of the pages, and the sheet that is written from it."""

from pathlib import Path

import yaml

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pages"


def table() -> dict[str, list[list[str]]]:
    """docs/pages/pages.yaml: group → its rows."""
    return yaml.safe_load((FOLDER / "pages.yaml").read_text(encoding="utf-8"))


def write_sheet() -> None:
    """docs/pages/README.md from the table."""
    lines = [
        "# The pages, at 1280 and 360 pixels",
        "",
        "Made by `.venv/bin/python tools/pictures` with the demo season's accounts (invented people); the table with the",
        "remarks is [pages.yaml](pages.yaml). Each remark says what was looked at on the page, and what was mended.",
        "Fields for days and files are the browser's own, in its own language (Debian's chromium-l10n makes it Chinese).",
        "",
    ]
    for group, pages in table().items():
        lines += [f"## {group}", ""]
        for name, title, _who, _address, remark, *_steps in pages:
            lines += [
                f"### {title}",
                "",
                remark,
                "",
                f'<img src="{name}.wide.webp" width="640" alt="{title} 1280"> '
                f'<img src="{name}.phone.webp" width="180" alt="{title} 360">',
                "",
            ]
    (FOLDER / "README.md").write_text("\n".join(lines), encoding="utf-8")
