"""The house rules of a consultation, by version, and the names for which a post is held."""
