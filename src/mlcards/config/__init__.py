"""Settings, where they are declared, and where a person's files live."""
