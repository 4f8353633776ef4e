"""What only a real browser can prove of the page."""
