"""What each page of action plans is for, as data."""

from . import at_the_table, plans, the_room, the_year

CHAPTERS = (*at_the_table.CHAPTERS, *the_room.CHAPTERS, *plans.CHAPTERS, *the_year.CHAPTERS)
