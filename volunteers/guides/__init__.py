"""What each page of the register is for, as data."""

from . import for_volunteers, honours, hours, people, unit_life, units

CHAPTERS = (
    *units.CHAPTERS,
    *people.CHAPTERS,
    *hours.CHAPTERS,
    *unit_life.CHAPTERS,
    *honours.CHAPTERS,
    *for_volunteers.CHAPTERS,
)
