"""Browsers of the distribution, driven in their own protocols: no more than this bench needs of them."""
