# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers: documents, figures, and further questions to them."""
import ctypes
import html
import json
import os
import pathlib
import re
import weakref

import numpy

from . import _arrays, _errors, _library, _page
from ._question import Data, Question, documented


def _write(path, document):
    """A file beside its place, then renamed: never half a document."""
    path = pathlib.Path(path)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    if isinstance(document, str):
        document = document.encode("utf-8")
    try:
        draft.write_bytes(document)
        os.replace(draft, path)
    except OSError as why:
        draft.unlink(missing_ok=True)
        raise _errors.FileError(f"{path}: {why.strerror}") from why
    return path


# What a notebook shows below the verdict: the first group of which the page
# has a figure.
_LEADING = (("ranking",), ("comparison",), ("backtest",), ("solvable",),
            ("flow-steps", "flow-course"), ("points",),
            ("meanfield-orbit", "meanfield-times"), ("spectrum", "gamma"))


def _leading(figures):
    for group in _LEADING:
        found = [name for name in group if name in figures]
        if found:
            return found + [name for name in figures
                            if re.fullmatch(r"flow-\d+", name)][-1:]
    return []


class Figure:
    """One figure of the page.

    name      "spectrum", "gamma", ...
    caption   in words, with what to do
    svg       the drawing as a file of its own; None where it is several
    drawings  each drawing as a file of its own
    """

    def __init__(self, page, name, inside):
        self.name = name
        self._page, self._inside = page, inside
        charts = [drawing for drawing in _page.drawings(inside)
                  if 'class="swatch' not in drawing]
        legend = _page.legend(inside) if len(charts) == 1 else ()
        self.drawings = [_page.alone(page, drawing, legend)
                         for drawing in charts]
        self.svg = self.drawings[0] if len(self.drawings) == 1 else None
        caption = inside.partition("<figcaption>")[2]
        self.caption = html.unescape(caption.partition("</figcaption>")[0])

    def save(self, path):
        """Write the drawing as an SVG file."""
        if self.svg is None:
            raise _errors.UnsupportedError(
                f"figure '{self.name}' is no single drawing; the page has it "
                "whole: save('report.html')")
        return _write(path, self.svg)

    def _repr_svg_(self):
        return self.svg

    def _repr_html_(self):
        return _page.beside(self._page,
                            [f"<figure>{self._inside}</figure>"])

    def __repr__(self):
        return f"<chladni figure '{self.name}'>"


class Result:
    """An answer of the library: the document, and what can be asked of it.

    document      dict of the JSON document, schema chladni.result/1; missing
                  numbers are None
    eigenvalues   (k,) ascending, in 1/(unit of the data in their range)^2
    interval      (k, 2) 95 % intervals of them
    lambda_1      the slowest mode's eigenvalue
    warnings      list of {"code", "severity", "text"}
    verdict       one paragraph in words, "" without a prediction
    """

    def __init__(self, handle, data=None):
        self.handle = handle
        self.data = data
        self._end = weakref.finalize(self, _library.lib.chl_result_free,
                                     handle)
        self._cache = {}

    @classmethod
    def from_json(cls, text):
        """A result from its document, as JSON text, bytes or a dict."""
        if isinstance(text, dict):
            text = json.dumps(text)
        raw = text if isinstance(text, bytes) else _library.encode(text)
        handle = ctypes.c_void_p()
        _library.call("chl_result_parse", raw, len(raw), ctypes.byref(handle))
        return cls(handle)

    def render(self, form):
        """The document as text: "json", "html", "csv", "svg" or "text"; as
        bytes: "png", the pictures of flow, one behind the other."""
        if form not in self._cache:
            out, size = ctypes.c_void_p(), ctypes.c_size_t()
            _library.call("chl_document_render", self.handle, form.encode(),
                          None, ctypes.byref(out), ctypes.byref(size))
            take = (_library.take_bytes if form == "png"
                    else _library.take_text)
            self._cache[form] = take(out, size.value)
        return self._cache[form]

    def to_json(self):
        """The JSON document, byte for byte that of the command line."""
        return self.render("json")

    def to_html(self):
        """The page: one file that needs no network, script or neighbour."""
        return self.render("html")

    def save(self, path):
        """Write a document by the extension of its name: .json, .html, .csv,
        .svg, or .png of flow. Gives the path back."""
        form = _library.lib.chl_document_format_of(
            _library.encode(os.fspath(path)))
        if form is None:
            raise _errors.ArgumentError(
                f"{path}: no document is known by this extension; use .json, "
                ".html, .csv, .svg or .png")
        return _write(path, self.render(form.decode()))

    @property
    def document(self):
        if "document" not in self._cache:
            self._cache["document"] = json.loads(self.to_json())
        return self._cache["document"]

    def _spectrum(self, name):
        section = self.document.get("spectrum")
        if section is None:
            raise _errors.ArgumentError("the result has no spectrum")
        return numpy.array(section[name], dtype=float)

    @property
    def eigenvalues(self):
        return self._spectrum("lambda")

    @property
    def interval(self):
        return numpy.column_stack([self._spectrum("ci_low"),
                                   self._spectrum("ci_high")])

    @property
    def lambda_1(self):
        return float(self.eigenvalues[0])

    @property
    def warnings(self):
        return self.document["warnings"]

    @property
    def verdict(self):
        return (self.document.get("advice") or {}).get("verdict") or ""

    @property
    def figures(self):
        """Names of the figures there are."""
        return _page.figures(self.to_html())

    def figure(self, name="spectrum"):
        """A figure of the page by its name; it draws itself in a notebook."""
        inside = _page.figure(self.to_html(), name)
        if inside is None:
            raise _errors.ArgumentError(
                f"the result has no figure '{name}'; it has "
                + (", ".join(self.figures) or "none"))
        return Figure(self.to_html(), name, inside)

    def _ask(self, command, options, progress):
        question = Question(command, options, progress)
        return question.answer(earlier=self)

    @documented("predict")
    def predict(self, *, progress=None, **options):
        """What training will do, for other losses, penalties and rates.

        The data are not touched again; options that shaped the spectrum are
        settled and refused.

        Parameters
        ----------
        {options}

        Returns
        -------
        Result with a prediction and advice
        """
        return self._ask("predict", options, progress)

    @documented("rank gamma")
    def rank_gamma(self, *, progress=None, **options):
        """Strengths of the penalty, best first.

        Parameters
        ----------
        {options}

        Returns
        -------
        Result with a ranking
        """
        if options.get("balanced") or options.get("mobility") is not None:
            if self.data is None or self.data.rows is None:
                raise _errors.ArgumentError(
                    "balanced and mobility need the data: "
                    "chladni.rank_gamma(X, ...)")
            question = Question("rank gamma", options, progress)
            return question.answer(question.open_rows(self.data.rows))
        return self._ask("rank gamma", options, progress)

    @documented("rank scheme")
    def rank_scheme(self, *, progress=None, **options):
        """Training schemes by the decay they reach per gradient.

        Parameters
        ----------
        {options}

        Returns
        -------
        Result with a ranking
        """
        return self._ask("rank scheme", options, progress)

    def recipe(self, trainer=None):
        """The flags, YAML or code of a trainer, as text.

        trainer   "stylegan3", "stylegan2-ada-pytorch", "r3gan", ..., or None
                  for a dict of all that have something to set
        """
        options = {"for_": trainer} if trainer else {}
        answer = self._ask("recipe", options, False)
        recipes = answer.document["advice"]["recipes"]
        texts = {name: recipe["text"] for name, recipe in recipes.items()}
        return next(iter(texts.values())) if trainer else texts

    def __str__(self):
        return self.render("text")

    def __repr__(self):
        about = (self.document.get("dataset") or {}).get("name")
        of = f" of {about!r}" if about else ""
        try:
            slow = f", lambda_1 {self.lambda_1:.4g}"
        except _errors.ArgumentError:
            slow = ""
        return f"<chladni {self.document['command']}{of}{slow}>"

    def _repr_html_(self):
        page = self.to_html()
        parts = [_page.section(page, "verdict")]
        for name in _leading(self.figures):
            parts.append(f"<figure>{_page.figure(page, name)}</figure>")
        return _page.beside(page, [p for p in parts if p])

    def __reduce__(self):
        return Result.from_json, (self.to_json(),)


class Check:
    """What is odd about data: every item by name.

    usable     an analysis can run on them
    findings   list of {"severity", "code", "item", "text"}
    document   dict of the JSON document, schema chladni.check/1
    """

    def __init__(self, text):
        self._text = text
        self.document = json.loads(text)
        self.usable = self.document["usable"]
        self.findings = self.document["findings"]

    def to_json(self):
        return self._text

    def __bool__(self):
        return self.usable

    def __repr__(self):
        state = "usable" if self.usable else "not usable"
        return f"<chladni check: {state}, {len(self.findings)} findings>"

    def _repr_html_(self):
        rows = "".join(
            "<tr>" + "".join(
                f"<td style='text-align:left'>{html.escape(str(f[k] or ''))}"
                "</td>" for k in ("severity", "code", "item", "text"))
            + "</tr>" for f in self.findings)
        state = "An analysis can run on them." if self.usable else \
            "No analysis can run on them."
        if not rows:
            return f"<p>Nothing odd was found. {state}</p>"
        return (f"<p>{state}</p><table><thead><tr><th>severity</th>"
                "<th>code</th><th>item</th><th>what was found</th></tr>"
                f"</thead><tbody>{rows}</tbody></table>")


def open_data(question, data, y, name):
    """Data, or the result a path names."""
    if isinstance(data, Data):
        return data
    return question.open(data, y, name)
