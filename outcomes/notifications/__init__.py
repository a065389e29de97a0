"""What came of it, told to whom it concerns: as it happens, and by the clock."""
