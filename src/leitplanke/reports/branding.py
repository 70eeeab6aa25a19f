"""What an organisation puts on its papers: its logo and its template for word processors."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Branding:
    """Logo as a PNG that `reports.logo` has redrawn, template as a DOCX that `reports.template` has emptied; empty: none."""

    logo: bytes = b""
    template: bytes = b""


PLAIN = Branding()
