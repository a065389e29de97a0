"""Read the open-data export of a Polis conversation. Nothing here touches the database.

An export is a folder with `comments.csv` and at least one of `votes.csv` (every vote ever cast, with its
time) and `participants-votes.csv` (one row a person, one column a statement). Columns are found by name, in
any order; columns we do not know are left alone.

The rules:

* In these files +1 is agree, -1 is disagree and 0 is pass.
* The last vote of a person on a statement counts: the latest time, and the later row where two times are
  equal. Rows may come in any order.
* `votes.csv` decides where both files are present. People must be the same in both, or the export is refused.
  Votes that differ between the two are counted in `export.warnings`.
* Where `comments.csv` prints totals that fit the votes only when agree and disagree are swapped, the export
  is refused: it was written with the opposite sign.
* Times are milliseconds since 1970. A value that falls outside 2000 to 2100 is refused, so seconds are never
  mistaken for milliseconds.
* Text stays exactly as it is in the file: cleaning belongs to the act that stores it.
* The first damaged row stops the reading with `PolisError(file, row, problem)`. Nothing is half returned.

Memory is the matrix (one byte a cell) and, while `votes.csv` is read, the time of the vote in each cell
(eight bytes a cell). It does not grow with the number of votes.
"""
