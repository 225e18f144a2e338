"""What the tables' core issues are about, by rules anybody can check: words, the Call, likeness of texts."""
