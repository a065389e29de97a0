"""Where help is: numbers that everybody who writes finds, and routes near a consultation (domain 7.3)."""
