"""Log-in through a provider of OpenID Connect, where OIDC_ISSUER names one (docs/decisions/oidc.md)."""

import logging
from dataclasses import dataclass
from functools import cache
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client import MismatchingStateError, OAuthError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from joserfc.errors import JoseError

from zhicheng.people.errors import Refused

logger = logging.getLogger(__name__)
SECONDS = 5  # that the provider may take for an answer
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
DISCOVERY = "/.well-known/openid-configuration"


@dataclass(frozen=True)
class Outsider:
    """Whom the provider has named: its own id of the person, the ID number if it tells it, whether it vouches for a
    second factor; `token` is shown to it at logging out."""

    issuer: str
    subject: str
    number: str
    vouched: bool
    token: str


def is_on() -> bool:
    """Whether this installation has a provider."""
    return bool(settings.OIDC["issuer"])


def leave(request: HttpRequest, back: str) -> HttpResponseBase:
    """Send the browser to the provider; state, nonce and PKCE verifier stay in the session. Errors: Refused."""
    try:
        answer: HttpResponseBase = _provider().authorize_redirect(request, back)
    except (requests.RequestException, AuthlibBaseError, ValueError, RuntimeError) as error:
        raise _away(error) from error
    return answer


def arrive(request: HttpRequest) -> Outsider:
    """Whom the provider has named, by the code that the browser brings back. Errors: Refused."""
    provider = _provider()
    try:
        token = provider.authorize_access_token(request)
        claims: dict[str, Any] = dict(token.get("userinfo") or {})
    except MismatchingStateError as error:
        raise Refused(_("登录已超时，或不是从本站的登录页开始的，请重新登录。"), status=400) from error
    except OAuthError as error:
        logger.warning("the provider refused: %s", error)
        if error.error == "access_denied":
            raise Refused(_("您没有在%(name)s中同意登录。") % _named(), status=403) from error
        raise _unsound() from error
    except (JoseError, AuthlibBaseError) as error:
        logger.warning("the provider's token does not hold: %s", error)
        raise _unsound() from error
    except (requests.RequestException, ValueError, KeyError, RuntimeError) as error:
        raise _away(error) from error
    subject = str(claims.get("sub") or "")
    if not subject:
        raise _unsound()
    said = claims.get("amr")
    methods = {str(claims.get("acr")), *(map(str, said) if isinstance(said, list) else ())}
    claim = settings.OIDC["claim"]
    return Outsider(
        issuer=settings.OIDC["issuer"],
        subject=subject,
        number=str(claims.get(claim) or "") if claim else "",
        vouched=bool(methods & set(settings.OIDC["second_factor"])),
        token=str(token.get("id_token", "")),
    )


def way_out(token: str, back: str) -> str:
    """The provider's address to log out there too; empty where it has none or cannot be asked."""
    try:
        return str(_provider().create_logout_url(back, token, state="")["url"]) if is_on() else ""
    except (requests.RequestException, AuthlibBaseError, ValueError, RuntimeError):
        return ""


def _provider() -> Any:
    """The provider with its metadata, asked once a process. Errors: those of asking."""
    chosen = settings.OIDC
    provider = _registered(chosen["issuer"], chosen["client"], chosen["secret"], chosen["scope"])
    try:
        metadata = provider.load_server_metadata()
    except (requests.RequestException, ValueError) as error:
        raise _away(error) from error
    if str(metadata.get("issuer", "")).rstrip("/") != chosen["issuer"]:
        _registered.cache_clear()
        raise _away(ValueError("another issuer answers"))
    offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    metadata["id_token_signing_alg_values_supported"] = [one for one in offered if one in ALGORITHMS]
    return provider


@cache
def _registered(issuer: str, client: str, secret: str, scope: str) -> Any:
    return OAuth().register(
        "outside",
        overwrite=True,
        client_id=client,
        client_secret=secret,
        server_metadata_url=issuer + DISCOVERY,
        client_kwargs={"scope": scope, "code_challenge_method": "S256", "default_timeout": SECONDS},
    )


def _named() -> dict[str, str]:
    return {"name": settings.OIDC["name"]}


def _away(error: Exception) -> Refused:
    logger.warning("the provider cannot be asked: %s", error)
    return Refused(_("%(name)s暂时不能连接，请稍后再试，或用账号和密码登录。") % _named(), status=503)


def _unsound() -> Refused:
    return Refused(_("%(name)s的答复没有通过核验，请重新登录，或用账号和密码登录。") % _named(), status=400)
