"""The two published bench firms (risk model file, version 1), read as any user's file."""

import json
from pathlib import Path
from typing import Any

from leitplanke.exchange import modelfile
from leitplanke.risk.model import RiskModel
from leitplanke.risk.portfolio import model_of

HERE = Path(__file__).parent


def read(name: str) -> dict[str, Any]:
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


def build(firm: dict[str, Any], portfolio: list[int]) -> RiskModel:
    return model_of(modelfile.read(json.dumps({**firm, "portfolios": [portfolio]}), "firm.json").portfolios, 0)
