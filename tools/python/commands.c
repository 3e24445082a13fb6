/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands about data and their results, with the tables of the program. */
#include "question.h"

#include <string.h>

static const char data_word[] = "the data";

static size_t
analysis_tables(chl_flat *flat, option_table *out)
{
    out[0] = settings_data(&flat->analysis.data);
    out[1] = settings_augment(&flat->analysis.augment);
    out[2] = settings_spectrum(&flat->analysis.spectrum);
    return 3;
}

static chl_status
answer_of_spectrum(chl_flat *flat, cli_input *input, chl_error *err)
{
    return answer_spectrum(&flat->analysis, data_word, input, err);
}

static size_t
predict_tables(chl_flat *flat, option_table *out)
{
    out[0] = settings_predict(&flat->analysis.predict);
    return 1 + analysis_tables(flat, out + 1);
}

static chl_status
answer_of_predict(chl_flat *flat, cli_input *input, chl_error *err)
{
    return answer_predict(&flat->analysis, data_word, input, err);
}

static size_t
report_tables(chl_flat *flat, option_table *out)
{
    out[0] = settings_predict(&flat->analysis.predict);
    out[1] = settings_candidates(&flat->analysis.candidates);
    return 2 + analysis_tables(flat, out + 2);
}

static chl_status
answer_of_report(chl_flat *flat, cli_input *input, chl_error *err)
{
    bool asked = option_set_touches(&flat->options, &flat->tables[0]);
    chl_status status = answer_candidates_check(&flat->analysis, err);

    return status == CHL_OK
               ? answer_report(&flat->analysis, asked, data_word, input, err)
               : status;
}

static size_t
order_tables(chl_flat *flat, option_table *out)
{
    out[0] = settings_sweep(&flat->analysis.predict);
    out[1] = settings_predict(&flat->analysis.predict);
    out[2] = settings_scan(&flat->order.scan);
    out[3] = settings_full(&flat->order.full);
    return 4 + analysis_tables(flat, out + 4);
}

static chl_status
answer_of_gamma(chl_flat *flat, cli_input *input, chl_error *err)
{
    flat->order.kind = "gamma";
    return answer_order(&flat->order, &flat->analysis, data_word, input, err);
}

static chl_status
answer_of_scheme(chl_flat *flat, cli_input *input, chl_error *err)
{
    flat->order.kind = "scheme";
    return answer_order(&flat->order, &flat->analysis, data_word, input, err);
}

static size_t
augment_tables(chl_flat *flat, option_table *out)
{
    out[0] = settings_rank(&flat->rank);
    out[1] = settings_play(&flat->rank);
    out[2] = settings_data(&flat->analysis.data);
    return 3;
}

static chl_status
answer_of_augment(chl_flat *flat, cli_input *input, chl_error *err)
{
    chl_status status = answer_augment_check(&flat->rank, err);

    return status == CHL_OK ? answer_augment(&flat->rank, data_word, input, err)
                            : status;
}

static const option recipe_options[] = {
    { .name = "for",
      .kind = OPTION_TEXT,
      .argument = "NAME",
      .automatic = "all",
      .traits = OPTION_UNRECORDED,
      .help = "a trainer, or several with commas between" },
};

static size_t
recipe_tables(chl_flat *flat, option_table *out)
{
    out[0] = (option_table){ "Recipe", recipe_options, 1, &flat->trainers };
    return 1;
}

static chl_status
answer_of_recipe(chl_flat *flat, cli_input *input, chl_error *err)
{
    chl_status status = answer_spectrum(&flat->analysis, data_word, input, err);

    return status == CHL_OK ? answer_recipes(flat->trainers, input->result, err)
                            : status;
}

static size_t
check_tables(chl_flat *flat, option_table *out)
{
    out[0] = settings_data(&flat->analysis.data);
    return 1;
}

static size_t
compare_tables(chl_flat *flat, option_table *out)
{
    out[0] = settings_data(&flat->analysis.data);
    out[1] = settings_augment(&flat->analysis.augment);
    out[2] = settings_spectrum(&flat->analysis.spectrum);
    out[3] = settings_predict(&flat->analysis.predict);
    return 4;
}

static const question_command analyses[] = {
    { "report", "report", 2, false, report_tables, answer_of_report },
    { "spectrum", "spectrum", 0, false, analysis_tables, answer_of_spectrum },
    { "predict", "predict", 1, false, predict_tables, answer_of_predict },
    { "rank augment", "rank", 0, true, augment_tables, answer_of_augment },
    { "rank gamma", "rank", 3, false, order_tables, answer_of_gamma },
    { "rank scheme", "rank", 3, false, order_tables, answer_of_scheme },
    { "recipe", "recipe", 0, false, recipe_tables, answer_of_recipe },
    { "check", "check", 0, false, check_tables, NULL },
    /* One of those that are compared, which keeps what it was made with. */
    { "compare", "compare", 0, true, compare_tables, answer_of_predict },
};

enum {
    ANALYSES = sizeof analyses / sizeof *analyses
};

const question_command *
question_command_find(const char *name)
{
    for (size_t k = 0; k < ANALYSES; k++) {
        if (strcmp(analyses[k].name, name) == 0) {
            return &analyses[k];
        }
    }
    return question_system_find(name);
}
