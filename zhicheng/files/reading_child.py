"""The child process that reads the text in an image with RapidOCR; its models lie in the wheel, nothing is fetched.

Run as a program: {"source": path} in, {"lines": [texts], "codes": [texts]} or {"wrong": "broken"} out, a line of JSON
each; where {"codes": "1"} stands besides, the whole page is read with more care, and its QR code.
"""

import json
import resource
import sys

import cv2
import numpy as np
from rapidocr_onnxruntime import RapidOCR

MEMORY = 6_000_000_000  # bytes of address space; some 750 MB of it are used
OPEN_FILES = 128
EDGE = 4  # pixels: what touches a band's edge is cut in two


def codes(image: np.ndarray) -> list[str]:
    """The text of the page's QR code: looked for at the upper right, then anywhere, then enlarged."""
    high, wide = image.shape[:2]
    corner = image[: high // 6, wide * 2 // 3 :]
    for part, times in ((corner, 2), (corner, 3), (image, 1), (image, 2)):
        text, _corners, _modules = cv2.QRCodeDetector().detectAndDecode(
            cv2.resize(part, None, fx=times, fy=times, interpolation=cv2.INTER_CUBIC)
        )
        if text:
            return [text]
    return []


def whole(reader: RapidOCR, image: np.ndarray) -> list[str]:
    """The lines of a page, from top to bottom: read as a whole, then in bands, in which smaller lines are found."""
    high = image.shape[0]
    found: list[tuple[float, float, float, float, str]] = []  # left, top, right, bottom
    for top, bottom in (
        (0, high),
        (0, high * 4 // 10),
        (high * 3 // 10, high * 7 // 10),
        (high * 6 // 10, high),
    ):
        lines, _seconds = reader(image[top:bottom])
        for box, text, _score in lines or []:
            left, right = min(x for x, _y in box), max(x for x, _y in box)
            upper, lower = (edge(y for _x, y in box) + top for edge in (min, max))
            cut = bottom - top < high and (upper - top < EDGE or bottom - lower < EDGE)
            middle = ((left + right) / 2, (upper + lower) / 2)
            known = any(a <= middle[0] <= c and b <= middle[1] <= d for a, b, c, d, _text in found)
            if not (known or cut):
                found.append((left, upper, right, lower, str(text)))
    return [text for *_box, text in sorted(found, key=lambda one: (one[1], one[0]))]


def main() -> None:
    """Answer line by line until the parent closes."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    reader = RapidOCR(intra_op_num_threads=1, inter_op_num_threads=1)
    for line in sys.stdin:
        try:
            told = json.loads(line)
            if "codes" in told:
                image = np.asarray(cv2.imread(told["source"]), dtype=np.uint8)
                answer: dict[str, object] = {"lines": whole(reader, image), "codes": codes(image)}
            else:
                found, _seconds = reader(told["source"])
                answer = {"lines": [str(text) for _box, text, _score in found or []]}
        except Exception:  # a reader may raise anything over a strange image
            answer = {"wrong": "broken"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
