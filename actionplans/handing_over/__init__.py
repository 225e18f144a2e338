"""Handing business over (業務交接): everything open goes to a successor in one act."""
