"""The rules of the review, by what they look at. `register` lists them all; builds know those of `always` only."""
