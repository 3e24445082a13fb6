# SPDX-License-Identifier: GPL-3.0-or-later
"""The analysis as an estimator in the manner of scikit-learn.

scikit-learn itself is not needed.
"""
import inspect

from . import _arrays, _errors
from ._question import Question, documented, options_of, parameters
from ._result import Result

_ABOUT = """What a dataset will do to the training of a GAN.

fit(X) estimates the leading eigenvalues of the Laplacian weighted by the
density of X, predicts training from them, and says so in words; transform(X)
gives the modes at any rows. A pickle holds the rows of fit.

Parameters
----------
{options}

Attributes
----------
eigenvalues_ : array (k,)
    Ascending, without the constant mode; in 1/(unit of X in its range)^2.
interval_ : array (k, 2)
    95 % intervals of the eigenvalues.
lambda_1_ : float
    The slowest mode's eigenvalue.
n_features_in_ : int
    d, values per row: columns, or height x width x channels.
feature_names_in_ : array (d,) of str
    Only if X had names of columns.
result_ : dict
    The JSON document, schema chladni.result/1.

Examples
--------
>>> import chladni
>>> chladni.SpectralDiagnostic(batch=32, steps=20000).fit(X)
"""


def _plan():
    return options_of("report")


class SpectralDiagnostic:

    def __init__(self, **options):
        known = _plan()
        for name in options:
            if name not in known:
                raise TypeError(f"SpectralDiagnostic has no parameter "
                                f"'{name}'; it has {', '.join(known)}")
        for name, option in known.items():
            setattr(self, name, options.get(name, option.default))

    def get_params(self, deep=True):
        """All parameters, as a dict."""
        return {name: getattr(self, name) for name in _plan()}

    def set_params(self, **options):
        """Change parameters; gives the estimator back."""
        known = _plan()
        for name in options:
            if name not in known:
                raise ValueError(f"Invalid parameter '{name}' for estimator "
                                 f"{self}; it has {', '.join(known)}")
        for name, value in options.items():
            setattr(self, name, value)
        return self

    def fit(self, X, y=None, *, name="array", progress=None):
        """Analyse X.

        Parameters
        ----------
        X : array (n, d), images (n, h, w), (n, h, w, c) or (n, c, h, w),
            tensor, frame, list of pictures, or path
            Looked at in place, not copied.
        y : array (n,), optional
            Classes, which name what a mode separates; they do not change a
            number. Targets that are no whole numbers are not looked at.
        name : str
            What the data are called in documents.
        progress : bool, callable or None
            None: a line in notebooks, nothing elsewhere.

        Returns
        -------
        self
        """
        source = X
        if not _arrays.is_path(X):
            source = _arrays.label(_check(_arrays.rows_of(X)), y)
        elif y is not None:
            raise _errors.ArgumentError(
                "y was given beside a path; files bring their own classes")
        self._source, self._name = source, name
        question = Question("report", self.get_params(), progress)
        data = self._open(question)
        if isinstance(data, Result):
            self._modes = None
            answer = question.answer(earlier=data)
        else:
            answer = question.keep_modes().answer(data)
            self._modes = question.take_modes(data)
        self._take(answer, source if source is not X else None)
        return self

    def _open(self, question):
        if _arrays.is_path(self._source):
            return question.open(self._source)
        return question.open_rows(self._source, self._name)

    def transform(self, X):
        """The modes at rows, which need not be those of fit.

        Parameters
        ----------
        X : array (n, d), or images of the shape of fit
            Seen as at fit: in its range, standardised by its columns.

        Returns
        -------
        array (n, k)
            Mode a in column a, slowest first: mean 0 and variance 1 over the
            rows of fit, landmarks left out, and uncorrelated there. No unit.
        """
        self._fitted()
        rows = _arrays.rows_of(X)
        if rows.features != self.n_features_in_:
            raise _errors.ShapeError(
                f"X has {rows.features} features, but SpectralDiagnostic is "
                f"expecting {self.n_features_in_} features as input")
        if len(rows.values) == 0:
            raise _errors.DataError(
                f"Found array with 0 sample(s) (shape={rows.values.shape}) "
                "while a minimum of 1 is required.")
        return self._find_modes()(rows)

    def fit_transform(self, X, y=None, **options):
        """fit(X, y), then transform(X)."""
        return self.fit(X, y, **options).transform(X)

    def get_feature_names_out(self, input_features=None):
        """Names of the columns of transform: mode0, mode1, ..."""
        self._fitted()
        return _names([f"mode{k}" for k in range(len(self.eigenvalues_))])

    def _find_modes(self):
        """The modes; found again, to the same bytes, after a pickle."""
        if self._modes is None and self.operator != "galerkin":
            raise _errors.UnsupportedError(
                f"operator {self.operator} has modes at its own points only; "
                "galerkin has them everywhere")
        if self._modes is None:
            known = options_of("spectrum")
            question = Question("spectrum", {
                name: value for name, value in self.get_params().items()
                if name in known})
            data = self._open(question)
            if isinstance(data, Result):
                raise _errors.UnsupportedError(
                    "a result of an earlier run has no modes to look at; fit "
                    "the data themselves")
            question.keep_modes().answer(data)
            self._modes = question.take_modes(data)
        return self._modes

    def __getstate__(self):
        state = dict(self.__dict__)
        if "_modes" in state:
            state["_modes"] = None
        return state

    def _take(self, answer, rows):
        self._answer = answer
        self.result_ = answer.document
        self.eigenvalues_ = answer.eigenvalues
        self.interval_ = answer.interval
        self.lambda_1_ = answer.lambda_1
        self.n_features_in_ = (rows.features if rows is not None
                               else self.result_["dataset"]["d"])
        if rows is not None and rows.columns is not None:
            self.feature_names_in_ = _names(rows.columns)
        elif hasattr(self, "feature_names_in_"):
            del self.feature_names_in_

    def __sklearn_is_fitted__(self):
        return hasattr(self, "_answer")

    def _fitted(self):
        if not hasattr(self, "_answer"):
            raise _errors.ArgumentError("nothing is fitted yet; call fit(X)")
        return self._answer

    @documented("predict")
    def predict_dynamics(self, **training):
        """What training will do, for other losses, penalties and rates than
        at fit; the data are not touched again.

        Parameters
        ----------
        {options}

        Returns
        -------
        Result with a prediction: rate, frequency, half-life, best gamma with
        its interval, stable steps
        """
        return self._fitted().predict(**training)

    @documented("rank augment")
    def rank_augmentations(self, candidates=None, *, progress=None, **options):
        """Augmentations by the error at the end of a run, best first.

        Loss, penalty, rates, batch and steps are those of the estimator
        unless given.

        Parameters
        ----------
        candidates : list of str
            Chains NAME:STRENGTH[:PROBABILITY]; None: what suits the data.
        {options}

        Returns
        -------
        Result with a ranking
        """
        self._fitted()
        asked = {name: getattr(self, name)
                 for name in _SHARED if name in options_of("rank augment")}
        asked.update(options)
        if candidates is not None:
            asked["augment"] = candidates
        question = Question("rank augment", asked, progress)
        return question.answer(self._open(question))

    def rank_gamma(self, **options):
        """Strengths of the penalty, best first; options as Result.rank_gamma.

        Returns
        -------
        Result with a ranking
        """
        return self._fitted().rank_gamma(**options)

    def rank_schemes(self, **options):
        """Training schemes by decay per gradient; as Result.rank_scheme."""
        return self._fitted().rank_scheme(**options)

    def recipe(self, trainer=None):
        """The flags, YAML or code of a trainer, as text; of None a dict."""
        return self._fitted().recipe(trainer)

    def report(self, path):
        """Write the page (.html) or another document; gives the path back."""
        return self._fitted().save(path)

    def figure(self, name="spectrum"):
        """A figure of the page, which draws itself in a notebook."""
        return self._fitted().figure(name)

    def to_json(self):
        """The JSON document, byte for byte that of the command line."""
        return self._fitted().to_json()

    def _repr_html_(self):
        if not hasattr(self, "_answer"):
            return f"<pre>{self!r}</pre>"
        return self._answer._repr_html_()

    def __repr__(self):
        changed = ", ".join(
            f"{name}={getattr(self, name)!r}" for name, o in _plan().items()
            if getattr(self, name) is not o.default
            and getattr(self, name) != o.default)
        return f"SpectralDiagnostic({changed})"

    def _more_tags(self):
        """What scikit-learn's checks may expect."""
        return {"X_types": ["2darray", "3darray", "dict"],
                "non_deterministic": False, "requires_y": False}


_SHARED = ("steps", "batch", "loss", "penalty", "gamma", "lr_d", "lr_g", "n_d",
           "range", "full_scale", "features", "seed", "threads")


def _check(rows):
    """The words scikit-learn's users know for what cannot be fitted."""
    shape = rows.values.shape
    if rows.features == 0:
        raise _errors.DataError(
            f"Found array with 0 feature(s) (shape={shape}) while a minimum "
            "of 1 is required.")
    if shape[0] < 2:
        raise _errors.DataError(
            f"Found array with n_samples={shape[0]} (shape={shape}) while a "
            "minimum of 2 is required.")
    return rows


def _names(columns):
    import numpy
    return numpy.asarray(columns, dtype=object)


def _sign():
    """The parameters are the program's options, as the library lists them."""
    own = [inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)]
    own += [inspect.Parameter(o.name, inspect.Parameter.KEYWORD_ONLY,
                              default=o.default) for o in _plan().values()]
    SpectralDiagnostic.__init__.__signature__ = inspect.Signature(own)
    SpectralDiagnostic.__doc__ = _ABOUT.replace("{options}",
                                                parameters("report"))


_sign()
