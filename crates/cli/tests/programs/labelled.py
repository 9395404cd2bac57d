# Blocks that are too large for Python's own arenas, freed below a later one.
import time

blocks = [b"x" * 2000 + bytes(str(at), "ascii") for at in range(30_000)]
held = sum(len(block) for block in blocks)
late = b"y" * 2000 + bytes(str(held), "ascii")
del blocks
print("ready", held, flush=True)
while True:
    time.sleep(1000)
