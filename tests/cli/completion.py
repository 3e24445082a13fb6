# SPDX-License-Identifier: GPL-3.0-or-later
"""Scripts of shells: what each offers on a command line, asked of the shells
that are here.

usage: completion.py CHLADNI PAGES
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAM, PAGES = sys.argv.pop(1), pathlib.Path(sys.argv.pop(1))

BASH = r"""
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=()
_chladni; printf '%s\n' "${COMPREPLY[@]}"
"""


# A terminal of its own in which TAB is pressed; what reaches compadd is printed
# between two marks.
ZSH = r"""
zmodload zsh/zpty
zpty z zsh -f -i
give() { zpty -w z "$1"; }
give 'PROMPT=; unsetopt prompt_cr prompt_sp zle_bracketed_paste 2>/dev/null; stty -echo 2>/dev/null'
give 'autoload -U compinit; compinit -u -D'
give "source $1"
give 'mark() { print; print "@MARK@" }; compprefuncs=(mark); comppostfuncs=(mark exit)'
give 'compadd() { if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then builtin compadd "$@"; return $?; fi
  typeset -a hits; builtin compadd -A hits "$@"; print -rl -- $hits; builtin compadd "$@" }'
give 'zstyle ":completion:*" insert-tab false; bindkey "^I" complete-word; print GO'
while zpty -r z line; do [[ $line == *GO* && $line != *print* ]] && break; done
zpty -w -n z "chladni $2"$'\t'
integer marks=0
while zpty -r z line; do
  [[ $line == *@MARK@* ]] && (( ++marks == 2 )) && break
  (( marks == 1 )) && print -rn -- "$line"
done
zpty -d z
"""


def chladni(*words):
    return subprocess.run([PROGRAM, *words], check=True, text=True,
                          capture_output=True).stdout


def options_of(command):
    """Long options on the page of --help."""
    return set(re.findall(r"^  (?:-\w, |    )(--[a-zA-Z0-9-]+)",
                          chladni(*command.split(), "--help"), re.MULTILINE))


def commands():
    text = chladni("--help").split("\nCommands\n")[1].split("\n\n")[0]
    return re.findall(r"^  (\S+)", text, re.MULTILINE)


class Shell:
    """What every shell must offer; ask() is the shell's own."""

    name = None

    def setUp(self):
        if shutil.which(self.name) is None:
            self.skipTest(f"no {self.name}")
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        (pathlib.Path(self.folder.name) / "two words.npy").touch()
        self.script = self.folder.name + "/script"
        pathlib.Path(self.script).write_text(
            chladni("completion", self.name), encoding="utf-8")

    def run_shell(self, *words):
        return subprocess.run([self.name, *words], text=True, check=True,
                              capture_output=True,
                              cwd=self.folder.name).stdout

    def test_the_script_parses(self):
        self.run_shell("-n", self.script)

    def test_every_command_is_offered(self):
        self.assertLessEqual(set(commands()), self.ask(""))

    def test_every_option_of_every_command_is_offered(self):
        for command in commands() + ["rank augment"]:
            with self.subTest(command):
                self.assertLessEqual(options_of(command),
                                     self.ask(f"{command} --"))

    def test_an_option_offers_its_words(self):
        offered = self.ask("spectrum --kernel ntk-")
        self.assertLessEqual({"ntk-relu", "ntk-erf"}, offered)
        self.assertNotIn("gauss", offered)
        self.assertLessEqual({"translation", "translation-x"},
                             self.ask("rank augment --augment trans"))
        self.assertIn("stylegan3", self.ask("recipe x.json --for style"))

    def test_what_can_be_ranked_is_offered(self):
        self.assertLessEqual({"augment", "gamma", "scheme"}, self.ask("rank "))


class Bash(Shell, unittest.TestCase):
    name = "bash"

    def ask(self, line):
        words = ("chladni " + line).split(" ")
        return set(self.run_shell("-c", BASH, "bash", self.script,
                                  *words).splitlines())

    def test_a_file_with_a_space_stays_whole(self):
        self.assertIn("two words.npy", self.ask("check tw"))

    def test_a_value_behind_an_equals_sign_is_completed(self):
        self.assertEqual({"scheme"} & self.ask("rank sch"), {"scheme"})
        offered = self.ask("spectrum --kernel = ntk")
        self.assertLessEqual({"ntk-relu", "ntk-erf"}, offered)
        self.assertNotIn("gauss", offered)


class Fish(Shell, unittest.TestCase):
    name = "fish"

    def ask(self, line):
        told = self.run_shell("-N", "-c", f"source {self.script}; "
                              f"complete -C 'chladni {line}'")
        return {offer.split("\t")[0] for offer in told.splitlines()}


class Zsh(Shell, unittest.TestCase):
    name = "zsh"

    def ask(self, line):
        told = subprocess.run(["zsh", "-f", "-c", ZSH, "zsh", self.script, line],
                              text=True, check=True, capture_output=True,
                              timeout=60, cwd=self.folder.name).stdout
        return {word.rstrip("=") for word in told.split()}


class Pages(unittest.TestCase):
    def test_every_command_has_a_page_with_its_options(self):
        for command in commands() + ["rank augment"]:
            name = "chladni-" + command.replace(" ", "-")
            page = (PAGES / f"{name}.1").read_text(encoding="utf-8")
            page = page.replace("\\-", "-")
            for option in options_of(command):
                self.assertIn(option, page, name)


if __name__ == "__main__":
    unittest.main()
