# SPDX-License-Identifier: GPL-3.0-or-later
"""The same answers as on the command line, and what can be done with them."""
import json
import os
import pathlib
import pickle
import signal
import subprocess
import tempfile
import threading
import time
import xml.etree.ElementTree as tree

import numpy

import chladni
from chladni import _library
from support import (DIGITS, PROGRAM, QUICK, Case, program, run,
                     two_clumps)

WORDS = ["--landmarks", "32", "--bootstrap", "0", "--modes", "3", "--adapt",
         "off", "--bandwidth", "4.0", "--ridge", "1e-06"]


class SameBytes(Case):
    """Same data, options and seed: same document as the program's."""

    def same(self, result, *words):
        self.assertEqual(result.to_json().strip(), program(*words).strip())

    def test_of_a_spectrum(self):
        self.same(chladni.spectrum(DIGITS, full_scale=16, seed=3, **QUICK),
                  "spectrum", DIGITS, "--full-scale", "16", "--seed", "3",
                  *WORDS)

    def test_of_a_report(self):
        self.same(chladni.report("wells:m=2", samples=400, batch=32,
                                 steps=1000, range="standard", **QUICK),
                  "report", "wells:m=2", "--samples", "400", "--batch", "32",
                  "--steps", "1000", "--range", "standard", *WORDS)

    def test_of_a_prediction_from_a_result(self):
        result = chladni.predict("gauss", samples=400, **QUICK)
        with tempfile.TemporaryDirectory() as folder:
            path = result.save(pathlib.Path(folder, "gauss.json"))
            self.same(result.predict(gamma=2.5, loss="wgan", lr_d=1e-3),
                      "predict", path, "--gamma", "2.5", "--loss", "wgan",
                      "--lr-d", "1e-3")
            self.same(result.rank_scheme(), "rank", "scheme", path)
            self.same(result.rank_gamma(from_=0.1, to=10, points=20), "rank",
                      "gamma", path, "--from", "0.1", "--to", "10",
                      "--points", "20")

    def test_of_a_ranking_of_augmentations(self):
        self.same(chladni.rank_augmentations(
            DIGITS, full_scale=16, augment=["flip:1", "translation:0.125"],
            samples=200, functions=16, landmarks=32, bootstrap=40, threads=1),
            "rank", "augment", DIGITS, "--full-scale", "16", "--augment",
            "flip:1", "--augment", "translation:0.125", "--samples", "200",
            "--functions", "16", "--landmarks", "32", "--bootstrap", "40")

    def test_of_a_solvable_model(self):
        self.same(chladni.solvable(cov=[3, 5], eta_true=4.0, time=5.0),
                  "solvable", "--cov", "3.0,5.0", "--eta-true", "4", "--time",
                  "5")
        self.same(chladni.solvable(cov=numpy.array([[3, 0.5], [0.5, 5]]),
                                   time=5.0),
                  "solvable", "--cov", "3.0,0.5;0.5,5.0", "--time", "5")

    def test_of_a_check(self):
        self.assertEqual(chladni.check(DIGITS).to_json().strip(),
                         program("check", DIGITS).strip())

    def test_of_an_array_but_for_where_it_came_from(self):
        y = numpy.load(DIGITS.with_name("digits8_labels.npy"))
        mine = chladni.spectrum(numpy.load(DIGITS), y, full_scale=16,
                                name="digits8.npy", **QUICK).to_json()
        theirs = program("spectrum", DIGITS, "--full-scale", "16", *WORDS)
        self.assertEqual(mine.strip(), theirs.strip().replace(
            '"format": "npy"', '"format": "array"'))

    def test_on_any_number_of_threads(self):
        X, _ = two_clumps(600)
        self.assertEqual(
            chladni.report(X, **{**QUICK, "threads": 1}).to_json(),
            chladni.report(X, **{**QUICK, "threads": 3}).to_json())


class Results(Case):

    @classmethod
    def setUpClass(cls):
        X, side = two_clumps()
        cls.result = chladni.report(X, side, batch=32, steps=5000, lr_d=0.01,
                                    lr_g=0.01, name="<b>clumps", **QUICK)

    @classmethod
    def tearDownClass(cls):
        cls.result = None

    def test_have_their_numbers_at_hand(self):
        r = self.result
        spectrum = r.document["spectrum"]
        self.assertEqual(list(r.eigenvalues), spectrum["lambda"])
        self.assertEqual(r.lambda_1, spectrum["lambda"][0])
        self.assertEqual(r.interval.shape, (3, 2))
        self.assertTrue((r.interval[:, 0] <= r.eigenvalues).all())
        self.assertIn("non-saturating", r.verdict)
        self.assertIn("lambda_1", repr(r))
        self.assertIn("VERDICT", str(r))

    def test_write_every_document(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in ("a.json", "a.html", "a.csv", "a.svg"):
                path = self.result.save(os.path.join(folder, name))
                self.assertGreater(path.stat().st_size, 500)
            self.assertEqual(sorted(os.listdir(folder)),
                             ["a.csv", "a.html", "a.json", "a.svg"])
            for name in ("a.json", "a.html"):
                again = chladni.load(os.path.join(folder, name))
                self.assertEqual(again.document["spectrum"],
                                 self.result.document["spectrum"])
            self.assert_refused(chladni.ArgumentError, ".html",
                                self.result.save, "a.pdf")
            self.assert_refused(chladni.FileError, "No such file",
                                self.result.save, folder + "/no/a.json")

    def test_survive_pickle(self):
        again = pickle.loads(pickle.dumps(self.result))
        self.assertEqual(again.document, self.result.document)

    def test_draw_every_figure_they_name(self):
        self.assertIn("spectrum", self.result.figures)
        self.assertIn("gamma", self.result.figures)
        for name in self.result.figures:
            with self.subTest(name):
                figure = self.result.figure(name)
                self.assertTrue(figure.caption or figure.svg is None)
                self.assertIn("<figure>", figure._repr_html_())
                if figure.svg is not None:
                    root = tree.fromstring(figure._repr_svg_())
                    self.assertTrue(root.tag.endswith("svg"))
                    self.assertIsNotNone(root.find(".//{*}title"))
        self.assert_refused(chladni.ArgumentError, "it has ",
                            self.result.figure, "nothing")

    def test_show_the_verdict_in_a_notebook(self):
        shown = self.result._repr_html_()
        self.assertIn("Verdict", shown)
        self.assertEqual(shown.count('class="chart'), 2)
        self.assertNotIn("<script", shown)
        self.assertNotIn("body{", shown)
        self.assertNotEqual(shown, self.result._repr_html_())  # ids differ
        tree.fromstring(shown.replace("<style>", "<style><![CDATA[")
                        .replace("</style>", "]]></style>"))

    def test_keep_names_of_the_user_harmless(self):
        X, side = two_clumps()
        words = numpy.where(side == 1, "<script>alert(1)</script>", "b")
        result = chladni.report(X, words, name="<img src=x>", **QUICK)
        for shown in (result._repr_html_(), result.to_html(),
                      *(result.figure(n)._repr_html_()
                        for n in result.figures)):
            self.assertNotIn("<script>alert", shown)
            self.assertNotIn("<img src=x", shown)

    def test_speak_to_trainers(self):
        self.assertIn("not applicable", self.result.recipe("stylegan3"))
        images = chladni.predict(DIGITS, full_scale=16, **QUICK)
        self.assertIn("--gamma", images.recipe("stylegan3"))
        recipes = self.result.recipe()
        self.assertIn("pytorch", recipes)
        self.assert_refused(chladni.ArgumentError, "stylegan3",
                            self.result.recipe, "stylegan4")

    def test_refuse_what_is_settled(self):
        self.assert_refused(chladni.ArgumentError, "finished result",
                            self.result.predict, kernel="gauss")

    def test_give_a_full_operator_the_data(self):
        answer = self.result.rank_gamma(mobility="l2", points=3, **QUICK)
        self.assertEqual(answer.document["prediction"]["mobility"], "l2")
        again = chladni.Result.from_json(self.result.to_json())
        self.assert_refused(chladni.ArgumentError, "need the data",
                            again.rank_gamma, mobility="l2")

    def test_come_back_from_documents_only(self):
        self.assert_refused(chladni.FormatError, "", chladni.Result.from_json,
                            "{}")
        self.assert_refused(chladni.DataError, "is no result", chladni.load,
                            DIGITS)


class Checks(Case):

    def test_name_what_is_odd(self):
        broken = DIGITS.parent / "broken"
        path = sorted(broken.glob("*.npy"))[0]
        check = chladni.check(path)
        self.assertFalse(check)
        self.assertFalse(check.usable)
        self.assertIn("No analysis", check._repr_html_())
        self.assertIn("not usable", repr(check))
        self.assertTrue(chladni.check(DIGITS))


class Sentences(Case):
    """Every status is an exception with the library's sentence."""

    def test_say_what_is_wrong_with_an_option(self):
        X, _ = two_clumps()
        for options, part in (
                ({"kernle": "gauss"}, "did you mean 'kernel'?"),
                ({"kernel": "gaus"}, "did you mean 'gauss'?"),
                ({"solver": "arpak"},
                 "solver is 'arpak'; did you mean 'arpack'?"),
                ({"landmarks": 0}, "landmarks is '0'; it must be a whole"),
                ({"landmarks": 2.5}, "landmarks is '2.5'"),
                ({"bandwidth": -1.0}, "bandwidth is '-1.0'"),
                ({"bandwidth": float("nan")}, "bandwidth is 'nan'"),
                ({"range": (1, 0)}, "range is '1,0'"),
                ({"augment": "flp:1"}, "flip")):
            with self.subTest(part):
                self.assert_refused(chladni.ArgumentError, part,
                                    chladni.spectrum, X, **options)

    def test_are_those_of_the_program(self):
        for where in ("/no/such/place", str(DIGITS.parent / "broken")):
            with self.subTest(where):
                try:
                    chladni.spectrum(where)
                    self.fail("was not refused")
                except chladni.ChladniError as why:
                    said = subprocess.run([PROGRAM, "spectrum", where],
                                          capture_output=True, text=True)
                    self.assertIn(str(why), said.stderr)

    def test_have_kinds_that_python_knows(self):
        from chladni import _errors
        for status in range(1, 11):
            self.assertIsInstance(_library.error_of(status, "words"),
                                  chladni.ChladniError)
            name = _library.lib.chl_flat_status_name(status).decode()
            self.assertIn(name, _errors.BY_STATUS)
        self.assertIsNone(_library.lib.chl_flat_status_name(11))
        self.assertTrue(issubclass(chladni.DataError, ValueError))
        self.assertTrue(issubclass(chladni.FileError, OSError))
        self.assertTrue(issubclass(chladni.OutOfMemoryError, MemoryError))

    def test_tell_of_lost_memory(self):
        X, _ = two_clumps()
        for allowed in (0, 10, 100, 400):
            # The counter is one of the library's tests.
            _library.lib.chl_memory_fail_after(allowed)
            try:
                self.assert_refused(chladni.OutOfMemoryError, "out of memory",
                                    chladni.spectrum, X, **QUICK)
            finally:
                _library.lib.chl_memory_fail_after(-1)


class Progress(Case):

    def test_is_told_in_order(self):
        events = []
        chladni.spectrum(two_clumps()[0], progress=lambda *e: events.append(e),
                         **QUICK)
        self.assertGreater(len(events), 5)
        for stage, done, total in events:
            self.assertTrue(stage)
            self.assertLessEqual(done, total)

    def test_cancels_by_false(self):
        self.assert_refused(chladni.Cancelled, "cancelled", chladni.spectrum,
                            two_clumps()[0], progress=lambda *e: False,
                            **QUICK)

    def test_raises_what_it_raised(self):
        for kind in (KeyboardInterrupt, ZeroDivisionError, SystemExit):
            def stop(*event):
                raise kind()
            with self.subTest(kind.__name__):
                with self.assertRaises(kind):
                    chladni.spectrum(two_clumps()[0], progress=stop, **QUICK)

    def test_draws_one_line_and_wipes_it(self):
        import io
        from chladni._progress import Line
        stream = io.StringIO()
        line = Line(stream)
        line("reading", 1, 4)
        line("reading", 2, 4)  # too soon to be seen
        line.close()
        self.assertEqual(stream.getvalue().count("reading"), 1)
        self.assertIn("25 %", stream.getvalue())
        self.assertTrue(stream.getvalue().endswith("\r"))

    def test_is_quiet_outside_of_notebooks(self):
        from chladni._progress import Watch
        self.assertIsNone(Watch().show)
        self.assertIsNone(Watch(False).show)

    def test_an_interrupt_stops_a_long_run(self):
        X = numpy.random.default_rng(0).normal(size=(40000, 24))
        timer = threading.Timer(0.4, os.kill, (os.getpid(), signal.SIGINT))
        began = time.process_time()
        timer.start()
        with self.assertRaises(KeyboardInterrupt):
            chladni.spectrum(X, landmarks=512, threads=1)
        timer.join()
        self.assertLess(time.process_time() - began, 20.0)
        self.assertEqual(chladni.spectrum(X[:300], **QUICK).eigenvalues.shape,
                         (3,))

    def test_other_threads_go_on(self):
        """The interpreter is not held while the library works."""
        X = numpy.random.default_rng(0).normal(size=(8000, 16))
        ticks, done = [], threading.Event()

        def tick():
            while not done.is_set():
                ticks.append(time.monotonic())
                time.sleep(0.002)

        thread = threading.Thread(target=tick)
        thread.start()
        chladni.spectrum(X, landmarks=256, bootstrap=0, threads=1)
        done.set()
        thread.join()
        self.assertGreater(len(ticks), 10)

    def test_blas_gets_its_threads_back(self):
        if _library._get_threads is None:
            self.skipTest("the BLAS is not OpenBLAS")
        before = _library._get_threads()
        inside = []
        chladni.spectrum(two_clumps()[0], progress=lambda *e: inside.append(
            _library.lib.chl_threads_blas()), **QUICK)
        self.assertEqual(set(inside), {1})
        self.assertEqual(_library._get_threads(), before)


class Options(Case):

    def test_are_explained(self):
        for function in (chladni.spectrum, chladni.predict, chladni.report,
                         chladni.rank_augmentations, chladni.solvable,
                         chladni.SpectralDiagnostic, chladni.check):
            with self.subTest(function.__name__):
                self.assertNotIn("{options}", function.__doc__)
                self.assertNotIn("{data}", function.__doc__)
                self.assertIn("of every random choice", function.__doc__)
                self.assertRegex(function.__doc__, r"(?m)^seed : int")

    def test_none_leaves_the_choice_to_the_library(self):
        X, _ = two_clumps()
        self.assertEqual(
            chladni.spectrum(X, depth=None, cells=None, **QUICK).to_json(),
            chladni.spectrum(X, **QUICK).to_json())

    def test_a_note_of_each_is_in_the_document(self):
        options = chladni.spectrum(two_clumps()[0], **QUICK).document[
            "options"]
        self.assertEqual(options["landmarks"],
                         {"source": "flag", "value": "32"})
        self.assertEqual(options["kernel"]["source"], "default")
        json.dumps(options)


if __name__ == "__main__":
    run()
