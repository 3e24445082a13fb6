# SPDX-License-Identifier: GPL-3.0-or-later
"""The shared library: found, checked, and called.

Only the calls of tools/python/flat.h and a few others without structs are
used, so no layout of the library is known here and none can be out of date.
"""
import contextlib
import ctypes
import os
import pathlib
import threading

from . import _errors

VERSION = "0.1.0"
FLAT_VERSION = 1

PROGRESS = ctypes.CFUNCTYPE(ctypes.c_bool, ctypes.c_void_p, ctypes.c_char_p,
                            ctypes.c_double, ctypes.c_double)

_HANDLE = ctypes.c_void_p
_OUT = ctypes.POINTER(ctypes.c_void_p)
_WORD = ctypes.c_char_p
_WORDS = ctypes.POINTER(ctypes.c_char_p)
_SIZE = ctypes.c_size_t
_STEP = ctypes.c_ssize_t

# Of every call: what it gives back and takes. "status" is an int that call()
# turns into an exception; the error comes last and is call()'s own.
_CALLS = {
    "chl_version": (_WORD, []),
    "chl_flat_version": (ctypes.c_int, []),
    "chl_flat_error_size": (_SIZE, []),
    "chl_flat_error_text": (_WORD, [_HANDLE]),
    "chl_flat_status_name": (_WORD, [ctypes.c_int]),
    "chl_threads_blas": (_SIZE, []),
    "chl_free": (None, [_HANDLE]),
    "chl_memory_live_blocks": (ctypes.c_long, []),
    "chl_dataset_free": (None, [_HANDLE]),
    "chl_result_free": (None, [_HANDLE]),
    "chl_document_format_of": (_WORD, [_WORD]),
    "chl_document_render": ("status", [_HANDLE, _WORD, _HANDLE, _OUT,
                                       ctypes.POINTER(_SIZE)]),
    "chl_result_parse": ("status", [_WORD, _SIZE, _OUT]),
    "chl_flat_create": ("status", [_WORD, _OUT]),
    "chl_flat_free": (None, [_HANDLE]),
    "chl_flat_set": ("status", [_HANDLE, _WORD, _WORD]),
    "chl_flat_add_word": ("status", [_HANDLE, _WORD]),
    "chl_flat_describe": ("status", [_HANDLE, _OUT]),
    "chl_flat_watch": (None, [_HANDLE, PROGRESS, _HANDLE]),
    "chl_flat_open": ("status", [_HANDLE, _WORD, _OUT, _OUT]),
    "chl_flat_array_create": ("status", [_WORD, _HANDLE, _WORD, _SIZE,
                                         ctypes.POINTER(_SIZE),
                                         ctypes.POINTER(_STEP), _OUT]),
    "chl_flat_array_free": (None, [_HANDLE]),
    "chl_flat_array_columns": (None, [_HANDLE, _WORDS]),
    "chl_flat_array_labels": (None, [_HANDLE, _HANDLE, _SIZE, _WORDS]),
    "chl_flat_open_array": ("status", [_HANDLE, _HANDLE, _OUT]),
    "chl_flat_answer": ("status", [_HANDLE, _HANDLE, _HANDLE, _OUT]),
    "chl_flat_compare": ("status", [_HANDLE, _OUT, _SIZE, _OUT]),
    "chl_flat_verified": ("status", [_HANDLE]),
    "chl_flat_keep_modes": (None, [_HANDLE]),
    "chl_flat_take_modes": (_HANDLE, [_HANDLE]),
    "chl_flat_evaluate": ("status", [_HANDLE, _HANDLE, _HANDLE]),
    "chl_modes_count": (_SIZE, [_HANDLE]),
    "chl_modes_free": (None, [_HANDLE]),
    "chl_flat_check": ("status", [_HANDLE, _WORD, _OUT]),
}


def _places():
    """Where the library may be: as told, in the wheel, in a build tree."""
    here = pathlib.Path(__file__).resolve().parent
    told = os.environ.get("CHLADNI_LIBRARY")
    if told:
        return [pathlib.Path(told)]
    return [here / "libchladni.so",
            here.parents[2] / "build/tools/python/libchladni.so"]


def _load():
    places = _places()
    for place in places:
        if place.exists():
            try:
                return ctypes.CDLL(str(place)), place
            except OSError as why:
                raise ImportError(
                    f"{place} is there but cannot be loaded: {why}; "
                    "tools/packages lists the libraries it needs") from why
    raise ImportError(
        "libchladni.so is not in " + ", ".join(map(str, places))
        + "; ninja -C build tools/python/libchladni.so makes it, or name one "
        "in the environment variable CHLADNI_LIBRARY")


def _check(library, place):
    """Refuse a library of another day before anything is asked of it."""
    try:
        library.chl_version.restype = _WORD
        found = (library.chl_version().decode(), library.chl_flat_version())
    except AttributeError as why:
        raise ImportError(f"{place} has no questions for Python; expected a "
                          f"library of version {VERSION}") from why
    if found != (VERSION, FLAT_VERSION):
        raise ImportError(
            f"{place} is version {found[0]}, calls {found[1]}; this package "
            f"is version {VERSION}, calls {FLAT_VERSION}: build both from one "
            "source")


def _declare(library):
    for name, (result, arguments) in _CALLS.items():
        function = getattr(library, name)
        status = result == "status"
        function.restype = ctypes.c_int if status else result
        function.argtypes = arguments + ([_HANDLE] if status else [])


lib, path = _load()
_check(lib, path)
try:
    _declare(lib)
except AttributeError as gap:
    raise ImportError(f"{path} is of another day than this package: {gap}; "
                      "build both from one source") from gap


def error_of(status, text):
    """The exception of a status."""
    name = lib.chl_flat_status_name(status)
    kind = _errors.BY_STATUS.get(name.decode() if name else "")
    return (kind or _errors.ChladniError)(text)


def call(name, *arguments):
    """Call a function that returns a status; raise what it says."""
    err = ctypes.create_string_buffer(lib.chl_flat_error_size())
    status = getattr(lib, name)(*arguments, err)
    if status != 0:
        raise error_of(status, lib.chl_flat_error_text(err).decode(
            "utf-8", "replace"))


def take_bytes(pointer, size=-1):
    """Bytes of the library as ours, up to a zero without a size; theirs are
    given back."""
    try:
        return ctypes.string_at(pointer, size)
    finally:
        lib.chl_free(pointer)


def take_text(pointer, size=-1):
    return take_bytes(pointer, size).decode("utf-8")


def words(texts):
    """A list of C strings, to be kept alive by the caller."""
    return (ctypes.c_char_p * len(texts))(*[encode(t) for t in texts])


def encode(text):
    return str(text).encode("utf-8", "surrogateescape").replace(b"\0", b"\\0")


_turn = threading.Lock()
_inside = 0
_before = None


def _blas(name, kind):
    try:
        function = getattr(lib, name)
    except AttributeError:
        return None
    function.restype, function.argtypes = kind
    return function


_get_threads = _blas("openblas_get_num_threads", (ctypes.c_int, []))
_set_threads = _blas("openblas_set_num_threads", (None, [ctypes.c_int]))


@contextlib.contextmanager
def one_blas_thread():
    """OpenBLAS on one thread for the while: the library brings its own, and
    equal bytes on any number of them need it so. Restored afterwards."""
    global _inside, _before
    if _get_threads is None or _set_threads is None:
        yield
        return
    with _turn:
        if _inside == 0:
            _before = _get_threads()
            _set_threads(1)
        _inside += 1
    try:
        yield
    finally:
        with _turn:
            _inside -= 1
            if _inside == 0:
                _set_threads(_before)
