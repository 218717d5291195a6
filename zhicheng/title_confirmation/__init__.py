"""职称确认名单: titles obtained elsewhere, confirmed by the bureaus before anybody votes on their holders."""
