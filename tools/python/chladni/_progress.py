# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a long computation stands, and how it is stopped."""
import signal
import sys
import threading
import time

from . import _library


def _in_notebook():
    """Is this a notebook? Asked without importing anything."""
    shell = sys.modules.get("IPython")
    shell = shell.get_ipython() if shell is not None else None
    return shell is not None and "ZMQ" in type(shell).__name__


class Line:
    """One line on stderr that is written over."""

    def __init__(self, stream=None):
        self.stream = stream or sys.stderr
        self.drawn = 0.0
        self.width = 0

    def __call__(self, stage, done, total):
        now = time.monotonic()
        if now - self.drawn < 0.1:
            return
        self.drawn = now
        share = f" {100.0 * done / total:3.0f} %" if total > 0 else ""
        text = f"chladni: {stage}{share}"
        self._write(text.ljust(self.width))
        self.width = len(text)

    def close(self):
        if self.width > 0:
            self._write(" " * self.width)
            self._write("")
            self.width = 0

    def _write(self, text):
        self.stream.write("\r" + text)
        self.stream.flush()


class Watch:
    """The callback of one question.

    progress    None: a line in notebooks, nothing elsewhere; True, False; or
                a callable (stage, done, total), whose False cancels
    Whatever it raises cancels the computation and is raised again once the
    library has cleaned up; so is an interrupt.
    """

    def __init__(self, progress=None):
        if progress is None:
            progress = _in_notebook()
        self.show = Line() if progress is True else progress or None
        self.raised = None
        self.refused = False
        self.callback = _library.PROGRESS(self._event)

    def _event(self, _user, stage, done, total):
        try:
            if self.raised is not None:
                return False
            if self.show is not None:
                self.refused = self.show(stage.decode(), done, total) is False
            return not self.refused
        except BaseException as why:  # not to be lost inside ctypes
            self.raised = why
            return False

    def _note(self, _signal, _frame):
        self.raised = KeyboardInterrupt()

    def __enter__(self):
        """An exception out of a handler would be lost in the callback: note
        the interrupt while the library works, if Python's own handler would
        have taken it."""
        self.raised, self.refused = None, False
        self.mine = (threading.current_thread() is threading.main_thread()
                     and signal.getsignal(signal.SIGINT)
                     is signal.default_int_handler)
        if self.mine:
            signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *_error):
        if self.mine:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        if isinstance(self.show, Line):
            self.show.close()

    def settle(self):
        """Raise what came too late to cancel anything."""
        if self.raised is not None:
            why, self.raised = self.raised, None
            raise why

    def explain(self, why):
        """What a cancelled call is to raise: the reason, if it was ours."""
        if self.raised is not None:
            return self.raised
        return why if self.refused else KeyboardInterrupt()
