"""What the bot remembers: tables, queries as functions, the outbox, surfaces and the audit."""
