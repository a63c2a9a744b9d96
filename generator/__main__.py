"""`python -m generator` is `gongkai`."""

from generator.cli import main

raise SystemExit(main())
