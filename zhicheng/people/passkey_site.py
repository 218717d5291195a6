"""Where passkeys work, by the settings: a browser binds each to a name and uses it at addresses under that name alone."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

LOCAL = "localhost"


@dataclass(frozen=True)
class PasskeySite:
    """`name`: to which passkeys are bound (the RP id), empty where there are none; `origins`: where they may be used."""

    name: str = ""
    origins: tuple[str, ...] = ()


def site_of(site_url: str, name: str = "", origins: str = "") -> PasskeySite:
    """By SITE_URL, or as PASSKEY_NAME and PASSKEY_ORIGINS (with commas between) tell.

    Browsers take no IP address as a name, and nothing that is not encrypted but on the machine itself: a loopback address
    becomes localhost, with any other there are no passkeys. Errors: ValueError for origins that are not under the name.
    """
    told = [one.strip().rstrip("/") for one in origins.split(",") if one.strip()]
    found = told or [_origin(site_url)]
    bound = name or urlsplit(found[0]).hostname or ""
    for origin in found:
        host = urlsplit(origin).hostname or ""
        if told and not (host == bound or host.endswith(f".{bound}")):
            raise ValueError(f"PASSKEY_ORIGINS: {origin} is not under {bound}")
    usable = tuple(one for one in found if _may_use(one, bound))
    return PasskeySite(bound, usable) if usable else PasskeySite()


def _origin(address: str) -> str:
    parts = urlsplit(address)
    host = (
        LOCAL if _is_ip(parts.hostname) and ip_address(parts.hostname or "").is_loopback else parts.hostname
    )
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{host}{port}"


def _may_use(origin: str, bound: str) -> bool:
    parts = urlsplit(origin)
    host = parts.hostname or ""
    under = host == bound or host.endswith(f".{bound}")
    return under and not _is_ip(host) and (parts.scheme == "https" or host == LOCAL)


def _is_ip(host: str | None) -> bool:
    try:
        ip_address(host or "")
    except ValueError:
        return False
    return True
