"""What reports keep: how many people stand where, editions of the national report, letters about what lacks."""

from .count import CountyMonth, UnitCount, UnitMonth
from .edition import Edition, EditionFile, Erratum

__all__ = ["CountyMonth", "Edition", "EditionFile", "Erratum", "UnitCount", "UnitMonth"]
