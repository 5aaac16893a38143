"""What is measured, and against what: `make bench` and `make bench-peers`. Standard library only."""
