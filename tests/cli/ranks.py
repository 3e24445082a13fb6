#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs shared among ranks of MPI: the same bytes on any number of them, one
sentence and one exit code if something fails.

    ranks.py PROGRAM [MPIRUN]
"""
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = os.path.abspath(sys.argv[1])
MPIRUN = sys.argv[2:] and [sys.argv[2], "--oversubscribe"]
if os.geteuid() == 0:
    MPIRUN += ["--allow-run-as-root"]
WORDS = ["spectrum", "gauss:d=9", "--samples", "4000", "--landmarks", "80",
         "--modes", "3", "--bootstrap", "2", "--threads", "1"]


def environment():
    names = ("PATH", "HOME", "LD_LIBRARY_PATH", "OPENBLAS_CORETYPE")
    base = {name: os.environ[name] for name in names if name in os.environ}
    # What MPI itself never gives back is not ours.
    return {**base, "LC_ALL": "C.UTF-8", "ASAN_OPTIONS": "detect_leaks=0",
            "OMPI_MCA_btl_vader_single_copy_mechanism": "none",
            "OMPI_MCA_rmaps_base_oversubscribe": "1"}


def start(folder, *line):
    return subprocess.Popen([*MPIRUN, *line], env=environment(), cwd=folder,
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE)


def ranks(count, *words):
    return ["-n", str(count), PROGRAM, *words]


class Ranks(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.place = place.name

    def run_ranks(self, *line):
        with start(self.place, *line) as child:
            out, err = child.communicate(timeout=300)
        return child.returncode, out.decode(), err.decode()

    def document(self, count, *words):
        name = f"{count}{len(words)}.json"
        code, out, err = self.run_ranks(*ranks(count, *WORDS, *words, "-o",
                                               name))
        self.assertEqual(code, 0, err)
        self.assertEqual(out.count("QUANTITY"), 1, "rank 0 alone writes")
        with open(os.path.join(self.place, name), "rb") as file:
            return file.read()

    def sentences(self, err):
        return re.findall(r"^chladni: .*$", err, re.M)

    def test_the_number_of_ranks_changes_no_byte(self):
        alone = subprocess.run([PROGRAM, *WORDS, "-q", "-o", "a.json"],
                               env=environment(), cwd=self.place, timeout=300,
                               stdout=subprocess.DEVNULL, check=True)
        self.assertEqual(alone.returncode, 0)
        with open(os.path.join(self.place, "a.json"), "rb") as file:
            plain = file.read()
        self.assertEqual(len(json.loads(plain)["spectrum"]["lambda"]), 3)
        for count in (1, 2, 4):
            with self.subTest(ranks=count):
                self.assertEqual(self.document(count), plain)

    def test_a_graph_is_the_same_on_any_number_of_ranks(self):
        words = ["--operator", "graph", "--solver", "arpack", "--samples",
                 "1000"]
        if "built without" in self.run_ranks(*ranks(2, *WORDS, *words))[2]:
            self.skipTest("built without PARPACK")
        one, two, four = (
            json.loads(self.document(count, *words))["spectrum"]["lambda"]
            for count in (1, 2, 4))
        self.assertEqual(len(one), 3)
        for several in (two, four):
            for a, b in zip(one, several):
                self.assertLess(abs(a - b), 1e-10 * a)

    def test_ranks_resume_what_one_began(self):
        plain = self.document(2)
        path = os.path.join(self.place, "kept")
        words = [*WORDS, "--checkpoint", path, "-q"]
        with subprocess.Popen([PROGRAM, *words], env=environment(),
                              cwd=self.place,
                              stdout=subprocess.DEVNULL) as child:
            while child.poll() is None and not (
                    os.path.exists(path) and os.stat(path).st_size > 1000):
                time.sleep(0.001)
            child.send_signal(signal.SIGKILL)
        self.assertEqual(self.document(2, "--checkpoint", path, "--resume"),
                         plain)
        self.assertFalse(os.path.exists(path))

    def test_what_all_refuse_is_said_once(self):
        code, _, err = self.run_ranks(*ranks(2, "spectrum", "no/such/file"))
        self.assertEqual(code, 3, err)
        self.assertEqual(len(self.sentences(err)), 1, err)

    def test_a_rank_that_fails_ends_all_with_its_sentence(self):
        code, out, err = self.run_ranks(
            *ranks(1, *WORDS), ":", *ranks(1, "spectrum", "no/such/file"))
        self.assertEqual(code, 3, err)
        self.assertEqual(out, "")
        self.assertEqual(self.sentences(err), [
            "chladni: rank 1: no/such/file: no such file, folder or measure"])

    def test_ranks_that_differ_are_found_out(self):
        code, out, err = self.run_ranks(
            *ranks(1, *WORDS), ":", *ranks(1, *WORDS, "--seed", "1"))
        self.assertEqual(code, 4, err)
        self.assertEqual(out, "")
        self.assertIn("rank 1 came to other numbers than rank 0", err)


if __name__ == "__main__":
    if not sys.argv[2:]:
        print("built without MPI, or no mpirun here: ranks are not tested")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1])
