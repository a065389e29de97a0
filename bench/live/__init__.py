"""What the live benches share: services of their own, the product as it is deployed, a crowd, and light clients."""
