"""Looking after an installation: rights in the database, copies of it, what is alive, figures for whoever watches."""
