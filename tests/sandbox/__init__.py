"""What is proved about the sandbox without its page."""
