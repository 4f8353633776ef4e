"""What people see: pure functions from data and speech to Block Kit."""
