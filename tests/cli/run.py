#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the cases of one file: command lines and what must come of them.

    case NAME            a sentence; starts a case, in an empty folder
    write FILE TEXT      makes a file first; TEXT may hold \\n and \\xNN
    $ VAR=x chladni ...  a command; DATASETS/ is the folder of that name
    exit N               its exit code (0 if not said)
    out REGEX            is found in stdout;    no-out [REGEX]: is not
    err REGEX            is found in stderr;    no-err [REGEX]: is not
    json                 stdout is one JSON document
    file NAME            is there afterwards;   no-file NAME: is not

A failing command must say one line on stderr, and it begins with "chladni: ".
"""
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile

TIMEOUT = 120


class Failure(Exception):
    pass


def demand(truth, words):
    if not truth:
        raise Failure(words)


class Case:
    def __init__(self, name, program, datasets):
        self.name = name
        self.program = program
        self.datasets = datasets
        self.lines = []

    def environment(self, extra):
        keep = ("PATH", "HOME", "LD_LIBRARY_PATH", "ASAN_OPTIONS",
                "LSAN_OPTIONS", "UBSAN_OPTIONS", "OPENBLAS_CORETYPE")
        environment = {k: os.environ[k] for k in keep if k in os.environ}
        environment["LC_ALL"] = "C.UTF-8"
        environment.update(extra)
        return environment

    def command(self, text, folder):
        words = shlex.split(text.replace("DATASETS/", self.datasets + "/"))
        extra = {}
        while "=" in words[0]:
            name, _, value = words.pop(0).partition("=")
            extra[name] = value
        demand(words[0] == "chladni", "a command starts with chladni")
        done = subprocess.run([self.program] + words[1:], cwd=folder,
                              env=self.environment(extra), timeout=TIMEOUT,
                              stdin=subprocess.DEVNULL, capture_output=True,
                              check=False)
        self.code = done.returncode
        self.out = done.stdout.decode("utf-8", "backslashreplace")
        self.err = done.stderr.decode("utf-8", "backslashreplace")
        self.expected = 0

    def settle(self):
        """The claims every command has to meet, once its exit code is known."""
        demand(self.code == self.expected,
               f"exit code is {self.code}, expected {self.expected}")
        if self.code not in (0, 10):
            lines = [line for line in self.err.splitlines()
                     if not line.startswith("chladni: wrote ")]
            demand(len(lines) == 1 and lines[0].startswith("chladni: "),
                   "an error is one line on stderr")

    def run(self):
        with tempfile.TemporaryDirectory(prefix="chladni-cli-") as folder:
            self.code = None
            for line in self.lines:
                self.step(line, folder)
            demand(self.code is not None, "the case runs no command")
            self.settle()

    def step(self, line, folder):
        word, _, rest = line.partition(" ")
        if word == "$":
            if self.code is not None:
                self.settle()
            self.command(rest, folder)
        elif word == "write":
            name, _, text = rest.partition(" ")
            path = os.path.join(folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(text.encode().decode("unicode_escape")
                           .encode("latin-1"))
        elif word == "exit":
            self.expected = int(rest)
        elif word in ("out", "err"):
            text = getattr(self, word)
            demand(re.search(rest, text, re.M), f"'{rest}' is not in {word}")
        elif word in ("no-out", "no-err"):
            text = getattr(self, word[3:])
            demand(not (re.search(rest, text, re.M) if rest else text),
                   f"'{rest}' is in {word[3:]}")
        elif word == "json":
            json.loads(self.out)
        elif word in ("file", "no-file"):
            there = os.path.exists(os.path.join(folder, rest))
            demand(there == (word == "file"), f"{word} {rest}")
        else:
            raise Failure(f"'{word}' is not a word of these files")


def read_cases(path, program, datasets):
    cases = []
    with open(path, encoding="utf-8") as file:
        for line in map(str.strip, file):
            if line.startswith("case "):
                cases.append(Case(line[5:], program, datasets))
            elif line and not line.startswith("#"):
                cases[-1].lines.append(line)
    return cases


def main():
    program, datasets, path = map(os.path.abspath, sys.argv[1:4])
    failed = 0
    cases = read_cases(path, program, datasets)
    for case in cases:
        try:
            case.run()
            print(f"ok      {case.name}")
        except (Failure, ValueError, subprocess.TimeoutExpired) as problem:
            failed += 1
            print(f"FAILED  {case.name}: {problem}")
            print(f"--- out\n{getattr(case, 'out', '')[-2000:]}"
                  f"--- err\n{getattr(case, 'err', '')[-2000:]}---")
    print(f"{len(cases) - failed} of {len(cases)} cases passed")
    return 1 if failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
