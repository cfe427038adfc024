"""Rules over the server, its settings, its users and their grants."""
