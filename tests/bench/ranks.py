# SPDX-License-Identifier: GPL-3.0-or-later
"""The Galerkin spectrum by two ranks of MPI of one thread each, beside one
process of two threads.

usage: ranks.py CHLADNI MPIRUN [--small]

Both read the same file of random bytes; whole runs alternate, start and end of
MPI included, and the medians of their seconds are compared. CPU seconds, in
which a busy machine shows less, are those of all processes of a run; ranks
that wait for each other spend them, too.
"""
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time

RUNS = 3
COLUMNS, GOAL = 64, 0.9


def write(path, rows):
    head = f"{{'descr': '|u1', 'fortran_order': False, 'shape': ({rows}, " \
           f"{COLUMNS}), }}".ljust(117) + "\n"
    with open(path, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little"))
        file.write(head.encode() + random.Random(1).randbytes(rows * COLUMNS))


def spent():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def run(line):
    start, before = time.monotonic(), spent()
    subprocess.run(line, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - start, spent() - before


def main():
    program, mpirun, small = sys.argv[1], sys.argv[2], sys.argv[3:]
    rows, landmarks = (4000, 128) if small else (100000, 1000)
    with tempfile.TemporaryDirectory() as folder:
        data = f"{folder}/bytes.npy"
        write(data, rows)
        words = [program, "spectrum", data, "--landmarks", str(landmarks),
                 "--bandwidth", "600", "--ridge", "1e-6", "--adapt", "off",
                 "--modes", "4", "--bootstrap", "0", "-q", "--threads"]
        ranks = [mpirun, "-n", "2", "--oversubscribe", "--bind-to", "none"]
        if os.geteuid() == 0:
            ranks.append("--allow-run-as-root")
        pairs = [(run(words + ["2"]), run(ranks + words + ["1"]))
                 for _ in range(RUNS)]
    threads, both = ([statistics.median(pair[side][k] for pair in pairs)
                      for k in range(2)] for side in range(2))
    print(json.dumps({"name": "ranks" + " small" * bool(small), "n": rows,
                      "d": COLUMNS, "m": landmarks,
                      "threads_seconds": threads[0], "ranks_seconds": both[0],
                      "ratio": threads[0] / both[0],
                      "threads_cpu": threads[1], "ranks_cpu": both[1],
                      "cpu_ratio": threads[1] / both[1], "goal": GOAL}))


if __name__ == "__main__":
    main()
