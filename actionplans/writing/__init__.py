"""What tables write: operations that lose nothing, sheets now and before, and how far a group has come."""
