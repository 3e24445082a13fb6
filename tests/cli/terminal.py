#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What somebody at a terminal sees: of any width, in any locale, or in a pipe.

usage: terminal.py CHLADNI SOURCE
"""
import fcntl
import os
import pathlib
import pty
import re
import struct
import sys
import tempfile
import termios

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
SMALL = ["--landmarks", "32", "--samples", "400", "--modes", "3",
         "--bootstrap", "0"]


def demand(truth, words):
    if not truth:
        raise AssertionError(words)


def at_terminal(words, columns, **environment):
    """Everything that appears on a terminal of so many columns."""
    process, terminal = pty.fork()
    if process == 0:
        # The first byte read says that the width is set.
        os.read(0, 2)
        free = {k: v for k, v in os.environ.items()
                if not k.startswith(("CHLADNI_", "LC_", "CLICOLOR"))
                and k not in ("NO_COLOR", "COLUMNS")}
        os.execve(words[0], [str(w) for w in words],
                  {**free, "TERM": "xterm", "LANG": "C.UTF-8", **environment})
    flags = termios.tcgetattr(terminal)
    flags[3] &= ~termios.ECHO
    termios.tcsetattr(terminal, termios.TCSANOW, flags)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ,
                struct.pack("HHHH", 50, columns, 0, 0))
    os.write(terminal, b"\n")
    seen = b""
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:
            break
        if not part:
            break
        seen += part
    os.waitpid(process, 0)
    os.close(terminal)
    return seen.decode("utf-8").replace("\r\n", "\n")


def lines(text):
    """What stands at last in each line, and the widest of what was there."""
    for line in ESCAPE.sub("", text).split("\n"):
        for drawn in line.split("\r"):
            yield drawn


def in_pipe(words, **environment):
    import subprocess
    free = {k: v for k, v in os.environ.items()
            if not k.startswith(("CHLADNI_", "LC_"))}
    return subprocess.run([str(w) for w in words], capture_output=True,
                          text=True, check=False,
                          env={**free, "LANG": "C.UTF-8", **environment})


def no_line_is_wider_than_the_terminal(program, result, _source):
    for columns in (40, 80, 200):
        for words in (["predict", result, "--gamma", "2"],
                      ["rank", "gamma", result], ["rank", "scheme", result],
                      ["compare", result, result], ["solvable"],
                      ["spectrum", "wells:m=2", *SMALL], ["--help"],
                      ["predict", "--help"], ["verify", "--help"]):
            if columns == 40 and words[0] == "--help":
                continue  # its examples stay whole
            seen = at_terminal([program, *words], columns)
            for line in lines(seen):
                demand(len(line) <= columns or line.startswith("  chladni"),
                       f"{words[:2]}: {len(line)} of {columns} columns: {line}")


def narrow_tables_lose_nothing(program, result, _source):
    wide = at_terminal([program, "predict", result, "--gamma", "2"], 200)
    narrow = at_terminal([program, "predict", result, "--gamma", "2"], 40)
    for number in re.findall(r"\d+\.\d+e?-?\d*", ESCAPE.sub("", wide)):
        demand(number in narrow, f"{number} is not in the narrow table")


def other_locales_get_plain_letters(program, result, _source):
    for words in (["predict", result, "--gamma", "2"], ["rank", "gamma",
                                                         result]):
        seen = at_terminal([program, *words], 80, LANG="C", LC_ALL="C")
        demand(seen.isascii(), f"{words[0]} in the C locale: {seen}")
        demand(not at_terminal([program, *words], 80).isascii(),
               f"{words[0]} has no better signs in UTF-8")


def colour_is_where_it_is_wanted(program, result, _source):
    words = [program, "predict", result]
    for seen, wanted in (
            (at_terminal(words, 80), True),
            (at_terminal(words, 80, NO_COLOR="1"), False),
            (at_terminal(words, 80, TERM="dumb"), False),
            (at_terminal([*words, "--color", "never"], 80), False),
            (in_pipe(words).stdout, False),
            (in_pipe([*words, "--color", "always"]).stdout, True),
            (in_pipe([*words, "--color", "always"], NO_COLOR="1").stdout,
             True)):
        demand(bool(ESCAPE.search(seen)) == wanted, f"colour: {seen[:200]}")


def a_pipe_is_as_wide_as_its_variable_says(program, result, _source):
    for columns in (60, 120):
        said = in_pipe([program, "predict", result, "--gamma", "2"],
                       COLUMNS=str(columns))
        widest = max(map(len, said.stdout.splitlines()))
        demand(columns - 25 <= widest <= columns, f"{widest} of {columns}")
        demand(said.stderr == "", f"words on stderr: {said.stderr}")


def the_bar_fits_and_is_wiped(program, _result, _source):
    for columns in (40, 80):
        seen = at_terminal([program, "spectrum", "gauss:d=4", "--samples",
                            "4000", "--landmarks", "256", "--bootstrap", "0",
                            "--threads", "1"], columns)
        drawn = [line for line in lines(seen) if re.search(r"\d %", line)
                 and "direction" in line or "accumulating" in line]
        demand(drawn, f"no bar at {columns} columns: {seen[:300]}")
        demand(all(len(line) < columns for line in drawn),
               f"the bar fills {columns} columns")
        demand("[" in drawn[0] or columns == 40, f"no bar: {drawn[0]}")
        # Over the bar, then the result from the first column on.
        demand(re.search(r"\r +\rchladni|\r +\r\x1b\[1mchladni", seen),
               "the bar is not wiped")
    said = in_pipe([program, "spectrum", "gauss:d=4", *SMALL])
    demand(said.stderr == "", f"a bar in a pipe: {said.stderr}")
    quiet = at_terminal([program, "spectrum", "gauss:d=4", *SMALL, "-q"], 80)
    demand("\r" not in quiet, "a bar though quiet")


def every_command_teaches(program, _result, _source):
    overview = in_pipe([program, "--help"]).stdout
    demand("chladni-limits" in overview, "the limits are not named")
    names = re.findall(r"(?m)^  ([a-z]+) ", overview)
    names = [n for n in names if n != "chladni"] + ["rank augment"]
    demand(len(names) > 12, f"commands: {names}")
    for name in names:
        said = in_pipe([program, *name.split(), "--help"]).stdout
        demand("\nExamples\n" in said, f"{name} has no example")
        demand("\nNext\n" in said or name in ("info", "completion"),
               f"{name} does not say what to ask next")


def every_warning_is_explained(program, _result, source):
    page = pathlib.Path(source, "tools/chladni/chladni-limits.7.scd")
    text = page.read_text(encoding="utf-8")
    said = in_pipe([program, "check", "x", "--fail-on", "W-NO"]).stderr
    source_text = pathlib.Path(source, "tools/chladni/output.c").read_text(
        encoding="utf-8")
    codes = set(re.findall(r'"(W-[A-Z-]+)"', source_text))
    demand(len(codes) >= 10 and "W-" in said, f"codes: {codes}")
    for code in codes:
        demand(f"*{code}*\n" in text, f"{code} is not in the page of limits")


def main():
    program, source = sys.argv[1:3]
    with tempfile.TemporaryDirectory() as folder:
        result = os.path.join(folder, "wells.json")
        in_pipe([program, "report", "wells:m=2", *SMALL, "-q", "-o", result])
        failed = 0
        for test in (no_line_is_wider_than_the_terminal,
                     narrow_tables_lose_nothing,
                     other_locales_get_plain_letters,
                     colour_is_where_it_is_wanted,
                     a_pipe_is_as_wide_as_its_variable_says,
                     the_bar_fits_and_is_wiped, every_command_teaches,
                     every_warning_is_explained):
            try:
                test(program, result, source)
                print(f"ok      {test.__name__.replace('_', ' ')}")
            except AssertionError as why:
                failed += 1
                print(f"FAILED  {test.__name__.replace('_', ' ')}: {why}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
