"""What mlcards costs, as ratios to a raw baseline that runs in the same alternation.

`make bench` prints them; docs/performance.md keeps the figures reached. Nothing here fails a build.
"""
