"""One user's connection, alive: target, credentials, connect and wake, failures, rotation."""
