# SPDX-License-Identifier: GPL-3.0-or-later
"""The gallery is what its script makes, and shows no more than there is."""
import contextlib
import importlib.machinery
import importlib.util
import io
import pathlib
import re
import sys
import tempfile
import unittest.mock
import xml.etree.ElementTree as tree

from support import SOURCE, Case, run

GALLERY = SOURCE / "tools/gallery"
ENTRY = "clipped"  # of a model that is solved exactly, in a second


def load_script():
    path = str(GALLERY / "make")
    loader = importlib.machinery.SourceFileLoader("make_gallery", path)
    spec = importlib.util.spec_from_loader(loader.name, loader)
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def open_digits(text):
    """Numbers may differ between machines in their last digits."""
    return re.sub(r"\d[\d.]*", "#", text)


def shown(svg):
    """The words of a drawing, without numbers."""
    root = tree.fromstring(svg)
    return [open_digits("".join(e.itertext())) for e in root.iter()
            if e.tag.rpartition("}")[2] in ("title", "desc", "text")]


class Gallery(Case):

    def made(self, folder):
        """What the script writes and says of one entry."""
        said = io.StringIO()
        words = ["make", "--to", str(folder), ENTRY]
        with unittest.mock.patch.object(sys, "argv", words), \
                contextlib.redirect_stdout(said):
            self.assertEqual(load_script().main(), 0)
        return said.getvalue()

    def test_is_what_its_script_makes(self):
        page = (GALLERY / "README.md").read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            part = self.made(folder)
            self.assertIn(open_digits(part.strip()), open_digits(page))
            files = sorted(folder.iterdir())
            self.assertGreater(len(files), 1)
            for path in files:
                self.assertEqual(shown(path.read_bytes()),
                                 shown((GALLERY / path.name).read_bytes()))

    def test_has_all_of_its_entries(self):
        page = (GALLERY / "README.md").read_text(encoding="utf-8")
        for entry in load_script().ENTRIES.values():
            self.assertIn(f"\n## {entry.title}\n", page)
            self.assertIn(f"```\n{entry.command}\n```", page)

    def test_of_names_that_are_none_is_refused(self):
        with unittest.mock.patch.object(sys, "argv", ["make", "digitz"]):
            with self.assertRaisesRegex(SystemExit, "no entry 'digitz'"):
                load_script().main()

    def test_shows_what_is_there_and_no_more(self):
        pages = [GALLERY / "README.md", SOURCE / "README.md"]
        used = set()
        for page in pages:
            text = page.read_text(encoding="utf-8")
            for link in re.findall(r"\]\(([^)#: ]+)(?:#[^)]*)?\)", text):
                path = (page.parent / link).resolve()
                self.assertTrue(path.exists(), f"{page.name}: {link}")
                used.add(path)
        kept = {path.resolve() for path in GALLERY.iterdir()
                if path.suffix in (".svg", ".jpg", ".png")}
        self.assertEqual(kept - used, set())
        self.assertLess(sum(path.stat().st_size for path in kept), 800000)

    def test_names_no_place_of_a_machine(self):
        for path in GALLERY.iterdir():
            if path.suffix in (".svg", ".md"):
                self.assertNotIn(str(SOURCE),
                                 path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    run()
