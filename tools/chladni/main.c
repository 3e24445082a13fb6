/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program: finds the command, and turns its status into an exit code. */
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cblas.h>

#include "base/error.h"
#include "base/text.h"
#include "commands.h"
#include "data/measures.h"
#include "help.h"
#include "progress.h"
#include "ranks.h"
#include "session.h"

static int
exit_code(chl_status status, int code)
{
    switch (status) {
    case CHL_OK:
        return code;
    case CHL_EARG:
    case CHL_EUNSUPPORTED:
        return 2;
    case CHL_EFORMAT:
    case CHL_EDATA:
    case CHL_ESHAPE:
        return 3;
    case CHL_ENUMERIC:
        return 4;
    case CHL_ECANCELLED:
        return 128 + (interruption_signal() > 0 ? interruption_signal() : 2);
    default:
        return 1;
    }
}

/* Names come from outside: one line, and nothing a terminal would obey. */
static void
print_sentence(const char *text)
{
    bool utf8 = chl_text_is_utf8(text, strlen(text));

    fputs("chladni: ", stderr);
    for (const char *at = text; *at != '\0'; at++) {
        unsigned char byte = (unsigned char) *at;

        if (byte < 0x20 || byte == 0x7f || (byte >= 0x80 && !utf8)) {
            fprintf(stderr, "\\x%02x", byte);
        } else {
            putc(byte, stderr);
        }
    }
    putc('\n', stderr);
}

/* Could `word` be data? A path that is there, a named distribution, or
 * something written like one or the other. */
static bool
looks_like_data(const char *word)
{
    return access(word, F_OK) == 0 || chl_measure_known(word)
           || strpbrk(word, "/.:") != NULL;
}

static chl_status
refuse_word(const char *word, chl_error *err)
{
    const cli_command *nearest = command_nearest(word);

    if (nearest != NULL) {
        return CHL_FAIL(err, CHL_EARG,
                        "unknown command '%s'; did you mean '%s'?", word,
                        nearest->name);
    }
    return CHL_FAIL(err, CHL_EARG,
                    "'%s' is neither a command nor a file or folder; "
                    "--help lists the commands",
                    word);
}

static const char *
first_word(char **arguments)
{
    for (size_t k = 1; arguments[k] != NULL; k++) {
        if (arguments[k][0] != '-') {
            return arguments[k];
        }
    }
    return NULL;
}

static bool
is_one_of(const char *word, const char *a, const char *b)
{
    return strcmp(word, a) == 0 || strcmp(word, b) == 0;
}

static chl_status
dispatch(char **arguments, int *code, chl_error *err)
{
    const char *word = arguments[1];
    const cli_command *command;

    if (word == NULL) {
        return CHL_FAIL(err, CHL_EARG,
                        "no command and no data given; see chladni --help");
    }
    if (is_one_of(word, "--help", "-h") && arguments[2] == NULL) {
        session_print_overview();
        return CHL_OK;
    }
    if (is_one_of(word, "--version", "-V") && arguments[2] == NULL) {
        help_version();
        return CHL_OK;
    }
    command = command_find(word);
    if (command != NULL) {
        arguments[1] = arguments[0];
        return command->run(arguments + 1, code, err);
    }
    word = first_word(arguments);
    if (word != NULL && word != arguments[1] && command_find(word) != NULL) {
        return CHL_FAIL(err, CHL_EARG,
                        "the command comes first: chladni %s ...", word);
    }
    if (word != NULL && word == arguments[1] && !looks_like_data(word)) {
        return refuse_word(word, err);
    }
    command = command_find("report");
    return command != NULL ? command->run(arguments, code, err)
                           : refuse_word(arguments[1], err);
}

int
main(int argc, char **argv)
{
    static char name[] = "chladni";
    static char *nothing[] = { name, NULL };
    chl_error err = { 0 };
    const char *sentence;
    int code = 0;
    chl_status status;

    /* Words in the user's encoding, numbers with a point. */
    setlocale(LC_ALL, "");
    setlocale(LC_NUMERIC, "C");
    /* Equal bytes on any thread count need a BLAS of one thread. */
    openblas_set_num_threads(1);
    interruption_watch();
    signal(SIGPIPE, SIG_IGN);
    status = ranks_open(&err);
    if (status == CHL_OK) {
        status = dispatch(argc > 0 ? argv : nothing, &code, &err);
    }
    sentence = err.status != CHL_OK ? err.text : chl_status_text(status);
    if (status != CHL_OK && ranks_first()) {
        print_sentence(sentence);
    }
    if (session_close_stdout() != CHL_OK && status == CHL_OK) {
        print_sentence("the result cannot be written to standard output");
        status = CHL_EIO;
    }
    code = exit_code(status, code);
    ranks_close(status != CHL_OK ? code : 0, sentence);
    return code;
}
