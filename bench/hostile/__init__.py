"""The parts of bench/bad_inputs.py: reading corpora, judging answers, and the places a text can go."""
