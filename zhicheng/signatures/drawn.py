"""A kept signature as the documents draw it."""

from zhicheng.documents import inputs
from zhicheng.signatures.models import Signature
from zhicheng.ui.templatetags.ui import cn_moment

HOW: dict[str, inputs.How] = {
    Signature.Method.SECOND_FACTOR: "second_factor",
    Signature.Method.PASSKEY: "passkey",
    Signature.Method.ORGANISATION_KEY: "organisation_key",
    Signature.Method.PAPER_SCAN: "paper_scan",
}


def drawn(signature: Signature, *, role: str, seal: str = "", of: str = "") -> inputs.Signature:
    """The signature for a template. `role`: 审核人 …; `seal`: the words under the star of a seal; `of`: whose seal it is
    where it is not the organisation's own, such as a committee's.
    """
    return {
        "who": signature.signer,
        "role": role,
        "organisation": of or (signature.organisation.name if signature.organisation else ""),
        "how": HOW[signature.method],
        "at": cn_moment(signature.signed_at),
        "content_hash": signature.content_hash,
        "seal": seal,
    }
