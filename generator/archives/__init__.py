"""A round for good: one package that says what was published, proves it, and can be read with nothing but itself.

`contents` says what goes into it, `bag` and `stored` how it is laid out, `warc` and `wacz` keep the site for replay,
`inside/` holds what goes in as it is: the program that verifies it, and what explains it. `close` says whether a round
is complete and ends it, `freeze` keeps how its pages looked. `package` writes; `compare` says how two packages differ.
"""
