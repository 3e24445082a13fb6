# SPDX-License-Identifier: GPL-3.0-or-later
"""What the library refuses, as exceptions with the library's own sentence."""


class ChladniError(Exception):
    """Anything the library could not do; the base of all below."""


class ArgumentError(ChladniError, ValueError):
    """An option that is unknown, malformed or out of range."""


class DataError(ChladniError, ValueError):
    """Data that cannot be analysed: missing, empty, not finite, constant."""


class FormatError(DataError):
    """A file that is not what it begins like."""


class ShapeError(DataError):
    """Shapes that do not agree."""


class FileError(ChladniError, OSError):
    """Reading or writing failed."""


class OutOfMemoryError(ChladniError, MemoryError):
    """No memory was left; nothing is half done."""


class UnsupportedError(ChladniError, NotImplementedError):
    """The method cannot do what was asked; the sentence says which can."""


class NumericError(ChladniError, ArithmeticError):
    """A factorisation or an iteration broke down."""


class BusyError(ChladniError, RuntimeError):
    """Called from inside another computation that cannot be shared."""


class Cancelled(ChladniError):
    """A progress callback returned False."""


BY_STATUS = {
    "CHL_EARG": ArgumentError,
    "CHL_ESHAPE": ShapeError,
    "CHL_ENOMEM": OutOfMemoryError,
    "CHL_EIO": FileError,
    "CHL_EFORMAT": FormatError,
    "CHL_EDATA": DataError,
    "CHL_EUNSUPPORTED": UnsupportedError,
    "CHL_ENUMERIC": NumericError,
    "CHL_EBUSY": BusyError,
    "CHL_ECANCELLED": Cancelled,
}
