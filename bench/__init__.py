"""The measurements. Each file is one command: `python bench/pages.py`."""
