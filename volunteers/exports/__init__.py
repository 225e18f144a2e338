"""What leaves the register as tables: registered exports, and lists in the columns of official forms (`profiles`).

The registered ones are found by this module's being read.
"""

from volunteers.awards import award_exports
from volunteers.certifying import certificate_exports
from volunteers.evaluating import appraisal_exports, evaluation_exports
from volunteers.proposing import proposal_exports
from volunteers.recruiting import recruiting_exports
from volunteers.reporting import result_exports
from volunteers.serving import spot_check_exports
from volunteers.unit_life import allowance_exports

from . import gaps, insured

__all__ = [
    "allowance_exports",
    "appraisal_exports",
    "award_exports",
    "certificate_exports",
    "evaluation_exports",
    "gaps",
    "insured",
    "proposal_exports",
    "recruiting_exports",
    "result_exports",
    "spot_check_exports",
]
