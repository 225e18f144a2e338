"""What is peculiar to Taiwan and to no app: the ROC calendar, identity numbers, the 22 counties."""
