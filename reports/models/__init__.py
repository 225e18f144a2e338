"""What reports keep: how many people stand where, counted by the clock so that no page counts a nation."""

from .count import CountyMonth, UnitCount, UnitMonth

__all__ = ["CountyMonth", "UnitCount", "UnitMonth"]
