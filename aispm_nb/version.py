"""The one number: the wheel, the documents and the front end all take it from here."""

__version__ = "0.1.0"
