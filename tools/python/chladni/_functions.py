# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of the program as functions."""
import os

from . import _arrays, _errors, _library
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


@_with_data("flow")
def flow(X="eight_gaussians", y=None, *, name="array", progress=None,
         **options):
    """Points that a discriminator of infinite width moves towards X, step by
    step, and the modes it learns first.

    X may also be the name of a set, such as "eight_gaussians", "modes_1d" or
    "ring:components=5:radius=3", or the path of a grey picture, whose ink is
    a density.

    Parameters
    ----------
    {data}
    {options}

    Returns
    -------
    Result; result.document["flow"] holds the table of the steps, distances in
    the unit of X, and save("flow.png") the pictures, one behind the other
    """
    question = Question("flow", options, progress)
    if _arrays.is_path(X):
        if y is not None:
            raise _errors.ArgumentError(
                "y was given beside a path; files bring their own classes")
        question.add_word(X)
        return question.answer()
    if isinstance(X, Result):
        return question.answer(earlier=X)
    return question.answer(question.open(X, y, name))


@_with_data("meanfield")
def meanfield(X=None, y=None, *, name="array", progress=None, **options):
    """The WGAN with a clipped critic in its limit of many neurons: whether it
    oscillates, freezes or comes to rest, and what clipping has to do with it.

    X has up to 8 columns; without it a target is learned by its name, or, with
    toy=True, the closed example of one parameter is solved exactly.

    Parameters
    ----------
    {data}
    {options}

    Returns
    -------
    Result; result.document["meanfield"] holds the trajectory, in steps of the
    generator times its rate
    """
    if X is None:
        return Question("meanfield", options, progress).answer()
    return _answer("meanfield", X, y, name, progress, options)


@documented("compare")
def compare(*data, progress=None, **options):
    """Datasets or versions of one beside the first: the ratio of every
    eigenvalue with its interval, and the gamma each wants for the same game.

    Parameters
    ----------
    data : two or more, each a Result, a path, or what report takes as X
        A dict of one name and its data names them in the documents. Results
        keep the spectrum they were made with.
    progress : bool, callable or None
        None: a line in notebooks, nothing elsewhere.
    {options}

    Returns
    -------
    Result; result.document["comparison"] holds the ratios, which have no unit
    """
    question = Question("compare", options, progress)
    answers = []
    for index, one in enumerate(data):
        name, one = _named(one, f"array {index + 1}")
        opened = one if isinstance(one, Result) else question.open(one,
                                                                   name=name)
        answers.append(question.answer(earlier=opened)
                       if isinstance(opened, Result)
                       else question.answer(opened))
    return question.compare(answers)


def _named(data, name):
    """{"name": data} or data alone."""
    if isinstance(data, dict):
        if len(data) != 1:
            raise _errors.ArgumentError(
                f"a dict of {len(data)} names was given; expected one name and "
                "its data, {'cleaned': X}")
        return next(iter(data.items()))
    return name, data


@documented("backtest")
def backtest(*runs, with_, progress=None, **options):
    """Predictions laid over finished runs: the rank correlation with its
    interval, and the one factor on gamma that the theory leaves open.

    Parameters
    ----------
    runs : paths
        Run folders of StyleGAN2-ada, StyleGAN3 or R3GAN, folders of these, or
        CSV tables with the columns gamma and score.
    with_ : Result or path
        What to test.
    progress : bool, callable or None
        None: a line in notebooks, nothing elsewhere.
    {options}

    Returns
    -------
    Result; result.document["backtest"] holds runs, predictions and scores
    """
    if isinstance(with_, Result):
        question = Question("backtest", options, progress)
    else:
        question = Question("backtest", {**options, "with_": with_}, progress)
    for run in runs:
        question.add_word(run)
    return question.answer(earlier=with_ if isinstance(with_, Result) else None)


@documented("verify")
def verify(*, progress=None, **options):
    """Distributions with known eigenvalues, estimated on this machine.

    Parameters
    ----------
    progress : bool, callable or None
        None: a line in notebooks, nothing elsewhere.
    {options}

    Returns
    -------
    Result; result.document["verify"] holds truth, estimate and error of each

    Raises
    ------
    NumericError
        A closed form was missed; its attribute `result` is the Result.
    """
    result = Question("verify", options, progress).answer()
    try:
        _library.call("chl_flat_verified", result.handle)
    except _errors.NumericError as why:
        why.result = result
        raise
    return result


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
