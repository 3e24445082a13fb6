/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every command shares: its options, the bar, and where results go. */
#ifndef CHLADNI_TOOLS_SESSION_H
#define CHLADNI_TOOLS_SESSION_H

#include <chladni/report.h>

#include "commands.h"
#include "options.h"
#include "progress.h"

typedef struct cli_globals {
    size_t threads; /* 0 = what OpenMP would use */
    uint64_t seed;
    bool json, quiet, verbose, stamp, help;
    const char *color;   /* "auto", "always" or "never"                      */
    const char *fail_on; /* warning code, or NULL                            */
    path_list outputs;
} cli_globals;

typedef struct cli_session {
    cli_globals globals;
    option_set options;
    progress_bar bar;
    bool done; /* --help was asked and answered                              */
    /* Words after the options; views into `options`. */
    char **words;
    size_t word_count;
} cli_session;

enum {
    SESSION_TABLES = 8
};

/*
 * Read the command line by the command's own tables and the global one. The
 * settings behind the tables hold their defaults on entry, what was asked for
 * on return.
 * Ownership  *out is the caller's (session_close), also on error.
 * Errors     CHL_EARG, CHL_ENOMEM; CHL_EIO if an output's folder is not there
 */
chl_status session_open(const cli_command *command, const option_table *tables,
                        size_t table_count, char **arguments, cli_session *out,
                        chl_error *err);
void session_close(cli_session *session);

/* The settings and where they came from, if asked to be verbose; of those that
 * an earlier run has settled, what its result noted. earlier: or NULL. */
void session_tell(const cli_session *session, const chl_result *earlier);

/* The one word a command takes: what it is called is for the sentence. */
chl_status session_only_word(const cli_session *session, const char *what,
                             const char **out, chl_error *err);

typedef void session_describe_fn(const cli_command *command,
                                 const option_table *tables, size_t table_count,
                                 void *data);

/*
 * Have `describe` look at the tables of a command, defaults in place; nothing
 * is run. Only one at a time.
 */
chl_status session_describe(const cli_command *command,
                            session_describe_fn *describe, void *data,
                            chl_error *err);

/* The overview of all commands, with the global options. */
void session_print_overview(void);

/* Flush; a reader who left early is no error. Errors: CHL_EIO. */
chl_status session_close_stdout(void);

#endif
