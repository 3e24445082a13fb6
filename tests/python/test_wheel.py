# SPDX-License-Identifier: GPL-3.0-or-later
"""The wheel: complete, reproducible, and working from where pip puts it."""
import base64
import csv
import hashlib
import io
import os
import pathlib
import subprocess
import sys
import tempfile
import zipfile

import chladni
from support import SOURCE, Case, run

BUILD = os.environ.get("CHLADNI_BUILD", str(SOURCE / "build"))
ASK = ("import chladni; print(chladni._library.path); "
       "print(chladni.spectrum('gauss', samples=300, landmarks=16, "
       "bootstrap=0, modes=1, bandwidth=2.0, ridge=1e-6).lambda_1)")


def clean():
    """No package but the one that is installed."""
    return {name: value for name, value in os.environ.items()
            if name not in ("PYTHONPATH", "CHLADNI_LIBRARY")}


class Wheel(Case):

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.path = cls.build("one")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @classmethod
    def build(cls, name):
        place = pathlib.Path(cls.folder.name, name)
        place.mkdir()
        said = subprocess.run(
            [sys.executable, str(SOURCE / "tools/python/build-wheel"), BUILD,
             "-o", str(place)], check=True, capture_output=True, text=True)
        return pathlib.Path(said.stdout.strip())

    def test_is_named_after_what_it_is(self):
        self.assertRegex(self.path.name,
                         rf"^chladni-{chladni.__version__}-py3-none-linux_\w+"
                         r"\.whl$")

    def test_records_every_file(self):
        with zipfile.ZipFile(self.path) as wheel:
            names = set(wheel.namelist())
            record = next(n for n in names if n.endswith("/RECORD"))
            rows = list(csv.reader(io.StringIO(
                wheel.read(record).decode("utf-8"))))
            self.assertEqual({row[0] for row in rows}, names)
            for name, digest, size in rows:
                if name != record:
                    data = wheel.read(name)
                    raw = hashlib.sha256(data).digest()
                    self.assertEqual(digest, "sha256="
                                     + base64.urlsafe_b64encode(raw)
                                     .rstrip(b"=").decode())
                    self.assertEqual(int(size), len(data))
        self.assertIn("chladni/libchladni.so", names)

    def test_is_the_same_twice(self):
        self.assertEqual(self.build("two").read_bytes(),
                         self.path.read_bytes())

    def test_has_the_version_of_the_project(self):
        text = (SOURCE / "meson.build").read_text(encoding="utf-8")
        self.assertIn(f"version: '{chladni.__version__}'", text)

    def check_installed(self, site):
        said = subprocess.run([sys.executable, "-c", ASK], check=True,
                              cwd=self.folder.name, capture_output=True,
                              text=True, env={**clean(),
                                              "PYTHONPATH": str(site)})
        where, value = said.stdout.split()
        self.assertTrue(where.startswith(str(site)))
        self.assertGreater(float(value), 0.0)

    def test_works_unpacked(self):
        site = pathlib.Path(self.folder.name, "unpacked").resolve()
        with zipfile.ZipFile(self.path) as wheel:
            wheel.extractall(site)
        self.check_installed(site)

    def test_is_taken_by_pip(self):
        site = pathlib.Path(self.folder.name, "site").resolve()
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
        if subprocess.run([*pip, "--version"], capture_output=True,
                          check=False).returncode != 0:
            self.skipTest("pip is not installed")
        subprocess.run([*pip, "install", "--quiet", "--no-index", "--no-deps",
                        "--target", str(site), str(self.path)], check=True,
                       capture_output=True, env=clean())
        self.check_installed(site)


class Library(Case):
    """What is refused before any question is asked."""

    def refused(self, library):
        said = subprocess.run(
            [sys.executable, "-c", "import chladni"], capture_output=True,
            text=True, check=False,
            env={**clean(), "CHLADNI_LIBRARY": str(library),
                 "PYTHONPATH": str(SOURCE / "tools/python")})
        self.assertNotEqual(said.returncode, 0)
        return said.stderr

    def test_of_no_place_is_told_how_to_be_made(self):
        said = self.refused("/no/such/libchladni.so")
        self.assertIn("ImportError", said)
        self.assertIn("ninja -C build tools/python/libchladni.so", said)

    def test_that_is_no_library_is_named(self):
        said = self.refused(SOURCE / "README.md")
        self.assertIn("README.md is there but cannot be loaded", said)

    def test_without_questions_is_refused(self):
        plain = pathlib.Path(BUILD, "src/libchladni.so")
        if not plain.exists():
            self.skipTest("the plain library is not built")
        self.assertIn("has no questions for Python", self.refused(plain))

    def test_of_another_version_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            package = pathlib.Path(folder, "chladni")
            package.mkdir()
            for path in (SOURCE / "tools/python/chladni").glob("*.py"):
                text = path.read_text(encoding="utf-8").replace(
                    f'VERSION = "{chladni.__version__}"', 'VERSION = "9.9"')
                (package / path.name).write_text(text, encoding="utf-8")
            said = subprocess.run(
                [sys.executable, "-c", "import chladni"], check=False,
                capture_output=True, text=True,
                env={**clean(), "PYTHONPATH": folder,
                     "CHLADNI_LIBRARY": str(chladni._library.path)})
            self.assertIn("this package is version 9.9", said.stderr)


if __name__ == "__main__":
    run()
