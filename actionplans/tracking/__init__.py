"""All plans that somebody follows up, as one list on the screen, in a letter, or in a spreadsheet."""
