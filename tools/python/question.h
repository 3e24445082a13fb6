/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of a question: settings, the options that name them, its command. */
#ifndef CHLADNI_PYTHON_QUESTION_H
#define CHLADNI_PYTHON_QUESTION_H

#include "answer.h"
#include "answer_particles.h"
#include "flat.h"
#include "settings.h"

enum {
    QUESTION_TABLES = 8
};

typedef struct question_common {
    uint64_t seed;
    size_t threads; /* 0 = what OpenMP would use                             */
} question_common;

typedef struct question_command {
    const char *name;
    const char *document; /* the command that a document names               */
    size_t open;          /* tables that may change a finished result        */
    bool data_only;       /* no option is settled by a finished result       */
    size_t (*tables)(chl_flat *flat, option_table *out);
    /* NULL = there is no result. */
    chl_status (*answer)(chl_flat *flat, cli_input *input, chl_error *err);
} question_command;

const question_command *question_command_find(const char *name);
/* Of those about systems, finished runs and closed forms. */
const question_command *question_system_find(const char *name);

struct chl_flat {
    const question_command *command;
    question_common common;
    cli_analysis analysis;
    cli_order order;
    cli_rank rank;
    cli_solvable solvable;
    cli_flow flow;
    cli_meanfield meanfield;
    cli_backtest backtest;
    bool quick;
    const char *trainers;
    char **words; /* paths and names beside the options, owned               */
    size_t word_count;
    chl_modes *modes; /* of the last answer, if they were to be kept         */
    option_table tables[QUESTION_TABLES];
    size_t table_count;
    option_set options; /* slots only; texts and lists are this question's   */
    chl_flat_progress_fn *report;
    void *user;
};

/* What the caller watches with; zeroes if nobody does. */
chl_progress question_progress(chl_flat *flat);
/* Hand seed, threads, rows and progress on to every step. */
void question_connect(chl_flat *flat);

#endif
