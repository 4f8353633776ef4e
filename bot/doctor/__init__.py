"""`doctor`: looks at everything the bot needs and says of each finding what to do. It changes nothing."""
