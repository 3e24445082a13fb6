#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs that are killed or interrupted in the middle and go on to the same
bytes; checkpoints that cannot be trusted are refused and stay as they are.

    resume.py PROGRAM
"""
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = os.path.abspath(sys.argv[1])
# Enough rows for a second of sums in twenty groups.
WORDS = ["spectrum", "gauss:d=12", "--samples", "24000", "--landmarks", "256",
         "--modes", "3", "--bootstrap", "2", "--bandwidth", "3", "--ridge",
         "1e-3", "--adapt", "off", "-q"]
# A checkpoint with sums of a few groups in it, one without has 300 bytes.
SOME = 2 ** 20


def environment():
    names = ("PATH", "HOME", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "LSAN_OPTIONS",
             "UBSAN_OPTIONS", "OPENBLAS_CORETYPE")
    base = {name: os.environ[name] for name in names if name in os.environ}
    return {**base, "LC_ALL": "C.UTF-8"}


def run(folder, *words):
    return subprocess.run([PROGRAM, *WORDS, *words], env=environment(),
                          cwd=folder, stdin=subprocess.DEVNULL,
                          capture_output=True, timeout=300, check=False)


def size_of(path):
    try:
        return os.stat(path).st_size
    except FileNotFoundError:
        return 0


def break_off(folder, number, *words):
    """Send a signal once some sums are kept; the exit code and what was said."""
    path = os.path.join(folder, "a.json.checkpoint")
    with subprocess.Popen([PROGRAM, *WORDS, "--threads", "1", "-o", "a.json",
                           *words], env=environment(), cwd=folder,
                          stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE) as child:
        while child.poll() is None and size_of(path) < SOME:
            time.sleep(0.002)
        child.send_signal(number)
        said = child.communicate(timeout=60)[1]
    return child.returncode, said.decode()


def read(*parts):
    with open(os.path.join(*parts), "rb") as file:
        return file.read()


class Resume(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        done = run(cls.folder.name, "-o", "plain.json")
        assert done.returncode == 0, done.stderr
        cls.plain = read(cls.folder.name, "plain.json")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.place = place.name

    def resume(self):
        done = run(self.place, "--resume", "--threads", "2", "-o", "a.json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(read(self.place, "a.json"), self.plain)
        self.assertEqual(os.listdir(self.place), ["a.json"])

    def test_a_killed_run_goes_on_to_the_same_bytes(self):
        code, _ = break_off(self.place, signal.SIGKILL, "--resume")
        self.assertEqual(code, -signal.SIGKILL)
        self.assertGreaterEqual(
            size_of(os.path.join(self.place, "a.json.checkpoint")), SOME)
        self.resume()

    def test_an_interrupted_run_says_how_to_go_on(self):
        code, said = break_off(self.place, signal.SIGINT, "--checkpoint",
                               "a.json.checkpoint")
        self.assertEqual(code, 130, said)
        self.assertRegex(said, r"\Achladni: cancelled; what is done is kept in "
                         r"a\.json\.checkpoint, and the same command with "
                         r"--resume goes on from there\n\Z")
        self.assertEqual(os.listdir(self.place), ["a.json.checkpoint"])
        self.resume()

    def refused(self, sentence, code, *words):
        """No result, and the checkpoint as it was."""
        path = os.path.join(self.place, "a.json.checkpoint")
        before = read(path)
        done = run(self.place, "-o", "a.json", *(words or ["--resume"]))
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertRegex(done.stderr.decode(), sentence)
        self.assertEqual(done.stderr.count(b"\n"), 1)
        self.assertEqual(os.listdir(self.place), ["a.json.checkpoint"])
        self.assertEqual(read(path), before)

    def test_what_cannot_be_trusted_is_refused_and_kept(self):
        path = os.path.join(self.place, "a.json.checkpoint")
        break_off(self.place, signal.SIGINT, "--resume")
        whole = read(path)

        self.refused("is there already; resume from it, or remove it", 2,
                     "--checkpoint", "a.json.checkpoint")
        self.refused("other settings: modes=3 then, modes=5 now", 3,
                     "--resume", "--modes", "5")
        self.refused("belongs to other data", 3, "--resume", "--samples",
                     "24001")
        flipped = bytearray(whole)
        flipped[len(whole) // 2] ^= 1
        for damaged, sentence in (
                (whole[:-1], r"is damaged: it has \d+ bytes instead of"),
                (whole[:40], "is damaged: it has only 40 bytes"),
                (bytes(flipped), "is damaged: its checksum does not match"),
                (b"", "is no checkpoint"), (b"{}\n", "is no checkpoint")):
            with open(path, "wb") as file:
                file.write(damaged)
            self.refused(re.escape("a.json.checkpoint: ") + sentence, 3)
        with open(path, "wb") as file:
            file.write(whole)
        self.resume()


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
