"""The live path: HTTP writes, the socket only tells (docs/decisions/live.md)."""
