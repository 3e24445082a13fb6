#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Python adds to the time and memory of a spectrum.

usage: python.py [ROWS [COLUMNS [option=value...]]]    (10000 x 3072 float32)

One JSON line: CPU seconds of the whole call and of the library's calls inside
it, with the progress callbacks counted as Python's; the share of Python, which
is to stay below 0.02; how much Python allocated and by how much the process
grew, beside the bytes of X, and the same for a copy of X, made last. The
package is found through PYTHONPATH, the library as it finds it.
"""
import json
import resource
import sys
import time
import tracemalloc

import numpy

import chladni
from chladni import _library, _progress


class Clock:
    """CPU seconds spent inside of some functions."""

    def __init__(self):
        self.seconds, self.calls = 0.0, 0

    def around(self, function):
        def timed(*arguments):
            began = time.process_time()
            try:
                return function(*arguments)
            finally:
                self.seconds += time.process_time() - began
                self.calls += 1
        return timed


def event_cost():
    """Seconds that one event takes through the border and back."""
    watch = _progress.Watch(False)
    count = 20000
    began = time.process_time()
    for _ in range(count):
        watch.callback(None, b"stage", 1.0, 2.0)
    return (time.process_time() - began) / count


def grown():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def measure(X, options):
    library, events = Clock(), Clock()
    call, event = _library.call, _progress.Watch._event
    _library.call = library.around(call)
    _progress.Watch._event = events.around(event)
    began = time.process_time()
    result = chladni.spectrum(X, **options)
    total = time.process_time() - began
    _library.call, _progress.Watch._event = call, event
    return result, total, library, events


def main():
    words = sys.argv[1:]
    rows = int(words[0]) if words else 10000
    columns = int(words[1]) if len(words) > 1 else 3072
    options = dict(word.split("=") for word in words[2:])
    draw = numpy.random.default_rng(0)
    X = draw.standard_normal((rows, columns), dtype=numpy.float32)
    chladni.spectrum(X[:64, :4], bootstrap=0, landmarks=8)  # all is loaded
    tracemalloc.start()
    chladni.spectrum(X[:64], bootstrap=0, landmarks=8)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    before = grown()
    result, total, library, events = measure(X, options)
    after = grown()
    inside = library.seconds - events.calls * event_cost()
    copied = X.copy()
    print(json.dumps({
        "name": "python", "rows": rows, "columns": columns,
        "lambda_1": result.lambda_1, "cpu_seconds": total,
        "library_seconds": inside, "calls": library.calls,
        "events": events.calls, "event_seconds": event_cost(),
        "python_share": (total - inside) / inside, "goal": 0.02,
        "x_bytes": copied.nbytes, "python_peak_bytes": peak,
        "grown_bytes": after - before,
        "grown_by_a_copy_bytes": grown() - after}))


if __name__ == "__main__":
    main()
