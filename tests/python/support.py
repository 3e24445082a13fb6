# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the Python package share.

CHLADNI_SOURCE names the source tree, CHLADNI_PROGRAM the program; meson sets
both, and PYTHONPATH and CHLADNI_LIBRARY.
"""
import os
import pathlib
import subprocess
import unittest

import numpy

import chladni
from chladni import _library

SOURCE = pathlib.Path(os.environ.get("CHLADNI_SOURCE",
                                     pathlib.Path(__file__).parents[2]))
PROGRAM = os.environ.get("CHLADNI_PROGRAM",
                         str(SOURCE / "build/tools/chladni/chladni"))
DIGITS = SOURCE / "datasets/digits8.npy"

# Small enough for a test, large enough to have modes.
QUICK = {"landmarks": 32, "bootstrap": 0, "modes": 3, "adapt": "off",
         "bandwidth": 4.0, "ridge": 1e-6, "threads": 1}


def program(*words):
    """What the program says to the same question; variables of the tests are
    none of its options."""
    free = {name: value for name, value in os.environ.items()
            if not name.startswith("CHLADNI_")}
    return subprocess.run([PROGRAM, *map(str, words), "--json", "--threads",
                           "1"], check=True, capture_output=True, text=True,
                          env=free).stdout


def two_clumps(rows=240, columns=3, seed=1):
    """Rows in two clumps along the first axis, and which clump each is in."""
    draw = numpy.random.default_rng(seed)
    side = numpy.arange(rows) % 2
    X = draw.normal(size=(rows, columns))
    X[:, 0] += 4.0 * side
    return X, side


class Case(unittest.TestCase):
    """A test leaves as many blocks of the library behind as it found."""

    def setUp(self):
        import gc
        gc.collect()
        self._blocks = _library.lib.chl_memory_live_blocks()

    def tearDown(self):
        import gc
        gc.collect()
        self.assertEqual(_library.lib.chl_memory_live_blocks(), self._blocks)

    def assert_refused(self, kind, part, call, *arguments, **options):
        with self.assertRaises(kind) as caught:
            call(*arguments, **options)
        self.assertIn(part, str(caught.exception))
        self.assertIsInstance(caught.exception, (chladni.ChladniError,
                                                 TypeError))


def run():
    unittest.main(verbosity=1)
