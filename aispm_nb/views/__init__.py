"""Views show a posture: one file each, each with show(posture)."""
