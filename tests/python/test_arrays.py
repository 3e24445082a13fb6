# SPDX-License-Identifier: GPL-3.0-or-later
"""Every way numbers can be held, and none of them copied."""
import collections
import gc
import tracemalloc

import numpy

import chladni
from chladni import _arrays
from chladni._question import Question
from support import QUICK, Case, run, two_clumps


def lambdas(X, y=None, **options):
    return chladni.spectrum(X, y, **{**QUICK, **options}).eigenvalues


class Tensor:
    """As torch has them: an array behind __array__, once detached."""

    def __init__(self, values, grad=False):
        self.values, self.grad = values, grad

    def detach(self):
        return Tensor(self.values)

    def __array__(self, dtype=None):
        if self.grad:
            raise RuntimeError("Can't call numpy() on Tensor that requires grad")
        return self.values

    def __len__(self):
        return len(self.values)

    def __getitem__(self, index):
        return Tensor(self.values[index])


class Capsule:
    """Nothing but DLPack."""

    def __init__(self, values):
        self.values = values

    def __dlpack__(self, stream=None):
        return self.values.__dlpack__()

    def __dlpack_device__(self):
        return self.values.__dlpack_device__()


class Picture:
    """As PIL has them: bytes behind an interface."""

    def __init__(self, values):
        self.values = values

    @property
    def __array_interface__(self):
        return self.values.__array_interface__


class Frame:
    """As pandas has them."""

    def __init__(self, values, columns):
        self.values, self.columns = values, columns
        self.iloc = self

    def __getitem__(self, where):
        return self.values[where]

    def to_numpy(self):
        return self.values


class HoldingNumbers(Case):

    def test_single_precision_gives_the_same_to_rounding(self):
        X, _ = two_clumps()
        X = X.astype(numpy.float32)
        numpy.testing.assert_allclose(lambdas(X),
                                      lambdas(X.astype(numpy.float64)),
                                      rtol=1e-10)

    def test_every_type_of_whole_numbers_gives_the_same(self):
        X = (10 * two_clumps()[0] + 50).astype(numpy.uint8)
        wanted = lambdas(X.astype(numpy.float64))
        for name in "u1 i1 u2 i2 u4 i4 u8 i8 f2 f4".split():
            with self.subTest(name):
                numpy.testing.assert_allclose(lambdas(X.astype(name)), wanted,
                                              rtol=1e-9)

    def test_strides_of_any_kind_are_followed(self):
        X, _ = two_clumps()
        wide = numpy.zeros((480, 6))
        wide[::2, ::2] = X
        wanted = lambdas(X)
        for name, view in {"fortran": numpy.asfortranarray(X),
                           "steps": wide[::2, ::2],
                           "backwards": X[::-1][::-1]}.items():
            with self.subTest(name):
                numpy.testing.assert_array_equal(lambdas(view), wanted)
        self.assertEqual(lambdas(X[::-1]).shape, wanted.shape)

    def test_tensors_come_without_their_gradients(self):
        X, _ = two_clumps()
        for name, held in {"tensor": Tensor(X), "grad": Tensor(X, True),
                           "dlpack": Capsule(X), "buffer": memoryview(X)
                           }.items():
            with self.subTest(name):
                numpy.testing.assert_array_equal(lambdas(held), lambdas(X))
                self.assertTrue(numpy.shares_memory(
                    _arrays.rows_of(held).values, X))

    def test_lists_of_pictures_are_images(self):
        draw = numpy.random.default_rng(0)
        X = draw.integers(0, 255, (40, 4, 4, 3), dtype=numpy.uint8)
        pictures = [Picture(x) for x in X]
        document = chladni.spectrum(pictures, **QUICK).document
        self.assertEqual(document["dataset"]["kind"], "images")
        self.assertEqual(document["dataset"]["shape"], [40, 4, 4, 3])
        numpy.testing.assert_array_equal(lambdas(pictures), lambdas(X))
        numpy.testing.assert_array_equal(lambdas(tuple(X)), lambdas(X))

    def test_an_odd_picture_is_named(self):
        X = [numpy.zeros((4, 4, 3), numpy.uint8)] * 3
        X.append(numpy.zeros((4, 5, 3), numpy.uint8))
        self.assert_refused(chladni.DataError, "item 3 has shape (4, 5, 3)",
                            chladni.spectrum, X)
        X[3] = numpy.zeros((4, 4, 3), numpy.float32)
        self.assert_refused(chladni.DataError, "item 3 holds float32",
                            chladni.spectrum, X)

    def test_channels_may_come_first(self):
        draw = numpy.random.default_rng(0)
        X = draw.integers(0, 255, (40, 3, 8, 8), dtype=numpy.uint8)
        rows = _arrays.rows_of(X)
        self.assertEqual(rows.values.shape, (40, 8, 8, 3))
        self.assertTrue(numpy.shares_memory(rows.values, X))
        numpy.testing.assert_array_equal(
            lambdas(X), lambdas(X.transpose(0, 2, 3, 1).copy()))

    def test_frames_bring_the_names_of_their_columns(self):
        X, _ = two_clumps()
        result = chladni.spectrum(Frame(X, ["side", "b", 3]), **QUICK)
        mode = result.document["spectrum"]["modes"][0]
        self.assertEqual(result.document["dataset"]["kind"], "table")
        self.assertEqual(mode["columns"][0], "side")
        words = numpy.array([["a", 1.0]] * 4, dtype=object)
        self.assert_refused(chladni.DataError, "column 'colour' holds no "
                            "numbers", chladni.spectrum,
                            Frame(words, ["colour", "b"]))

    def test_labels_name_what_a_mode_separates(self):
        X, side = two_clumps()
        words = numpy.where(side == 1, "right", "left")
        for y in (words, list(words), Tensor(words)):
            document = chladni.spectrum(X, y, **QUICK).document
            self.assertEqual(document["dataset"]["classes"],
                             ["left", "right"])
            ends = document["spectrum"]["modes"][0]
            self.assertEqual({ends["low_classes"], ends["high_classes"]},
                             {'8 of 8 are "left"', '8 of 8 are "right"'})
        numpy.testing.assert_array_equal(lambdas(X, words), lambdas(X))

    def test_fractions_are_no_classes(self):
        X, side = two_clumps()
        document = chladni.spectrum(X, side + 0.5, **QUICK).document
        self.assertEqual(document["dataset"]["classes"], [])

    def test_labels_of_another_length_are_refused(self):
        X, side = two_clumps()
        self.assert_refused(chladni.DataError, "one label for each of 240",
                            chladni.spectrum, X, side[:-1])


class NothingCopied(Case):

    def test_opening_an_array_takes_no_memory_to_speak_of(self):
        for kind in ("f4", "f8", "u1"):
            X = numpy.ones((4000, 256), kind)
            X[::2] = 0
            with self.subTest(kind):
                tracemalloc.start()
                data = Question("spectrum").open(X)
                _, peak = tracemalloc.get_traced_memory()
                tracemalloc.stop()
                self.assertIs(data.rows.values, X)
                self.assertLess(peak, 100_000)

    def test_what_is_altered_after_opening_is_seen(self):
        X, _ = two_clumps()
        question = Question("spectrum", QUICK)
        data = question.open(X)
        X *= 2.0
        numpy.testing.assert_array_equal(question.answer(data).eigenvalues,
                                         lambdas(X))

    def test_data_live_as_long_as_somebody_can_ask_for_them(self):
        X, _ = two_clumps()
        result = chladni.spectrum(X.copy(), **QUICK)
        gc.collect()
        self.assertEqual(result.data.rows.values.shape, X.shape)

    def test_rows_given_are_not_written_to(self):
        X, y = two_clumps()
        X.setflags(write=False)
        before = X.copy()
        chladni.spectrum(X, y, range="standard", **QUICK)
        numpy.testing.assert_array_equal(X, before)

    def test_calls_do_not_grow_with_the_rows(self):
        """Python's share is a handful of calls, however many rows there
        are."""
        from chladni import _library
        counts = collections.Counter()
        call = _library.call

        def counting(name, *arguments):
            counts[len(X)] += 1
            return call(name, *arguments)

        _library.call = counting
        try:
            for rows in (200, 1600):
                X, y = two_clumps(rows)
                chladni.spectrum(X, y, **QUICK)
        finally:
            _library.call = call
        self.assertEqual(counts[200], counts[1600])
        self.assertLess(counts[200], 20)


class Broken(Case):

    def test_numbers_that_are_none_are_named(self):
        X, _ = two_clumps()
        for value in (numpy.nan, numpy.inf, -numpy.inf):
            X[7, 2] = value
            self.assert_refused(chladni.DataError, "row 7, column 2 is",
                                chladni.spectrum, X, **QUICK)
        self.assert_refused(chladni.DataError, "(third)", chladni.spectrum,
                            Frame(X, ["first", "second", "(third)"]), **QUICK)

    def test_too_few_rows_are_refused(self):
        X, _ = two_clumps()
        self.assert_refused(chladni.DataError, "has one row",
                            chladni.spectrum, X[:1])
        self.assert_refused(chladni.DataError, "has no rows",
                            chladni.spectrum, X[:0])
        self.assert_refused(chladni.DataError, "all 5 rows are equal",
                            chladni.spectrum, numpy.ones((5, 2)))

    def test_what_is_no_table_of_numbers_is_refused(self):
        X, _ = two_clumps()
        for data, part in (
                (X[0], "1 axes"), (X[0, 0], "0 axes"),
                (numpy.zeros((2, 2, 2, 2, 2)), "5 axes"),
                (numpy.zeros((4, 9, 9, 9)), "1 to 4 channels"),
                (numpy.array([["a"], ["b"]]), "no numbers"),
                (X + 1j, "complex"), (b"bytes", "axes")):
            with self.subTest(part):
                with self.assertRaises((chladni.DataError, ValueError)):
                    chladni.spectrum(data)

    def test_objects_are_taken_for_numbers_if_they_are(self):
        X, _ = two_clumps()
        numpy.testing.assert_array_equal(lambdas(X.astype(object)), lambdas(X))
        with self.assertRaises((TypeError, ValueError)):
            chladni.spectrum(numpy.array([[{}, 1], [2, 3]], dtype=object))


if __name__ == "__main__":
    run()
