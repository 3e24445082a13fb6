# SPDX-License-Identifier: GPL-3.0-or-later
"""A question to the library: a command and its options, by name."""
import collections
import ctypes
import inspect
import keyword
import os
import textwrap
import weakref

import numpy

from . import _arrays, _errors, _library
from ._progress import Watch

# name      as a parameter: full_scale, from_
# kind      flag, text, size, seed, real, range, paths
# default   None where the library chooses
# automatic the word for that, or ""
Option = collections.namedtuple("Option",
                                "name kind default automatic help words")


def _default(kind, text, automatic):
    if automatic and text == automatic:
        return None
    if kind == "flag":
        return text == "1"
    if kind in ("size", "seed"):
        return int(text)
    return float(text) if kind == "real" else text


def _parameter(name):
    name = name.replace("-", "_")
    return name + "_" if keyword.iskeyword(name) else name


def _parse(line):
    name, kind, text, automatic, about, *words = line.split("\t")
    return Option(_parameter(name), kind,
                  _default(kind, text, automatic), automatic, about, words)


def _text(value):
    """A value in the words of an option."""
    if isinstance(value, (bool, numpy.bool_)):
        return "1" if value else "0"
    if isinstance(value, (float, numpy.floating)):
        return repr(float(value))
    if isinstance(value, (tuple, list, numpy.ndarray)):
        return ",".join(_text(part) for part in value)
    return os.fspath(value) if isinstance(value, os.PathLike) else str(value)


def _matrix(value):
    """3, [3, 5] or [[3, 0], [0, 5]] in the words of solvable."""
    if isinstance(value, (str, bytes)):
        return value
    rows = numpy.atleast_1d(numpy.asarray(value, dtype=float))
    if rows.ndim == 1:
        return _text(rows)
    return ";".join(_text(row) for row in rows)


MATRICES = ("cov", "cov_gen", "P0", "Q0")


class Data:
    """A dataset of the library, with what it looks at kept alive."""

    def __init__(self, handle, rows=None):
        self.handle = handle
        self.rows = rows
        self._end = weakref.finalize(self, _library.lib.chl_dataset_free,
                                     handle)


class Modes:
    """Eigenfunctions that can be looked at anywhere; they keep what they
    were fitted to alive."""

    def __init__(self, handle, data):
        self.handle = ctypes.c_void_p(handle)
        self.data = data
        self._end = weakref.finalize(self, _library.lib.chl_modes_free,
                                     self.handle)

    def __call__(self, rows):
        """Values (n, k) at rows, in the order of the spectrum."""
        count = _library.lib.chl_modes_count(self.handle)
        values = numpy.empty((len(rows.values), count))
        array = _arrays.Array(rows, "array")
        with _library.one_blas_thread():
            _library.call("chl_flat_evaluate", self.handle, array.handle,
                          ctypes.c_void_p(values.ctypes.data))
        return values


class Question:
    """command  as chl_flat_create takes it; options by their names."""

    def __init__(self, command, options=None, progress=None):
        self.command = command
        self.handle = ctypes.c_void_p()
        _library.call("chl_flat_create", command.encode(),
                      ctypes.byref(self.handle))
        self._end = weakref.finalize(self, _library.lib.chl_flat_free,
                                     self.handle)
        self.watch = Watch(progress)
        _library.lib.chl_flat_watch(self.handle, self.watch.callback, None)
        for name, value in (options or {}).items():
            self._give(name, value)

    def _give(self, name, value):
        """One option; None, and what is the default anyway, is not given."""
        option = self._option(name)
        if value is None or (option is not None and _same(value, option.default)):
            return
        if option is not None and option.kind == "paths":
            values = [value] if isinstance(value, str) else value
            for one in values:
                self._set(name, _text(one))
        else:
            self._set(name, _matrix(value) if name in MATRICES
                      else _text(value))

    def _option(self, name):
        return options_of(self.command).get(name)

    def _set(self, name, text):
        _library.call("chl_flat_set", self.handle,
                      _library.encode(name.rstrip("_")), _library.encode(text))

    def add_word(self, word):
        """A path or a name beside the options, as on a command line."""
        _library.call("chl_flat_add_word", self.handle,
                      _library.encode(os.fspath(word)))

    def ask(self, name, *arguments):
        """A call that may take long; its interrupts come out as they went
        in."""
        try:
            with _library.one_blas_thread(), self.watch:
                _library.call(name, *arguments)
        except _errors.Cancelled as why:
            raise self.watch.explain(why) from None

    def _hand_over(self, answer):
        """What is finished is ours to give back, also if nobody wants it."""
        self.watch.settle()
        return answer

    def open(self, data, y=None, name="array"):
        """Data or Result of a path; Data of anything that holds numbers."""
        if _arrays.is_path(data):
            if y is not None:
                raise _errors.ArgumentError(
                    "y was given beside a path; files bring their own classes")
            return self._open_path(os.fspath(data))
        rows = _arrays.label(_arrays.rows_of(data), y)
        return self.open_rows(rows, name)

    def open_rows(self, rows, name="array"):
        handle = ctypes.c_void_p()
        array = _arrays.Array(rows, name)
        self.ask("chl_flat_open_array", self.handle, array.handle,
                 ctypes.byref(handle))
        return self._hand_over(Data(handle, rows))

    def _open_path(self, where):
        from ._result import Result
        dataset, result = ctypes.c_void_p(), ctypes.c_void_p()
        self.ask("chl_flat_open", self.handle, _library.encode(where),
                 ctypes.byref(dataset), ctypes.byref(result))
        return self._hand_over(Data(dataset) if dataset else Result(result))

    def keep_modes(self):
        """Ask the next answer from data to keep its modes."""
        _library.lib.chl_flat_keep_modes(self.handle)
        return self

    def take_modes(self, data):
        """The modes of the last answer, or None."""
        handle = _library.lib.chl_flat_take_modes(self.handle)
        return Modes(handle, data) if handle else None

    def answer(self, data=None, earlier=None):
        """The Result from data, from an earlier one, or from neither."""
        from ._result import Result
        handle = ctypes.c_void_p()
        self.ask("chl_flat_answer", self.handle, data.handle if data else None,
                 earlier.handle if earlier else None, ctypes.byref(handle))
        return self._hand_over(Result(handle, data))

    def compare(self, answers):
        """The Result that lays answers beside the first of them."""
        from ._result import Result
        handle = ctypes.c_void_p()
        handles = (ctypes.c_void_p * len(answers))(
            *[a.handle for a in answers])
        self.ask("chl_flat_compare", self.handle, handles, len(answers),
                 ctypes.byref(handle))
        return self._hand_over(Result(handle))

    def check(self, where):
        out = ctypes.c_void_p()
        self.ask("chl_flat_check", self.handle, _library.encode(where),
                 ctypes.byref(out))
        return self._hand_over(_library.take_text(out))

    def describe(self):
        out = ctypes.c_void_p()
        _library.call("chl_flat_describe", self.handle, ctypes.byref(out))
        return _library.take_text(out)


def _same(value, default):
    """Is it what the library takes anyway?"""
    if isinstance(value, (tuple, list, numpy.ndarray)):
        return False
    return type(value) is type(default) and value == default


_known = {}


def options_of(command):
    """The options of a command: a dict from name to Option, in the order of
    the program's help. Defaults come from the library itself."""
    if command not in _known:
        _known[command] = {}  # while the question below is made
        lines = Question(command).describe().splitlines()
        _known[command] = {o.name: o for o in map(_parse, lines)}
    return _known[command]


def _describe(option):
    words = (": " + ", ".join(f"'{w}'" for w in option.words)
             if option.words else "")
    chosen = (f"; None: '{option.automatic}'" if option.automatic else "")
    head = f"{option.name} : {_kinds[option.kind]}, default {option.default!r}"
    return head + chosen + "\n" + textwrap.indent(
        textwrap.fill(option.help + words, 70), "    ")


_kinds = {"flag": "bool", "text": "str", "size": "int", "seed": "int",
          "real": "float", "range": "str or (low, high)",
          "paths": "list of str"}


def parameters(command):
    """What its options mean, as a part of a docstring."""
    return "\n".join(_describe(o) for o in options_of(command).values())


def documented(command):
    """Put the options of a command at {options} in a docstring."""
    def fill(function):
        if function.__doc__:
            function.__doc__ = inspect.cleandoc(function.__doc__).replace(
                "{options}", parameters(command))
        return function
    return fill
