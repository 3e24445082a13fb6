/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chladni completion: the script a shell completes command lines by. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "commands.h"
#include "completion.h"
#include "session.h"

typedef struct shell {
    const char *name;
    chl_status (*write)(chl_text *text, chl_error *err);
} shell;

static const shell shells[] = { { "bash", completion_bash },
                                { "zsh", completion_zsh },
                                { "fish", completion_fish } };

enum {
    SHELL_COUNT = sizeof shells / sizeof *shells
};

static const char *
shell_word(size_t index)
{
    return index < SHELL_COUNT ? shells[index].name : NULL;
}

static chl_status
find_shell(const char *word, const shell **out, chl_error *err)
{
    for (size_t k = 0; k < SHELL_COUNT; k++) {
        if (strcmp(word, shells[k].name) == 0) {
            *out = &shells[k];
            return CHL_OK;
        }
    }
    return CHL_FAIL(err, CHL_EARG,
                    "no completion for '%s'; bash, zsh and fish are known",
                    word);
}

static chl_status
run(char **arguments, int *code, chl_error *err)
{
    chl_status status = CHL_OK;
    const char *word = NULL;
    const shell *chosen = NULL;
    chl_text text = { 0 };
    cli_session session;

    (void) code;
    CHL_TRY(
        session_open(&command_completion, NULL, 0, arguments, &session, err));
    if (session.done) {
        goto out;
    }
    CHL_TRY(session_only_word(&session, "shell", &word, err));
    CHL_TRY(find_shell(word, &chosen, err));
    CHL_REQUIRE(session.globals.outputs.count == 0 && !session.globals.json,
                err, CHL_EARG,
                "completion writes a script to standard output only; -o or "
                "--json was given");
    CHL_TRY(chosen->write(&text, err));
    CHL_TRY(chl_text_check(&text, "the script", err));
    fwrite(text.data, 1, text.length, stdout);
out:
    chl_text_clear(&text);
    session_close(&session);
    return status;
}

const cli_command command_completion = {
    .name = "completion",
    .usage = "bash|zsh|fish",
    .summary = "the script by which a shell completes command lines",
    .about =
        "Prints a script that completes commands, options, the words they\n"
        "take, and files. It is made of the same tables as the options\n"
        "themselves. An installation puts it where the shells look.",
    .examples = "  source <(chladni completion bash)      # in ~/.bashrc\n"
                "  source <(chladni completion zsh)       # in ~/.zshrc, after "
                "compinit\n"
                "  chladni completion fish | source       # in config.fish",
    .run = run,
    .first = shell_word,
};
