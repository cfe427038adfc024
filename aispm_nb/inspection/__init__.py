"""What a model file would do when somebody loads it, told from its bytes. Nothing here ever loads or runs anything."""
