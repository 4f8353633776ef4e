"""What the project claims about itself, each claim a test."""
