"""Keeps one object in a few; says what pymalloc says of itself, then "ready",
and stands still."""

import os
import re
import sys
import tempfile

COUNT = 400000

kept = [(i, str(i), float(i)) for i in range(COUNT)]
if len(sys.argv) > 1:
    kept = kept[:: int(sys.argv[1])]


def stats():
    """What `sys._debugmallocstats` writes: past `sys.stderr`, to the file."""
    with tempfile.TemporaryFile() as file:
        before = os.dup(2)
        os.dup2(file.fileno(), 2)
        sys._debugmallocstats()
        os.dup2(before, 2)
        file.seek(0)
        return file.read().decode()


def figure(pattern, text):
    return int(re.search(pattern, text).group(1).replace(",", ""))


text = stats()
for name, pattern in [
    ("used", r"bytes in allocated blocks += +([\d,]+)"),
    ("free_pools", r"(\d+) unused pools \*"),
    ("arenas", r"(\d+) arenas \* \d+ bytes/arena"),
]:
    print(name, figure(pattern, text))
print("ready")
sys.stdout.flush()
sys.stdin.read(1)
