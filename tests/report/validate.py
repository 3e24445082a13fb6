#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Validate what the JSON writer makes against the installed schema.

usage: validate.py WRITER SCHEMA...
The first schema is the one of results, which spectra/ must obey, too. Without jsonschema this is skipped.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

try:
    from jsonschema import Draft202012Validator as Validator
except ImportError:
    sys.exit(77)

SPECTRA = pathlib.Path(__file__).resolve().parents[2] / "spectra"


def main(writer, schemas):
    rules = [json.loads(pathlib.Path(path).read_text()) for path in schemas]
    for rule in rules:
        Validator.check_schema(rule)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([writer, folder], check=True)
        documents = sorted(pathlib.Path(folder).glob("*.json"))
        assert len(documents) == 3, documents
        for document in documents:
            Validator(rules[0]).validate(json.loads(document.read_bytes()))
            changed = json.loads(document.read_bytes())
            changed["surprise"] = 1
            assert not Validator(rules[0]).is_valid(changed)
    for document in SPECTRA.glob("*.json"):
        Validator(rules[0]).validate(json.loads(document.read_bytes()))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
