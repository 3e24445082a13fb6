# SPDX-License-Identifier: GPL-3.0-or-later
"""Chladni: what a dataset will do to the training of a GAN.

    import chladni
    chladni.report(X)                 # a verdict and two figures, in a notebook

X is an array, a tensor, a frame, a list of pictures, or the path of any data
the program reads. Functions are named after the program's commands and take
its options with _ for -; None leaves a choice to the library. The same data,
options and seed give the same bytes as the command line, on any number of
threads.

    spectrum predict report rank_augmentations rank_gamma rank_schemes
    compare backtest          ask, and give a Result
    solvable flow meanfield   the same of GANs whose training is known
    verify                    closed forms, estimated on this machine
    check                     is a path readable and sane? gives a Check
    load                      a Result back from its JSON document or page
    SpectralDiagnostic        the same in the manner of scikit-learn

Ctrl-C stops a computation at its next step and raises KeyboardInterrupt. While
one runs, OpenBLAS is set to one thread; the library has its own.
"""
from ._errors import (ArgumentError, BusyError, Cancelled, ChladniError,
                      DataError, FileError, FormatError, NumericError,
                      OutOfMemoryError, ShapeError, UnsupportedError)
from ._estimator import SpectralDiagnostic
from ._functions import (backtest, check, compare, flow, load, meanfield,
                         predict, rank_augmentations, rank_gamma, rank_schemes,
                         report, solvable, spectrum, verify)
from ._library import VERSION as __version__
from ._result import Check, Figure, Result

__all__ = ["ArgumentError", "BusyError", "Cancelled", "Check", "ChladniError",
           "DataError", "Figure", "FileError", "FormatError", "NumericError",
           "OutOfMemoryError", "Result", "ShapeError", "SpectralDiagnostic",
           "UnsupportedError", "backtest", "check", "compare", "flow", "load",
           "meanfield", "predict", "rank_augmentations", "rank_gamma",
           "rank_schemes", "report", "solvable", "spectrum", "verify"]
