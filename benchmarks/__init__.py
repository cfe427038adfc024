"""What is measured, against whom, and how: README.md. A benchmark is never a timed test."""
