"""AI security posture management inside Jupyter."""
