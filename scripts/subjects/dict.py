"""A dict, or a list, filled, emptied and kept; over Residue's line protocol.

Arguments: dict or list [dict].
"""

import os
import sys

number = os.environ.get("RESIDUE_PROTOCOL_FD")
out = os.fdopen(int(number), "w") if number else sys.stdout
inward = os.fdopen(os.dup(int(number)), "r") if number else sys.stdin


def phase(name, elements, payload=None):
    given = "" if payload is None else f" payload={payload}"
    print(f"residue phase {name} elements={elements}{given}", file=out, flush=True)
    inward.readline()


elements = int(os.environ.get("ELEMENTS", 1_000_000))
kind = sys.argv[1] if len(sys.argv) > 1 else "dict"
container = {} if kind == "dict" else []
phase("baseline", 0, 0)
for i in range(elements):
    if kind == "dict":
        container[i] = bytes(128)
    else:
        container.append(bytes(128))
# An element's own objects are Python's to lay out: their bytes are not known.
phase("filled", elements)
while container:
    container.popitem() if kind == "dict" else container.pop()
phase("drained", 0, 0)
container.clear()
phase("shrunk", 0, 0)
del container
phase("dropped", 0, 0)
