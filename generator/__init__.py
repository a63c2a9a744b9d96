"""gongkai (公开): a static public-disclosure site generator."""

__version__ = "0.1.0"
