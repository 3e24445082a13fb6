/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every command shares: its options and the bar. */
#include "session.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "help.h"
#include "option_value.h"
#include "output.h"
#include "ranks.h"

static const char *
color_word(size_t index)
{
    static const char *const words[] = { "auto", "always", "never" };

    return index < sizeof words / sizeof *words ? words[index] : NULL;
}

#define GLOBAL(member) offsetof(cli_globals, member)

static const option global_options[] = {
    { .name = "output",
      .letter = 'o',
      .kind = OPTION_PATHS,
      .field = GLOBAL(outputs),
      .argument = "FILE",
      .traits = OPTION_UNRECORDED | OPTION_FLAG_ONLY | OPTION_FILE,
      .help = "write the result there, in the form its extension asks for "
              "(.json .html .csv .svg .png); may be repeated" },
    { .name = "json",
      .kind = OPTION_FLAG,
      .field = GLOBAL(json),
      .traits = OPTION_UNRECORDED,
      .help = "one JSON document on stdout and nothing else" },
    { .name = "seed",
      .kind = OPTION_SEED,
      .field = GLOBAL(seed),
      .argument = "N",
      .help = "of every random choice; same seed, same bytes" },
    { .name = "threads",
      .kind = OPTION_SIZE,
      .field = GLOBAL(threads),
      .argument = "N",
      .low = 1,
      .high = 1024,
      .automatic = "auto",
      .traits = OPTION_UNRECORDED,
      .help = "workers; the answer does not depend on it" },
    { .name = "fail-on",
      .kind = OPTION_TEXT,
      .field = GLOBAL(fail_on),
      .argument = "CODE",
      .word = output_fail_word,
      .automatic = "never",
      .traits = OPTION_UNRECORDED,
      .help = "exit with 10 if this warning is given, such as W-DUPLICATES; "
              "any stands for all" },
    { .name = "stamp",
      .kind = OPTION_FLAG,
      .field = GLOBAL(stamp),
      .traits = OPTION_UNRECORDED,
      .help = "put the time into documents, which are then never the same" },
    { .name = "color",
      .kind = OPTION_TEXT,
      .field = GLOBAL(color),
      .argument = "WHEN",
      .word = color_word,
      .traits = OPTION_UNRECORDED,
      .help = "auto, always or never" },
    { .name = "quiet",
      .letter = 'q',
      .kind = OPTION_FLAG,
      .field = GLOBAL(quiet),
      .traits = OPTION_UNRECORDED,
      .help = "no progress bar, no words but errors on stderr" },
    { .name = "verbose",
      .letter = 'v',
      .kind = OPTION_FLAG,
      .field = GLOBAL(verbose),
      .traits = OPTION_UNRECORDED,
      .help = "every remark of the verdict, and on stderr which "
              "settings are in force and why" },
    { .name = "help",
      .letter = 'h',
      .kind = OPTION_FLAG,
      .field = GLOBAL(help),
      .traits = OPTION_UNRECORDED | OPTION_FLAG_ONLY,
      .help = "this page" },
};

static cli_globals
globals_default(void)
{
    return (cli_globals){ .color = "auto" };
}

static option_table
global_table(cli_globals *settings)
{
    return (option_table){ "Options of every command", global_options,
                           sizeof global_options / sizeof *global_options,
                           settings };
}

void
session_print_overview(void)
{
    cli_globals settings = globals_default();
    option_table table = global_table(&settings);

    help_overview(&table);
}

/* A setting that an earlier run has settled is told as that noted it. */
static void
print_setting(const option_slot *slot, const chl_result *earlier)
{
    const chl_option_value *noted =
        slot->fixed ? option_noted(earlier, slot->option->name) : NULL;
    char buffer[OPTION_VALUE_TEXT];
    const char *value = option_value_format(slot->option, slot->field, buffer);

    if (slot->fixed && noted == NULL) {
        return;
    }
    fprintf(stderr, "chladni: %s = %s (%s)\n", slot->option->name,
            noted != NULL ? noted->value : value,
            noted != NULL ? "earlier run" : slot->source);
}

void
session_tell(const cli_session *session, const chl_result *earlier)
{
    if (!session->globals.verbose || !ranks_first()) {
        return;
    }
    for (size_t k = 0; k < session->options.count; k++) {
        const option_slot *slot = &session->options.slots[k];

        if (!(slot->option->traits & OPTION_UNRECORDED)) {
            print_setting(slot, earlier);
        }
    }
}

static session_describe_fn *describing;
static void *describing_data;

chl_status
session_describe(const cli_command *command, session_describe_fn *describe,
                 void *data, chl_error *err)
{
    static char name[] = "chladni";
    char *nothing[] = { name, NULL };
    int code = 0;
    chl_status status;

    describing = describe;
    describing_data = data;
    status = command->run(nothing, &code, err);
    describing = NULL;
    return status;
}

chl_status
session_open(const cli_command *command, const option_table *tables,
             size_t table_count, char **arguments, cli_session *out,
             chl_error *err)
{
    chl_status status = CHL_OK;
    option_table all[SESSION_TABLES + 1];

    *out = (cli_session){ .globals = globals_default() };
    CHL_REQUIRE(table_count <= SESSION_TABLES, err, CHL_EARG,
                "%zu option tables; at most %d are possible", table_count,
                SESSION_TABLES);
    for (size_t t = 0; t < table_count; t++) {
        all[t] = tables[t];
    }
    all[table_count] = global_table(&out->globals);
    if (describing != NULL) {
        describing(command, all, table_count + 1, describing_data);
        out->done = true;
        goto out;
    }
    CHL_TRY(
        option_set_split(all, table_count + 1, arguments, &out->options, err));
    if (option_set_has(&out->options, "help")) {
        help_command(command, all, table_count + 1);
        out->done = true;
        goto out;
    }
    CHL_TRY(option_set_apply(&out->options, err));
    CHL_TRY(output_check_paths(&out->globals, err));
    out->words = out->options.words + 1;
    out->word_count = out->options.word_count - 1;
    progress_open(&out->bar, !out->globals.quiet && ranks_first());
out:
    return status;
}

void
session_close(cli_session *session)
{
    progress_close(&session->bar);
    option_set_clear(&session->options);
}

chl_status
session_only_word(const cli_session *session, const char *what,
                  const char **out, chl_error *err)
{
    if (session->word_count == 0) {
        return CHL_FAIL(err, CHL_EARG, "no %s given; see --help", what);
    }
    if (session->word_count > 1) {
        return CHL_FAIL(err, CHL_EARG, "one %s is taken; '%s' is one too many",
                        what, session->words[1]);
    }
    *out = session->words[0];
    return CHL_OK;
}

/* Whoever read our output has closed it: `chladni ... | head`. */
static bool
reader_left(void)
{
    struct pollfd out = { .fd = STDOUT_FILENO, .events = POLLOUT };

    return poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0;
}

chl_status
session_close_stdout(void)
{
    bool failed = fflush(stdout) != 0 || ferror(stdout) != 0;

    return failed && !reader_left() ? CHL_EIO : CHL_OK;
}
