"""The demonstration: three consultations told through the acts, and nothing else.

The JSON files beside this one are the stories; `storytelling.py` is the small language that tells them.
"""
