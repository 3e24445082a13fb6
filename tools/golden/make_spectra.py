#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reference spectra: what data that many know look like to Chladni.

usage: make_spectra.py CHLADNI DATASETS REAL [NAME ...]
       make_spectra.py --check

Writes spectra/NAME.json, a result as the program writes it, spectra/INDEX.tsv,
and src/report/reference_table.h, the curves that a report draws in grey.
DATASETS is the folder of that name; REAL holds one folder per dataset, as
described in spectra/README.md. With names, only these are computed; the index
and the table are made of all that are there. --check says whether index and
table are those of the documents.
"""
import datetime
import json
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parents[2]
INDEX = HERE / "spectra" / "INDEX.tsv"
TABLE = HERE / "src" / "report" / "reference_table.h"
SEED, MODES = 0, 16

# name: (where, kind, what it is, origin). {d} = DATASETS, {r} = REAL.
SPECTRA = {
    "gauss2": ("gauss:d=2", "points", "N(0, I) in the plane", "closed form"),
    "gauss64": ("gauss:d=64", "points", "N(0, I) in 64 dimensions",
                "closed form"),
    "gauss8": ("gauss8", "points", "eight Gaussians on a circle",
               "named distribution"),
    "swissroll": ("swissroll", "points", "a rolled strip",
                  "named distribution"),
    "banknote": ("{d}/banknote.csv", "table", "banknote measurements",
                 "Lohweg, UCI 2012"),
    "breast-cancer": ("{r}/sklearn-tables/breast_cancer.npy", "table",
                      "breast cancer measurements",
                      "Wolberg, Street and Mangasarian, UCI 1995"),
    "adult": ("{r}/adult/table.npy", "table", "census incomes, coded",
              "Becker and Kohavi, UCI 1996"),
    "digits8": ("{d}/digits8.npy", "images", "handwritten digits, 8 x 8",
                "Alpaydin and Kaynak, UCI 1998"),
    "usps": ("{r}/usps/images.npy", "images", "handwritten digits, 16 x 16",
             "Hull 1994"),
    "mnist": ("{r}/mnist/t10k-images-idx3-ubyte", "images",
              "MNIST, test images", "LeCun, Cortes and Burges 1998"),
    "omniglot28": ("{r}/omniglot28/images.npy", "images",
                   "Omniglot characters, 28 x 28", "Lake et al. 2015"),
    "quickdraw3": ("{r}/quickdraw3/images.npy", "images",
                   "drawings of three classes, 28 x 28", "Google 2017"),
    "natural-patches8": ("{r}/natural-patches8/images.npy", "images",
                         "patches of photographs, 8 x 8", "see its README"),
    "orl-faces": ("{r}/orl-faces/images.npy", "images",
                  "faces of 40 people", "AT&T Laboratories 1994"),
    "emoji32": ("{r}/noto-emoji32/images.npy", "images", "emoji, 32 x 32",
                "googlefonts/noto-emoji"),
    "cifar10": ("{r}/cifar10-jpeg10k/images.npy", "images",
                "CIFAR-10, 10000 images", "Krizhevsky 2009"),
}


# Counts of dark pixels in 4 x 4 blocks: 16 is black.
FULL_SCALE = {"digits8": "16"}


def options(name, kind):
    words = ["--range", "standard"] if kind == "table" else []
    if name in FULL_SCALE:
        words += ["--full-scale", FULL_SCALE[name]]
    return words


def compute(program, name, datasets, real):
    where, kind, *_ = SPECTRA[name]
    where = where.format(d=datasets, r=real)
    target = HERE / "spectra" / f"{name}.json"
    with tempfile.TemporaryDirectory() as folder:
        made = pathlib.Path(folder) / "result.json"
        subprocess.run([program, "spectrum", where, "--modes", str(MODES),
                        "--seed", str(SEED), "-q", "-o", made,
                        *options(name, kind)], check=True,
                       stdout=subprocess.DEVNULL)
        document = json.loads(made.read_text(encoding="utf-8"))
    # Names of rows are of no use to others; the modes are the data's own.
    document["spectrum"]["modes"] = []
    target.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n",
                      encoding="utf-8")


def read(name):
    path = HERE / "spectra" / f"{name}.json"
    if not path.exists():
        return None
    return json.loads(path.read_text(encoding="utf-8"))


def index_text(computed):
    """One line each; a line that was not computed anew keeps its date."""
    dates = {}
    if INDEX.exists():
        for line in INDEX.read_text(encoding="utf-8").splitlines()[1:]:
            fields = line.split("\t")
            dates[fields[0]] = fields[9]
    today = datetime.date.today().isoformat()
    lines = ["name\twhat\torigin\tn\td\trange\tlambda_1\ttolerance\tversion"
             "\tdate\tfingerprint"]
    for name, (_, kind, what, origin) in SPECTRA.items():
        document = read(name)
        if document is None:
            continue
        spectrum, data = document["spectrum"], document["dataset"]
        value = spectrum["lambda"][0]
        width = max(spectrum["ci_high"][0] - value,
                    value - spectrum["ci_low"][0]) / value
        lines.append("\t".join([
            name, what, origin, str(data["n"]), str(data["d"]),
            data["range"]["kind"], f"{value:.6g}", f"{width:.2g}",
            document["tool"]["version"],
            today if name in computed or name not in dates else dates[name],
            data["fingerprint"]]))
    return "\n".join(lines) + "\n"


def table_text():
    """Eigenvalues in units of the linear bound, which have no unit."""
    rows = []
    for name, (_, kind, what, _) in SPECTRA.items():
        document = read(name)
        if document is None:
            continue
        spectrum = document["spectrum"]
        values = [value / spectrum["linear_bound"]
                  for value in spectrum["lambda"] if value is not None][:MODES]
        rows.append("    { %s, %s, %s, %d, { %s } },\n" % (
            json.dumps(name), json.dumps(what), json.dumps(kind), len(values),
            ", ".join(f"{value:.5g}" if re.search(r"[.e]", f"{value:.5g}")
                      else f"{value:.5g}.0" for value in values)))
    return ("/* SPDX-License-Identifier: GPL-3.0-or-later */\n"
            "/* Written by tools/golden/make_spectra.py from spectra/. */\n"
            "/* clang-format off */\n"
            + "".join(rows))


def check():
    for path, text in (INDEX, index_text([])), (TABLE, table_text()):
        if path.read_text(encoding="utf-8") != text:
            sys.exit(f"{path} is not what the documents say; run "
                     f"tools/golden/make_spectra.py")


def main():
    if sys.argv[1:] == ["--check"]:
        return check()
    program, datasets, real, *names = sys.argv[1:]
    names = names or list(SPECTRA)
    for name in names:
        print(name, flush=True)
        compute(program, name, datasets, real)
    INDEX.write_text(index_text(names), encoding="utf-8")
    TABLE.write_text(table_text(), encoding="utf-8")
    return None


if __name__ == "__main__":
    main()
