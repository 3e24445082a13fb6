# SPDX-License-Identifier: GPL-3.0-or-later
"""Flows, clipped critics, comparisons, backtests and closed forms."""
import json
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import threading

import numpy

import chladni
from support import DIGITS, PROGRAM, QUICK, Case, program, run, two_clumps

SMALL = {"landmarks": 32, "samples": 300, "modes": 3, "bootstrap": 0,
         "threads": 1}
WORDS = ["--landmarks", "32", "--samples", "300", "--modes", "3",
         "--bootstrap", "0"]
RUNS = "gamma,score\n0.1,30\n0.5,20\n2,10\n8,14\n32,30\n"


class Folder(Case):
    """A test in a folder of its own."""

    def setUp(self):
        super().setUp()
        held = tempfile.TemporaryDirectory()
        self.addCleanup(held.cleanup)
        self.folder = pathlib.Path(held.name)

    def same(self, result, *words):
        self.assertEqual(result.to_json().strip(), program(*words).strip())
        self.assertTrue(result.verdict)
        self.assertGreater(result._repr_html_().count("<figure>"), 0)


class SameBytes(Folder):
    """Same data, options and seed: same document as the program's."""

    def test_of_a_flow_of_a_set(self):
        self.same(chladni.flow("modes_1d", samples=40, steps=5, snapshots=2,
                               seed=2, threads=1),
                  "flow", "modes_1d", "--samples", "40", "--steps", "5",
                  "--snapshots", "2", "--seed", "2")

    def test_of_a_flow_with_presets(self):
        self.same(chladni.flow("modes_1d", preset="inf_lsgan,rbf", samples=30,
                               points=20, steps=3, snapshots=0, threads=1),
                  "flow", "modes_1d", "--preset", "inf_lsgan,rbf",
                  "--samples", "30", "--points", "20", "--steps", "3",
                  "--snapshots", "0")

    def test_of_a_flow_of_images(self):
        self.same(chladni.flow(DIGITS, full_scale=16, samples=40, steps=2,
                               threads=1),
                  "flow", DIGITS, "--full-scale", "16", "--samples", "40",
                  "--steps", "2")

    def test_of_a_flow_of_an_array_but_for_where_it_came_from(self):
        mine = chladni.flow(numpy.load(DIGITS), full_scale=16, samples=40,
                            steps=2, threads=1, name="digits8.npy").document
        theirs = json.loads(program("flow", DIGITS, "--full-scale", "16",
                                    "--samples", "40", "--steps", "2"))
        for name in ("trajectory", "modes"):
            self.assertEqual(mine["flow"][name], theirs["flow"][name])

    def test_of_the_toy_of_a_clipped_critic(self):
        self.same(chladni.meanfield(toy=True, g0=1.5, w0=[0, 0.5], points=50),
                  "meanfield", "--toy", "--g0", "1.5", "--w0", "0,0.5",
                  "--points", "50")

    def test_of_networks_with_a_clipped_critic(self):
        self.same(chladni.meanfield(target="bimodal", critics=16,
                                    generators=16, time=1, threads=1),
                  "meanfield", "--target", "bimodal", "--critics", "16",
                  "--generators", "16", "--time", "1")

    def test_of_a_comparison_of_data_and_results(self):
        first = chladni.spectrum("wells:m=1.5", **SMALL)
        path = first.save(self.folder / "first.json")
        words = "compare", path, "wells:m=2", *WORDS
        self.same(chladni.compare(first, "wells:m=2", **SMALL), *words)
        self.same(chladni.compare(path, "wells:m=2", **SMALL), *words)

    def test_of_a_backtest(self):
        result = chladni.spectrum("wells:m=1", **SMALL)
        path = result.save(self.folder / "a.json")
        runs = self.folder / "runs.csv"
        runs.write_text(RUNS)
        words = "backtest", runs, "--with", path, "--higher"
        self.same(chladni.backtest(runs, with_=result, higher=True), *words)
        self.same(chladni.backtest(runs, with_=path, higher=True), *words)


class Answers(Folder):

    def test_name_what_is_compared(self):
        X, _ = two_clumps()
        answer = chladni.compare({"as it was": X}, {"cleaned": X[::2]}, X,
                                 **QUICK)
        names = [one["name"]
                 for one in answer.document["comparison"]["sides"]]
        self.assertEqual(names, ["as it was", "cleaned", "array 3"])
        self.assertEqual(answer.figures, ["comparison"])

    def test_write_the_pictures_of_a_flow(self):
        answer = chladni.flow("modes_1d", samples=20, steps=2, snapshots=2,
                              threads=1)
        path = answer.save(self.folder / "flow.png")
        self.assertEqual(path.read_bytes()[:8], b"\x89PNG\r\n\x1a\n")
        self.assertIsInstance(answer.render("png"), bytes)

    def test_of_an_array_keep_their_source(self):
        X, _ = two_clumps(60, 2)
        answer = chladni.flow(X, source="gauss", steps=2, snapshots=0,
                              threads=1)
        self.assertEqual(answer.document["dataset"]["n"], 60)
        self.assertEqual(len(answer.document["flow"]["trajectory"]), 3)
        learned = chladni.meanfield(X, critics=8, generators=8, time=0.2,
                                    threads=1)
        self.assertEqual(learned.document["dataset"]["d"], 2)

    def test_of_verify_are_looked_at(self):
        check = {"measure": "gauss", "index": 0, "truth": 1.0,
                 "estimate": 2.0, "standard_error": 0.1,
                 "relative_error": 1.0, "covered": False, "passed": False}
        self.assert_refused(chladni.Cancelled, "cancelled", chladni.verify,
                            quick=True, progress=lambda *e: False)
        document = chladni.spectrum("gauss", **SMALL).document
        document["verify"] = {"checks": [check], "points": []}
        missed = chladni.Result.from_json(document)
        from chladni import _library
        self.assert_refused(chladni.NumericError,
                            "1 of 1 closed forms were missed", _library.call,
                            "chl_flat_verified", missed.handle)


class Sentences(Folder):

    def test_say_what_a_question_does_not_take(self):
        result = chladni.spectrum("gauss", **SMALL)
        X, y = two_clumps()
        for kind, part, call, *rest in (
                (chladni.DataError, "flow takes data", chladni.flow, result),
                (chladni.DataError, "no such file", chladni.flow, "/no/such"),
                (chladni.ArgumentError, "y was given beside a path",
                 chladni.flow, "modes_1d", y),
                (chladni.DataError, "is a result", chladni.meanfield, result),
                (chladni.ArgumentError, "at least 2", chladni.compare, X),
                (chladni.ArgumentError, "a dict of 2 names", chladni.compare,
                 {"a": X, "b": X}),
                (chladni.DataError, "nothing.json", chladni.compare, X,
                 str(self.folder / "nothing.json"))):
            with self.subTest(part):
                self.assert_refused(kind, part, call, *rest)
        self.assert_refused(chladni.ArgumentError, "options of --toy",
                            chladni.meanfield, g0=2.0)
        self.assert_refused(chladni.ArgumentError, "takes no DATA",
                            chladni.meanfield, X, toy=True)
        self.assert_refused(chladni.ArgumentError, "did you mean 'rbf'?",
                            chladni.flow, preset="rbff")
        self.assert_refused(chladni.ArgumentError, "no RUNDIR",
                            chladni.backtest, with_=result)
        self.assert_refused(chladni.ArgumentError, "no result to test",
                            chladni.backtest, "runs.csv", with_=None)
        self.assert_refused(chladni.DataError, "is no result",
                            chladni.backtest, "runs.csv", with_=DIGITS)

    def test_are_raised_by_an_interrupt_inside_of_a_long_run(self):
        for call, options in ((chladni.flow, {"steps": 100000}),
                              (chladni.meanfield, {"target": "bimodal",
                                                   "time": 1e6})):
            timer = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT))
            timer.start()
            with self.subTest(call.__name__):
                with self.assertRaises(KeyboardInterrupt):
                    call(threads=1, **options)
            timer.join()


class Options(Case):

    def test_are_those_of_the_program(self):
        """Every option of the program's help is one of the function's, but
        for what is done with a result otherwise."""
        from chladni._question import options_of
        own = {"output", "json", "fail-on", "stamp", "color", "quiet",
               "verbose", "help"}
        for command, otherwise in (
                ("report", {"for", "to"}), ("spectrum", set()),
                ("predict", set()), ("rank augment", set()),
                ("rank gamma", set()), ("rank scheme", set()),
                ("recipe", {"list"}), ("check", set()), ("compare", set()),
                ("backtest", set()), ("solvable", set()), ("flow", set()),
                ("meanfield", set()), ("verify", set())):
            said = subprocess.run([PROGRAM, *command.split(), "--help"],
                                  check=True, capture_output=True,
                                  text=True).stdout
            listed = set(re.findall(r"(?m)^ +(?:-\w, )?--([A-Za-z][\w-]*)",
                                    said))
            names = {o.rstrip("_").replace("_", "-")
                     for o in options_of(command)}
            with self.subTest(command):
                self.assertEqual(names, listed - own - otherwise)

    def test_are_explained(self):
        for function in (chladni.flow, chladni.meanfield, chladni.compare,
                         chladni.backtest, chladni.verify):
            with self.subTest(function.__name__):
                self.assertNotIn("{options}", function.__doc__)
                self.assertNotIn("{data}", function.__doc__)
                self.assertRegex(function.__doc__, r"(?m)^seed : int")

    def test_there_is_a_function_for_every_question(self):
        """But for what a program needs and a package has otherwise."""
        said = subprocess.run([PROGRAM, "--help"], check=True,
                              capture_output=True, text=True).stdout
        table = said.split("\n\n")
        names = {line.split()[0] for part in table for line in
                 part.splitlines() if line.startswith("  ")
                 and not line.lstrip().startswith("-")}
        for name in ("report", "check", "spectrum", "predict", "compare",
                     "backtest", "solvable", "meanfield", "flow", "verify"):
            self.assertIn(name, names)
            self.assertTrue(callable(getattr(chladni, name)))


if __name__ == "__main__":
    run()
