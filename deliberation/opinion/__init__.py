"""Opinion groups: who answers statements alike, and what every group agrees on. Pure numbers, no database.

The steps and formulas are those Polis published (C. Small, M. Bjorkegren, T. Erkkilä, L. Shaw and C. Megill,
"Polis: Scaling deliberation by mapping high dimensional opinion spaces", Recerca 26(2), 2021, and the project's
documentation of its mathematics), with three changes: the answer does not depend on the order of rows, groups
are published only if they come out again when counted afresh, and no result says anything about one person.

    matrix        people by statements: agree, disagree, pass, or no answer; in one canonical order
    projection    two components, with missing answers filled by the statement's mean
    grouping      k-means, and how many groups
    stability     the same count from other starting points and with other people drawn
    representing  what a group says that others do not, and what all groups agree on
    intervals     how far a share may be off
    publishing    what of all this may be shown, and if not, why
    routing       which statement a person sees next
    loading       the matrix from stored ballots
"""
