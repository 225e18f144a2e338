"""What the association hands to the public: released, withdrawn, and only in words that everybody may read."""
