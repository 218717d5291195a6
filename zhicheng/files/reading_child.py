"""The child process that reads the text in an image with RapidOCR; its models lie in the wheel, nothing is fetched.

Run as a program: {"source": path} in, {"lines": [texts]} or {"wrong": "broken"} out, a line of JSON each.
"""

import json
import resource
import sys

from rapidocr_onnxruntime import RapidOCR

MEMORY = 6_000_000_000  # bytes of address space; some 750 MB of it are used
OPEN_FILES = 128


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
            found, _seconds = reader(json.loads(line)["source"])
            answer: dict[str, object] = {"lines": [str(text) for _box, text, _score in found or []]}
        except Exception:  # a reader may raise anything over a strange image
            answer = {"wrong": "broken"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
