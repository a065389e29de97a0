"""What people fill in. The rules themselves are in the acts; forms carry the words there and back."""
