# SPDX-License-Identifier: GPL-3.0-or-later
"""The example notebook runs, and shows what it is kept with."""
import importlib.machinery
import importlib.util
import json
import re

from support import SOURCE, Case, run


def load_runner():
    path = str(SOURCE / "tools/python/run-notebook")
    loader = importlib.machinery.SourceFileLoader("run_notebook", path)
    spec = importlib.util.spec_from_loader(loader.name, loader)
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def kinds(cell):
    """What a cell shows: kinds of data, or what it printed with the digits
    of its numbers left open, as they may differ between machines."""
    out = []
    for output in cell["outputs"]:
        if output["output_type"] == "stream":
            out.append(re.sub(r"\d[\d.e-]*", "#", "".join(output["text"])))
        else:
            out.append(sorted(output["data"]))
    return out


class Notebook(Case):

    def test_runs_and_shows_what_is_kept_with_it(self):
        path = SOURCE / "tools/python/example.ipynb"
        kept = json.loads(path.read_text(encoding="utf-8"))
        fresh = load_runner().run(path)
        cells = [c for c in fresh["cells"] if c["cell_type"] == "code"]
        self.assertGreater(len(cells), 4)
        for new, old in zip(fresh["cells"], kept["cells"]):
            if new["cell_type"] == "code":
                self.assertEqual(kinds(new), kinds(old))
                self.assertTrue(new["outputs"])

    def test_begins_with_two_lines_to_a_figure(self):
        path = SOURCE / "tools/python/example.ipynb"
        notebook = json.loads(path.read_text(encoding="utf-8"))
        first = next(c for c in notebook["cells"] if c["cell_type"] == "code")
        self.assertEqual(len(first["source"]), 2)
        data = first["outputs"][0]["data"]
        self.assertIn("<svg", "".join(data["text/html"]))


if __name__ == "__main__":
    run()
