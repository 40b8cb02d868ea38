"""The verbs of the command line. Each family is imported when it is used."""
