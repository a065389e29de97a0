"""Work that no visitor waits for: jobs of django-tasks, and the workers that do them (docs/decisions/background.md)."""
