# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever holds numbers, as an array the library can look at in place."""
import ctypes
import os
import weakref

import numpy

from . import _library
from ._errors import DataError


class Rows:
    """Rows of a caller: an array, names of columns, and labels.

    values    n x d, n x h x w or n x h x w x c; any strides, no copy unless
              the type or the byte order asks for one
    columns   d names or None
    labels    n numbers of classes or None, whose names are `classes`; None if
              they are called 0, 1, ...
    """

    def __init__(self, values, columns=None):
        self.values = values
        self.columns = columns
        self.labels = None
        self.classes = None
        self.class_count = 0

    @property
    def features(self):
        """d: values per row."""
        return int(numpy.prod(self.values.shape[1:], dtype=numpy.int64))


def is_path(data):
    return isinstance(data, (str, os.PathLike))


def _is_frame(data):
    return hasattr(data, "columns") and hasattr(data, "to_numpy")


def _of_frame(data):
    values = data.to_numpy()
    names = [str(name) for name in data.columns]
    if values.dtype.kind in "OUS":
        for position, name in enumerate(names):
            if numpy.asarray(data.iloc[:, position]).dtype.kind in "OUS":
                raise DataError(
                    f"column '{name}' holds no numbers; encode it first, or "
                    "write a CSV file, whose words become columns of 0 and 1")
    return values, names


def _is_item(data):
    """A picture or an array inside a list of them."""
    return (hasattr(data, "__array_interface__") or hasattr(data, "__array__")
            or hasattr(data, "__dlpack__")) and numpy.ndim(data) > 0


def _of_list(data):
    """Pictures or arrays one by one, such as a column of a data set."""
    items = [_one(item) for item in data]
    for index, item in enumerate(items):
        if item.shape != items[0].shape:
            raise DataError(f"item {index} has shape {item.shape}; item 0 has "
                            f"{items[0].shape}, and all must agree")
        if item.dtype != items[0].dtype:
            raise DataError(f"item {index} holds {item.dtype}; item 0 holds "
                            f"{items[0].dtype}, and all must agree")
    return numpy.stack(items)


def _one(data):
    """One array-like thing without a copy where it can be had."""
    if isinstance(data, numpy.ndarray):
        return data
    if hasattr(data, "detach"):  # tensors that know gradients
        data = data.detach()
    if hasattr(data, "__array_interface__") or hasattr(data, "__array__"):
        return numpy.asarray(data)
    if hasattr(data, "__dlpack__"):
        return numpy.from_dlpack(data)
    return numpy.asarray(data)


def _is_sparse(data):
    return hasattr(data, "toarray") and hasattr(data, "nnz")


def _is_list_of_items(data):
    if not (hasattr(data, "__len__") and hasattr(data, "__getitem__")):
        return False
    if hasattr(data, "__array__") or hasattr(data, "__array_interface__"):
        return False
    if isinstance(data, (bytes, bytearray, memoryview, dict)):
        return False
    return len(data) > 0 and _is_item(data[0])


def _native(values):
    """The same numbers in a type the library reads; itself where it does."""
    kind = values.dtype.kind
    if kind == "b":
        return values.view(numpy.uint8)
    if kind == "c":
        raise DataError("Complex data not supported: the data hold "
                        f"{values.dtype}; split them into two columns")
    if kind == "O":
        return values.astype(numpy.float64)
    if kind not in "uif":
        raise DataError(f"the data hold {values.dtype}, which are no numbers")
    if values.dtype.itemsize > 8:
        return values.astype(numpy.float64)
    if not values.dtype.isnative:
        return values.astype(values.dtype.newbyteorder("="))
    return values


def _channels_last(values):
    """n x c x h x w as a view n x h x w x c where only that makes images."""
    if (values.ndim == 4 and not 1 <= values.shape[3] <= 4
            and 1 <= values.shape[1] <= 4):
        return values.transpose(0, 2, 3, 1)
    return values


def rows_of(data):
    """Rows of an array, tensor, frame, or list of pictures; never a copy of
    what is there as unsigned, signed or floating numbers of 1 to 8 bytes."""
    columns = None
    if _is_sparse(data):
        raise TypeError("A sparse matrix was passed, but dense data is "
                        "required: the modes of sparse rows are not what zeros "
                        "stand for; use X.toarray() if they are")
    if _is_frame(data):
        values, columns = _of_frame(data)
    elif _is_list_of_items(data):
        values = _of_list(data)
    else:
        values = _one(data)
    values = _channels_last(_native(values))
    if values.ndim not in (2, 3, 4):
        raise DataError(
            f"the data have {values.ndim} axes; expected n x d, or images "
            "n x h x w or n x h x w x c. Reshape your data: X.reshape(-1, 1) "
            "if it has one column, X.reshape(1, -1) if it is one row")
    if values.ndim == 4 and not 1 <= values.shape[3] <= 4:
        raise DataError(f"the data have shape {values.shape}; images have 1 "
                        "to 4 channels, on their last or second axis")
    return Rows(values, columns)


def label(rows, y):
    """Take y as classes: of words or of whole numbers; fractions are targets
    of a regression, which the modes of X do not see."""
    if y is None:
        return rows
    y = numpy.asarray(_one(y))
    if y.ndim == 2 and y.shape[1] == 1:
        y = y[:, 0]
    count = len(rows.values)
    if y.ndim != 1 or len(y) != count:
        raise DataError(f"y has shape {y.shape}; expected one label for each "
                        f"of {count} rows")
    if y.dtype.kind == "f" and not numpy.all(y == numpy.floor(y)):
        return rows
    names, inverse = numpy.unique(y, return_inverse=True)
    if y.dtype.kind == "f":
        names = names.astype(numpy.int64)
    rows.labels = numpy.ascontiguousarray(inverse, dtype=numpy.intp)
    numbered = names.dtype.kind in "iu" and numpy.array_equal(
        names, numpy.arange(len(names)))
    rows.classes = None if numbered else [str(name) for name in names]
    rows.class_count = len(names)
    return rows


class Array:
    """Rows as the library is told of them; for the time of one call."""

    def __init__(self, rows, name):
        values = rows.values
        self.handle = ctypes.c_void_p()
        self._rows = rows
        shape = (ctypes.c_size_t * values.ndim)(*values.shape)
        strides = (ctypes.c_ssize_t * values.ndim)(*values.strides)
        kind = values.dtype.kind + str(values.dtype.itemsize)
        _library.call("chl_flat_array_create", _library.encode(name),
                      ctypes.c_void_p(values.ctypes.data), kind.encode(),
                      values.ndim, shape, strides, ctypes.byref(self.handle))
        self._end = weakref.finalize(
            self, _library.lib.chl_flat_array_free, self.handle)
        if rows.columns is not None:
            self._columns = _library.words(rows.columns)
            _library.lib.chl_flat_array_columns(self.handle, self._columns)
        if rows.labels is not None:
            self._classes = (_library.words(rows.classes)
                             if rows.classes is not None else None)
            _library.lib.chl_flat_array_labels(
                self.handle, ctypes.c_void_p(rows.labels.ctypes.data),
                rows.class_count, self._classes)
