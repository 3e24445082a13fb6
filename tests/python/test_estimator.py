# SPDX-License-Identifier: GPL-3.0-or-later
"""The estimator, by scikit-learn's own checks where that is installed."""
import pathlib
import pickle
import tempfile
import unittest
import warnings

import numpy

import chladni
from support import DIGITS, QUICK, Case, run, two_clumps

# Left out of scikit-learn's checks, with reasons: nothing.
EXCLUDED = {}


def quick(**options):
    return chladni.SpectralDiagnostic(**{**QUICK, **options})


class Estimator(Case):

    def test_has_what_was_fitted(self):
        X, y = two_clumps()
        e = quick()
        self.assertIs(e.fit(X, y), e)
        self.assertEqual(e.eigenvalues_.shape, (3,))
        self.assertEqual(e.interval_.shape, (3, 2))
        self.assertEqual(e.lambda_1_, e.eigenvalues_[0])
        self.assertEqual(e.n_features_in_, 3)
        self.assertEqual(e.result_["command"], "report")
        self.assertEqual(e.to_json(), chladni.report(X, y, **QUICK).to_json())

    def test_reads_paths(self):
        e = quick(full_scale=16).fit(DIGITS)
        self.assertEqual(e.n_features_in_, 64)
        self.assertEqual(e.result_["dataset"]["name"], "digits8.npy")

    def test_answers_further_questions(self):
        X = numpy.load(DIGITS)[:400]
        e = quick(batch=16, steps=2000, full_scale=16).fit(X)
        prediction = e.predict_dynamics(gamma=4.0).document["prediction"]
        self.assertEqual(prediction["gamma"], 4.0)
        self.assertEqual(prediction["budget"]["batch"], 16)
        self.assertEqual(e.rank_gamma().document["ranking"]["kind"], "gamma")
        self.assertEqual(e.rank_schemes().document["ranking"]["kind"],
                         "scheme")
        self.assertIn("gamma", e.recipe("pytorch"))
        ranking = e.rank_augmentations(
            ["flip:1"], samples=200, functions=16, landmarks=16,
            bootstrap=40)
        names = [i["name"] for i in ranking.document["ranking"]["items"]]
        self.assertIn("none", names)
        self.assertEqual(len(names), 2)
        self.assertEqual(ranking.document["options"]["steps"]["value"], "2000")

    def test_writes_and_draws(self):
        e = quick().fit(two_clumps()[0])
        with tempfile.TemporaryDirectory() as folder:
            path = e.report(pathlib.Path(folder, "x.html"))
            self.assertIn("<!DOCTYPE html>", path.read_text("utf-8"))
        self.assertIn("<svg", e.figure()._repr_svg_())
        self.assertIn("Verdict", e._repr_html_())
        self.assertIn("<pre>", quick()._repr_html_())

    def test_has_the_parameters_of_the_program(self):
        e = quick(kernel="gauss")
        self.assertEqual(e.get_params()["kernel"], "gauss")
        self.assertIsNone(e.get_params()["cells"])
        e.set_params(kernel="laplace")
        self.assertIn("kernel='laplace'", repr(e))
        with self.assertRaises(TypeError):
            quick(kernle="gauss")
        with self.assertRaises(ValueError):
            e.set_params(kernle="gauss")

    def test_refuses_before_it_is_fitted(self):
        for ask in (lambda e: e.predict_dynamics(), lambda e: e.recipe(),
                    lambda e: e.to_json()):
            self.assert_refused(chladni.ArgumentError, "call fit(X)", ask,
                                quick())

    def test_keeps_its_rows_in_a_pickle(self):
        X, _ = two_clumps()
        e = quick(range="standard").fit(X)
        again = pickle.loads(pickle.dumps(e))
        self.assertEqual(again.to_json(), e.to_json())
        numpy.testing.assert_array_equal(again.transform(X), e.transform(X))
        self.assert_refused(chladni.ArgumentError, "candidate 'flip:1'",
                            again.rank_augmentations, ["flip:1"])

    def test_looks_at_its_modes_anywhere(self):
        X, side = two_clumps(400)
        e = quick(range="standard")
        F = e.fit_transform(X)
        self.assertEqual(F.shape, (400, 3))
        self.assertEqual(list(e.get_feature_names_out()),
                         ["mode0", "mode1", "mode2"])
        # Landmarks, 32 of the 400 rows, are not among those of the moments.
        numpy.testing.assert_allclose(F.mean(0), 0.0, atol=32 / 400)
        numpy.testing.assert_allclose(F.var(0), 1.0, atol=32 / 400)
        ends = e.result_["spectrum"]["modes"][0]
        self.assertEqual(set(ends["low_rows"]), set(F[:, 0].argsort()[:8]))
        self.assertGreater(abs(numpy.corrcoef(F[:, 0], side)[0, 1]), 0.9)
        new, there = two_clumps(50, seed=2)
        self.assertGreater(abs(numpy.corrcoef(
            e.transform(new)[:, 0], there)[0, 1]), 0.9)
        numpy.testing.assert_allclose(e.transform(X[7:8]), F[7:8], rtol=1e-9)
        numpy.testing.assert_allclose(
            e.transform(numpy.asfortranarray(X)[::-1]), F[::-1], rtol=1e-9)

    def test_refuses_rows_it_cannot_look_at(self):
        X, _ = two_clumps()
        e = quick().fit(X)
        self.assert_refused(chladni.ShapeError, "X has 2 features, but",
                            e.transform, X[:, :2])
        graph = quick(operator="graph", bandwidth=None).fit(X)
        self.assert_refused(chladni.UnsupportedError, "galerkin has them",
                            graph.transform, X)
        X[3, 1] = numpy.nan
        self.assert_refused(chladni.DataError, "row 3, column 1 is NaN",
                            e.transform, X)

    def test_passes_the_checks_of_scikit_learn(self):
        try:
            from sklearn.utils.estimator_checks import check_estimator
        except ImportError:
            self.skipTest("scikit-learn is not installed")
        # Some checks fit 5 rows, which hold one mode.
        small = quick(modes=1, landmarks=16, threads=1)
        count = 0
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for e, check in check_estimator(small, generate_only=True):
                name = check.func.__name__
                with self.subTest(name):
                    if name in EXCLUDED:
                        continue
                    try:
                        check(e)
                        count += 1
                    except unittest.SkipTest:
                        pass
        self.assertGreater(count, 20)

    def test_is_cloned_and_put_into_pipelines(self):
        try:
            from sklearn.base import clone
            from sklearn.pipeline import make_pipeline
            from sklearn.preprocessing import StandardScaler
        except ImportError:
            self.skipTest("scikit-learn is not installed")
        X, _ = two_clumps()
        e = clone(quick(kernel="gauss"))
        line = make_pipeline(StandardScaler(), e).fit(X)
        standard = (X - X.mean(0)) / X.std(0)
        numpy.testing.assert_allclose(
            line[-1].eigenvalues_, quick(kernel="gauss").fit(
                standard).eigenvalues_, rtol=1e-8)


if __name__ == "__main__":
    run()
