"""The measurements. Each file is one command: `python -m bench.pages`."""
