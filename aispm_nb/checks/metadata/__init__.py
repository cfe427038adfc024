"""Rules over the registry, its lineage and its tags."""
