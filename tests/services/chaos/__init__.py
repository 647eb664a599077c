"""Chaos: the post under kills, lost brokers and a faulty mail server. What is claimed of it is counted here."""
