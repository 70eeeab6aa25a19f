"""The figures that stand in for what a firm does not say; all are assumptions, and the trace marks them so.

Sources: priors.md section 2 (bases) where noted; the rest is this project's own choice.
"""

from datetime import date

from leitplanke.primitives.origin import Origin

OWN_JUDGEMENT = Origin(tag="assumption", confidence="L", checked_on=date(2026, 11, 22))
"""A default without published source."""

VALUE_ADDED_SHARE = 0.45
"""Value added / turnover of a small maker (priors.md section 2)."""
VALUE_ADDED_SHARE_LARGER = 0.38
"""The same from `LARGER_FROM_STAFF` staff: larger firms buy more in (priors.md section 2)."""
LARGER_FROM_STAFF = 100.0
MAIN_BUYER_SHARE = 0.15
"""Turnover with the largest buyer (priors.md section 2)."""
INTERMEDIABLE_SHARE = 0.10
"""Part of the revenue outside platforms that a platform could mediate (priors.md section 2)."""
CLOUD_SHARE_SMALL = 0.010
CLOUD_SHARE_LARGE = 0.006
"""Cloud spend / turnover: priors.md gives .6 to 1 %; we let it fall linearly from 50 to 250 staff."""
CLOUD_FALLS_FROM_STAFF = 50.0
CLOUD_FALLS_TO_STAFF = 250.0
PAYROLL_PER_HEAD_EUR = 46_000.0
"""priors.md section 2."""
DIGITAL_POSTS_SHARE = 0.04
DIGITAL_POSTS_LEAST = 0.5
DIGITAL_POST_EUR = 60_000.0
"""Digital posts: 4 % of staff, at least half a post, at 60,000 EUR (priors.md section 2)."""
DIGITAL_BUDGET_SHARE_SMALL = 0.012
DIGITAL_BUDGET_SHARE = 0.010
DIGITAL_BUDGET_LEAST_EUR = 20_000.0
"""Yearly digital projects: 1.2 % of turnover in small firms (EU: under 50 staff), else 1 % (priors.md section 2)."""
SMALL_BELOW_STAFF = 50.0
WORKING_DAYS = 250.0
"""Working days a year (priors.md, bases)."""
CYBER_SCALE_EUR = ((0.0, 42_192.0), (5.0, 43_772.0), (10.0, 47_227.0), (50.0, 102_739.0), (250.5, 150_000.0))
"""(from staff, mean damage): published up to 250 staff (HDI 2023, self-reported); above it is our assumption."""
CYBER_PUBLISHED_UP_TO_STAFF = 250.0
LIQUIDITY_MONTHS = 2.0
LIQUIDITY_MONTHS_RANGE = (0.5, 6.0)
"""Cash and undrawn credit in months of value added (what payroll and other fixed cost are paid from), with its 90 % range."""
CASH_FLOW_SHARE = 0.03
CASH_FLOW_SHARE_RANGE = (0.005, 0.07)
"""Free cash flow kept / turnover with its 90 % range; the three firms of priors.md section 6 keep 2.9 to 3.9 %."""
