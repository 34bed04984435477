"""Three nodes on one machine with sample data: the real mechanisms, started and checked by one command."""
