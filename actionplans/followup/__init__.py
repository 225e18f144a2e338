"""An adopted plan until it is done: milestones, reports with evidence, lights, decisions, reminders."""
