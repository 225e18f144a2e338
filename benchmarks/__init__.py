"""What `./bench` runs: `rows.py` is what a row is, `measure.py` how it is measured; the other modules register rows."""
