#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for the program and cannot be said with a pattern:
documents follow their schema, bytes do not depend on threads, interruptions
leave nothing behind, and a reader may leave early.

    laws.py PROGRAM ROOT-OF-THE-SOURCES [slow]
"""
import json
import os
import pty
import random
import signal
import subprocess
import sys
import tempfile
import time
import unittest

try:
    import jsonschema
except ImportError:
    jsonschema = None

PROGRAM, ROOT = map(os.path.abspath, sys.argv[1:3])
SLOW = sys.argv[3:] == ["slow"]
DATASETS = os.path.join(ROOT, "datasets")
SCHEMAS = os.path.join(ROOT, "src", "report")
QUICK = ["wells:m=1", "--samples", "600", "--landmarks", "60", "--modes", "4",
         "--bootstrap", "4"]


def environment(**extra):
    names = ("PATH", "HOME", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "LSAN_OPTIONS",
             "UBSAN_OPTIONS", "OPENBLAS_CORETYPE")
    base = {name: os.environ[name] for name in names if name in os.environ}
    return {**base, "LC_ALL": "C.UTF-8", **extra}


def run(*words, **extra):
    return subprocess.run([PROGRAM, *words], env=environment(**extra),
                          stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=300, check=False)


def document(*words):
    done = run(*words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def validate(test, value, schema):
    if jsonschema is None:
        test.skipTest("python3-jsonschema is not installed")
    path = os.path.join(SCHEMAS, schema)
    with open(path, encoding="utf-8") as file:
        rules = json.load(file)
    validator = jsonschema.validators.validator_for(rules)
    validator.check_schema(rules)
    validator(rules).validate(value)


class Documents(unittest.TestCase):
    def test_results_follow_their_schema(self):
        for words in (["spectrum", *QUICK], ["predict", *QUICK],
                      ["predict", *QUICK, "--batch", "64", "--steps", "1000"],
                      ["rank", "gamma", *QUICK], ["rank", "scheme", *QUICK],
                      ["report", *QUICK]):
            with self.subTest(words=words[:2]):
                value = document(*words)
                validate(self, value, "chladni.result.schema.json")
                self.assertEqual(value["command"], words[0])

    def test_checks_follow_their_schema(self):
        validate(self, document("check", "gauss:d=2"),
                 "chladni.check.schema.json")

    def test_options_are_noted_with_their_source(self):
        done = run("spectrum", *QUICK, "--json", CHLADNI_SEED="3")
        options = json.loads(done.stdout)["options"]
        self.assertEqual(options["seed"],
                         {"source": "environment", "value": "3"})
        self.assertEqual(options["modes"], {"source": "flag", "value": "4"})
        self.assertEqual(options["solver"],
                         {"source": "default", "value": "auto"})
        self.assertNotIn("threads", options)


@unittest.skipUnless(SLOW, "takes a minute")
class Verification(unittest.TestCase):
    def test_the_exit_code_says_whether_a_closed_form_was_missed(self):
        done = run("verify", "--quick", "--json")
        value = json.loads(done.stdout)
        validate(self, value, "chladni.result.schema.json")
        missed = [check for check in value["verify"]["checks"]
                  if not check["passed"]]
        self.assertEqual(done.returncode, 4 if missed else 0, done.stderr)


def write_pictures(path, count):
    """An npy file of random colour pictures of 32 x 32."""
    shape = f"{{'descr': '|u1', 'fortran_order': False, " \
            f"'shape': ({count}, 32, 32, 3), }}"
    numbers = random.Random(count)
    with open(path, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00\x76\x00")
        file.write(shape.ljust(117).encode() + b"\n")
        for _ in range(count // 1000):
            file.write(numbers.randbytes(1000 * 32 * 32 * 3))


def peak_bytes(*words):
    """Of the resident memory of one run."""
    with subprocess.Popen([PROGRAM, *words], env=environment(),
                          stdout=subprocess.DEVNULL) as child:
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, words
    return 1024 * usage.ru_maxrss


@unittest.skipUnless(SLOW, "takes minutes")
class Memory(unittest.TestCase):
    def test_the_peak_is_below_a_gibibyte_and_does_not_grow_with_rows(self):
        peaks = []
        for count in (50000, 100000):
            with tempfile.TemporaryDirectory() as folder:
                path = os.path.join(folder, "a.npy")
                write_pictures(path, count)
                peaks.append(peak_bytes(
                    "spectrum", path, "--landmarks", "1024", "--bandwidth",
                    "30", "--ridge", "1e-2", "--bootstrap", "8", "-q"))
        print("peaks in bytes:", *peaks, file=sys.stderr)
        self.assertLess(max(peaks), 2 ** 30)
        self.assertLess(abs(peaks[1] - peaks[0]), 0.05 * peaks[0])


class Bytes(unittest.TestCase):
    def test_the_number_of_threads_changes_no_byte(self):
        one, two = (run("predict", *QUICK, "--json", "--threads", count)
                    for count in "12")
        self.assertEqual(one.returncode, 0, one.stderr)
        self.assertEqual(one.stdout, two.stdout)

    def test_the_number_of_threads_changes_no_byte_of_a_report(self):
        for words in (["digits8.npy", "--full-scale", "16"],
                      ["emoji32.zip", "--landmarks", "64"]):
            with self.subTest(data=words[0]), \
                    tempfile.TemporaryDirectory() as folder:
                documents = []
                for count in "12":
                    paths = [os.path.join(folder, count + kind)
                             for kind in (".html", ".json")]
                    done = run("report", os.path.join(DATASETS, words[0]),
                               *words[1:], "--samples", "600", "--bootstrap",
                               "4", "--threads", count, "-q", "-o", paths[0],
                               "-o", paths[1])
                    self.assertEqual(done.returncode, 0, done.stderr)
                    for path in paths:
                        with open(path, "rb") as file:
                            documents.append(file.read())
                self.assertEqual(documents[:2], documents[2:])

    def test_another_seed_changes_the_numbers(self):
        one, two = (document("spectrum", *QUICK, "--seed", seed)
                    for seed in "12")
        self.assertNotEqual(one["spectrum"]["lambda"],
                            two["spectrum"]["lambda"])


class Results(unittest.TestCase):
    def test_a_result_is_predicted_again_with_its_own_settings(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "a.json")
            first = run("predict", *QUICK, "--loss", "wgan", "-q", "-o", path)
            self.assertEqual(first.returncode, 0, first.stderr)
            again = document("predict", path, "--gamma", "2")
            with open(path, encoding="utf-8") as file:
                before = json.load(file)
        self.assertEqual(again["spectrum"], before["spectrum"])
        self.assertEqual(again["prediction"]["loss"], "wgan")
        self.assertEqual(again["prediction"]["gamma"], 2)
        self.assertEqual(again["options"]["modes"], before["options"]["modes"])

    def test_a_page_is_a_result_too(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "a.html")
            first = run("report", *QUICK, "-q", "-o", path)
            self.assertEqual(first.returncode, 0, first.stderr)
            again = document("predict", path)
        self.assertEqual(len(again["spectrum"]["lambda"]), 4)

    def test_a_finished_spectrum_cannot_be_changed(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "a.json")
            run("spectrum", *QUICK, "-q", "-o", path)
            again = run("predict", path, "--modes", "8")
        self.assertEqual(again.returncode, 2)
        self.assertIn(b"--modes cannot change it", again.stderr)


def catches_interrupts(child):
    """Whether the process has set its handler; without /proc, after 0.7 s."""
    try:
        with open(f"/proc/{child.pid}/status", encoding="ascii") as status:
            fields = dict(line.split(":", 1) for line in status)
    except OSError:
        time.sleep(0.7)
        return True
    return int(fields["SigCgt"], 16) >> (signal.SIGINT - 1) & 1


class Interruptions(unittest.TestCase):
    def test_an_interrupt_leaves_no_file(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "a.json")
            child = subprocess.Popen(
                [PROGRAM, "spectrum", "gauss:d=40", "--samples", "200000",
                 "--bootstrap", "500", "-o", path],
                env=environment(), stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, cwd=folder)
            while child.poll() is None and not catches_interrupts(child):
                time.sleep(0.01)
            time.sleep(0.2)
            child.send_signal(signal.SIGINT)
            out, err = child.communicate(timeout=60)
            self.assertEqual(child.returncode, 130, err)
            self.assertEqual(out, b"")
            self.assertRegex(err.decode(), r"\Achladni: .*cancelled.*\n\Z")
            self.assertEqual(os.listdir(folder), [])

    def test_an_equation_is_interrupted_at_its_next_step(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "a.json")
            child = subprocess.Popen(
                [PROGRAM, "solvable", "--eta-true", "1", "--time", "1e7",
                 "--points", "1", "-o", path],
                env=environment(), stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, cwd=folder)
            while child.poll() is None and not catches_interrupts(child):
                time.sleep(0.01)
            time.sleep(0.2)
            child.send_signal(signal.SIGINT)
            out, err = child.communicate(timeout=60)
            self.assertEqual(child.returncode, 130, err)
            self.assertEqual(out, b"")
            self.assertRegex(err.decode(),
                             r"\Achladni: .*cancelled while solving\n\Z")
            self.assertEqual(os.listdir(folder), [])

    def test_a_reader_may_leave_early(self):
        for words in (["--help"], ["check", "gauss:d=2"],
                      ["spectrum", *QUICK]):
            with self.subTest(words=words[0]):
                reader, writer = os.pipe()
                os.close(reader)
                done = subprocess.run([PROGRAM, *words], env=environment(),
                                      stdout=writer, stderr=subprocess.PIPE,
                                      timeout=300, check=False)
                os.close(writer)
                self.assertEqual(done.returncode, 0)
                self.assertEqual(done.stderr, b"")

    def test_a_full_disk_is_an_error(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("no /dev/full here")
        with open("/dev/full", "wb") as full:
            done = subprocess.run([PROGRAM, "--help"], env=environment(),
                                  stdout=full, stderr=subprocess.PIPE,
                                  timeout=60, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"cannot be written", done.stderr)


def on_a_terminal(*words, **extra):
    """What the program says when stdout and stderr are one terminal."""
    try:
        pid, terminal = pty.fork()
    except OSError as problem:
        raise unittest.SkipTest("no terminal to be had here") from problem
    if pid == 0:
        os.execve(PROGRAM, [PROGRAM, *words], environment(**extra))
    said = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:
            piece = b""
        if not piece:
            break
        said += piece
    os.close(terminal)
    os.waitpid(pid, 0)
    return said


class Colours(unittest.TestCase):
    WORDS = ("check", "gauss:d=2")

    def coloured(self, *words, **extra):
        return b"\x1b[" in run(*self.WORDS, *words, **extra).stdout

    def test_pipes_get_none(self):
        self.assertFalse(self.coloured())

    def test_the_flag_wins(self):
        self.assertTrue(self.coloured("--color", "always", NO_COLOR="1",
                                      TERM="dumb"))
        self.assertFalse(self.coloured("--color", "never",
                                       CLICOLOR_FORCE="1"))

    def test_no_color_beats_force(self):
        self.assertTrue(self.coloured(CLICOLOR_FORCE="1"))
        self.assertFalse(self.coloured(CLICOLOR_FORCE="0"))
        self.assertFalse(self.coloured(CLICOLOR_FORCE="1", NO_COLOR="1"))

    def test_terminals_get_some_unless_dumb(self):
        self.assertIn(b"\x1b[", on_a_terminal(*self.WORDS, TERM="xterm"))
        self.assertNotIn(b"\x1b[", on_a_terminal(*self.WORDS, TERM="dumb"))
        self.assertNotIn(b"\x1b[", on_a_terminal(*self.WORDS, TERM="xterm",
                                                 NO_COLOR="1"))

    def test_other_encodings_get_plain_ascii(self):
        done = run(*self.WORDS, LC_ALL="C")
        self.assertTrue(done.stdout.isascii(), done.stdout)


if __name__ == "__main__":
    chosen = ["Memory", "Verification"] if SLOW else []
    unittest.main(argv=sys.argv[:1] + chosen, verbosity=2)
