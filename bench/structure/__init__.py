"""What `bench/house.py` looks at: the tree, its imports, its wiring, its names, its sizes, and four trips through it."""
