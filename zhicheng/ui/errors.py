"""Turn what acts raise into pages; the pages for 404, 400, 413, 500 and a stale form."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from zhicheng.ui.context import page


class ErrorPages:
    """Middleware; stages' own errors carry `message` (Chinese, says what to do), `clause` and `status`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.META.get("QUERY_STRING", "")
        if "%00" in asked:  # PostgreSQL takes no NUL: searched for, it is a sign that nothing has
            request.META["QUERY_STRING"] = asked.replace("%00", "%EF%BF%BD")
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """A body that cannot be read is refused before anything is done."""
        try:
            request.POST  # noqa: B018 (read here, so that no act is halfway when it fails)
        except (SuspiciousOperation, BadRequest, UnreadablePostError) as error:
            return bad_request(request, error)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        message = getattr(error, "message", None)
        if isinstance(message, str):
            words = {"message": message, "clause": getattr(error, "clause", None), "back": came_from(request)}
            return render(request, "ui/refused.html", words, status=getattr(error, "status", 409))
        if isinstance(error, SuspiciousOperation | BadRequest | UnreadablePostError):
            return bad_request(request, error)
        return None


def came_from(request: HttpRequest) -> str:
    """The page of this site from which the request came, or nothing."""
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}):
        return ""
    parts = urlsplit(referer)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page for strangers and for addresses that do not exist: they look the same."""
    return render(request, "ui/not_found.html", status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page for a submission that is too large (413) or that no page of ours could have sent (400).

    Rendered without the request, which may itself be at fault: its host, its cookies, its body.
    """
    if isinstance(exception, RequestDataTooBig | TooManyFilesSent):
        heading = _("这次提交的内容太大")
        message = _("请减少一次提交的文件数量或压缩图片后再试。图片一般不超过 5 MB,PDF 不超过 20 MB。")
        status = 413
    elif isinstance(exception, TooManyFieldsSent):
        heading = _("这次提交的项目太多")
        message = _("请分几次保存。")
        status = 413
    else:
        heading = _("没有看懂这次提交")
        message = _("提交的内容不完整或被改动过。请回到原来的页面刷新后重新填写提交。")
        status = 400
    words = {"heading": heading, "message": message, **page(request)}
    return HttpResponse(render_to_string("ui/bad_request.html", words), status=status)


def server_error(request: HttpRequest) -> HttpResponse:
    """The page after a fault of ours; it asks nothing of database or session."""
    return HttpResponse(render_to_string("ui/server_error.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form that was opened too long ago or comes from elsewhere."""
    return render(request, "ui/stale_form.html", {"back": came_from(request)}, status=403)
