"""A consultation whose report is held against the specimen (bench/source_report.py)."""
