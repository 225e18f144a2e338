"""Ages that Taiwan's laws speak of."""

from __future__ import annotations

SENIOR = 65
"""From which age on somebody is a senior (高齡、長青): 老人福利法 第 2 條."""
