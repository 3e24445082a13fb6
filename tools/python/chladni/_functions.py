# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of the program as functions."""
import os

from . import _errors
from ._question import Data, Question, documented
from ._result import Check, Result, open_data

_DATA = """X : array (n, d), images (n, h, w), (n, h, w, c) or (n, c, h, w),
    tensor, frame, list of pictures, or path
    Arrays of 1 to 8 byte numbers are looked at in place, whatever their
    strides. A path is what the program takes as DATA: a folder of images,
    npy, npz, CSV, HDF5, IDX, CIFAR, zip, tar, or a measure ("wells:m=2").
y : array (n,), optional
    Classes: words or whole numbers. They name what a mode separates.
name : str
    What the data are called in documents.
progress : bool, callable or None
    None: a line in notebooks, nothing elsewhere. A callable is called with
    (stage, done, total); False from it cancels."""


def _with_data(command):
    fill = documented(command)

    def apply(function):
        fill(function)
        function.__doc__ = function.__doc__.replace("{data}", _DATA)
        return function
    return apply


def _answer(command, X, y, name, progress, options):
    question = Question(command, options, progress)
    if isinstance(X, Result):
        return question.answer(earlier=X)
    opened = open_data(question, X, y, name)
    if isinstance(opened, Data):
        return question.answer(opened)
    return question.answer(earlier=opened)


@_with_data("spectrum")
def spectrum(X, y=None, *, name="array", progress=None, **options):
    """Leading eigenvalues of the Laplacian weighted by the density of X.

    Parameters
    ----------
    {data}
    {options}

    Returns
    -------
    Result; eigenvalues in 1/(unit of the data in their range)^2
    """
    return _answer("spectrum", X, y, name, progress, options)


@_with_data("predict")
def predict(X, y=None, *, name="array", progress=None, **options):
    """Spectrum, then what training a GAN on X will do: decay, best gamma,
    stable steps. X may also be a Result or the path of one.

    Parameters
    ----------
    {data}
    {options}

    Returns
    -------
    Result with a prediction and advice
    """
    return _answer("predict", X, y, name, progress, options)


@_with_data("report")
def report(X, y=None, *, name="array", progress=None, **options):
    """Everything that applies: spectrum, prediction, verdict, recipes and, of
    images, the items each slow mode swings between.

    Parameters
    ----------
    {data}
    {options}

    Returns
    -------
    Result; save("report.html") writes the page
    """
    return _answer("report", X, y, name, progress, options)


@_with_data("rank augment")
def rank_augmentations(X, y=None, *, name="array", progress=None, **options):
    """Augmentations by what they do to the error at the end of a run.

    Parameters
    ----------
    {data}
    {options}

    Returns
    -------
    Result with a ranking, best first
    """
    return _answer("rank augment", X, y, name, progress, options)


@_with_data("rank gamma")
def rank_gamma(X, y=None, *, name="array", progress=None, **options):
    """Strengths of the penalty, best first. X may also be a Result.

    Parameters
    ----------
    {data}
    {options}

    Returns
    -------
    Result with a ranking
    """
    return _answer("rank gamma", X, y, name, progress, options)


@_with_data("rank scheme")
def rank_schemes(X, y=None, *, name="array", progress=None, **options):
    """Training schemes by the decay they reach per gradient. X may also be a
    Result.

    Parameters
    ----------
    {data}
    {options}

    Returns
    -------
    Result with a ranking
    """
    return _answer("rank scheme", X, y, name, progress, options)


@_with_data("solvable")
def solvable(X=None, y=None, *, name="array", progress=None, **options):
    """A GAN whose training is solved: which directions are learned, fail or
    oscillate; of X if given, else of a model in numbers, whose matrices may
    be words, numbers, lists of variances, or arrays.

    Parameters
    ----------
    {data}
    {options}

    Returns
    -------
    Result; result.document["solvable"] holds the trajectory
    """
    if X is None:
        return Question("solvable", options, progress).answer()
    return _answer("solvable", X, y, name, progress, options)


@_with_data("check")
def check(path, *, progress=None, **options):
    """Is the data at a path readable and sane? Every bad, odd or duplicate
    item by name.

    Parameters
    ----------
    path : str or path
    {options}

    Returns
    -------
    Check; true if an analysis can run
    """
    return Check(Question("check", options, progress).check(os.fspath(path)))


def load(path):
    """The Result a JSON document or an HTML page of an earlier run holds."""
    opened = Question("recipe").open(os.fspath(path))
    if isinstance(opened, Data):
        raise _errors.DataError(
            f"{path}: is no result; chladni.report makes one of data")
    return opened
