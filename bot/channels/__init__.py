"""Translation, no decisions: theirs to ours, ours to theirs."""
