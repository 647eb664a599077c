"""Benchmarks: what Countersign does, in turn with the least that could do it, on the same machine in the same minute."""
