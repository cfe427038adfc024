"""Rules over notebooks and scripts of the workspace: what their code does, and what lies open in them."""
