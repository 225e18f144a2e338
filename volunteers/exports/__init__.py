"""What leaves the register as tables: registered exports, and lists in the columns of official forms (`profiles`).

The registered ones are found by this module's being read.
"""

from volunteers.awards import award_exports
from volunteers.evaluating import evaluation_exports
from volunteers.proposing import proposal_exports
from volunteers.reporting import result_exports

from . import gaps, insured

__all__ = ["award_exports", "evaluation_exports", "gaps", "insured", "proposal_exports", "result_exports"]
