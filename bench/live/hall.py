"""A hall whose people have all voted, in the database that the environment names. `python -m bench.live.hall SIZE`."""

import random
import sys

import django

if __name__ == "__main__":
    django.setup()
    from bench.live.crowd import fill
    from deliberation.polls.voting import vote

    hall = fill(int(sys.argv[1]))
    question, options = hall.wave.questions.get(), hall.options
    for user in hall.users:
        vote(hall.wave, question, by=user, option_ids=[random.choice(options)])
