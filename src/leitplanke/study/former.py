"""What of the inputs names what the catalogue no longer has."""

from dataclasses import dataclass
from typing import Literal

InputField = Literal["answers", "moments", "running", "not_relevant", "overrides", "strengths", "decided", "funding", "starts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerInput:
    """Something in the inputs that names what the catalogue no longer has, so that it did not count; `field` says where it stands."""

    id: str
    field: InputField
