"""What offices bring → structured Markdown: Word, plain text, HTML and Excel ledgers."""
