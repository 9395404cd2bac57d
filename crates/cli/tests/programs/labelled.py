"""Programs of which it is known who holds the memory, by name.

Each says "ready BYTES" once it holds so many that its culprit is to blame for,
and then waits.
"""
import gc
import mmap
import sys
import time
from collections import deque

kept = []


def ready(held):
    print("ready", held, flush=True)
    while True:
        time.sleep(1000)


def blocks():
    """Too large for Python's own arenas, freed below a later one."""
    all = [b"x" * 2000 + bytes(str(at), "ascii") for at in range(30_000)]
    held = sum(len(block) for block in all)
    kept.append(b"y" * 2000 + bytes(str(held), "ascii"))
    del all
    ready(held)


def emptied_dict():
    """A dictionary whose keys were removed one by one keeps its table."""
    table = {at: None for at in range(1_000_000)}
    held = sys.getsizeof(table)
    for at in range(1_000_000):
        del table[at]
    kept.append(table)
    ready(held)


def emptied_set():
    """So does a set."""
    table = set(range(1_000_000))
    held = sys.getsizeof(table)
    for at in range(1_000_000):
        table.discard(at)
    kept.append(table)
    ready(held)


def cut_bytearray():
    """Cut to three quarters, a bytearray keeps all of its room."""
    text = bytearray(b"x" * (256 << 20))
    del text[192 << 20:]
    kept.append(text)
    ready(64 << 20)


def full_list():
    """A list of numbers that are all of them the same."""
    kept.append([None] * 8_000_000)
    ready(64_000_000)


def texts():
    """Texts that are held, in Python's own arenas."""
    all = ["%050d" % at for at in range(500_000)]
    kept.append(all)
    ready(500_000 * (112 + 8))


def pinned():
    """One text in fifty is kept, so that no arena is empty."""
    all = ["%0200d" % at for at in range(300_000)]
    kept.append([text for at, text in enumerate(all) if at % 50 == 0])
    del all
    gc.collect()
    ready(0)


def freed():
    """All of them are freed: Python unmaps its arenas."""
    all = ["%0200d" % at for at in range(300_000)]
    del all
    gc.collect()
    ready(0)


def drained_deque():
    """Blocks of a deque that is worked off are freed: of 64 numbers each, which
    lie in Python's own arenas, and go with them."""
    queue = deque(range(5_000_000))
    while len(queue) > 10:
        queue.popleft()
    kept.append(queue)
    ready(5_000_000 // 64 * 544)


def mapped():
    area = mmap.mmap(-1, 64 << 20)
    area.write(b"x" * (64 << 20))
    kept.append(area)
    ready(64 << 20)


PROGRAMS = {
    "blocks": blocks,
    "dict": emptied_dict,
    "set": emptied_set,
    "bytearray": cut_bytearray,
    "list": full_list,
    "texts": texts,
    "pinned": pinned,
    "freed": freed,
    "deque": drained_deque,
    "mapped": mapped,
}
PROGRAMS[sys.argv[1]]()
