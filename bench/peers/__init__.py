"""The same workload on other people's frameworks, in an environment of their own (.bench-peers/)."""
