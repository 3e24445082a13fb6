/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands about systems, finished runs and closed forms. */
#include "question.h"

#include <string.h>

#include "base/error.h"

static const char data_word[] = "the data";

static size_t
solvable_tables(chl_flat *flat, option_table *out)
{
    out[0] = settings_model(&flat->solvable);
    out[1] = settings_run(&flat->solvable);
    out[2] = settings_data(&flat->analysis.data);
    return 3;
}

static chl_status
answer_of_solvable(chl_flat *flat, cli_input *input, chl_error *err)
{
    chl_status status =
        answer_solvable_settle(&flat->solvable, input->dataset != NULL, err);

    return status == CHL_OK
               ? answer_solvable(&flat->solvable, data_word, input, err)
               : status;
}

static size_t
flow_tables(chl_flat *flat, option_table *out)
{
    out[0] = settings_flow_points(&flat->flow);
    out[1] = settings_flow_discriminator(&flat->flow);
    out[2] = settings_flow_networks(&flat->flow);
    out[3] = settings_flow_run(&flat->flow);
    out[4] = settings_data(&flat->analysis.data);
    return 5;
}

static chl_status
answer_of_flow(chl_flat *flat, cli_input *input, chl_error *err)
{
    chl_status status = CHL_OK;

    flat->analysis.spectrum.checkpoint = flat->flow.study.checkpoint;
    CHL_TRY(answer_flow_settle(&flat->flow, &flat->options, flat->common.seed,
                               flat->common.threads, err));
    status =
        answer_flow(&flat->flow, flat->word_count > 0 ? flat->words[0] : NULL,
                    &flat->analysis, input, err);
    analysis_tell_kept(&flat->analysis, status, err);
out:
    return status;
}

static size_t
meanfield_tables(chl_flat *flat, option_table *out)
{
    out[0] = settings_networks(&flat->meanfield);
    out[1] = settings_meanfield_run(&flat->meanfield);
    out[2] = settings_toy(&flat->meanfield);
    out[3] = settings_data(&flat->analysis.data);
    return 4;
}

static chl_status
answer_of_meanfield(chl_flat *flat, cli_input *input, chl_error *err)
{
    chl_status status =
        answer_meanfield_check(&flat->meanfield, &flat->options, flat->tables,
                               input->dataset != NULL, err);

    return status == CHL_OK
               ? answer_meanfield(&flat->meanfield, data_word, input, err)
               : status;
}

static size_t
backtest_tables(chl_flat *flat, option_table *out)
{
    out[0] = settings_backtest(&flat->backtest);
    return 1;
}

/* Of an earlier result in hand, else of the one that `with` names. */
static chl_status
answer_of_backtest(chl_flat *flat, cli_input *input, chl_error *err)
{
    chl_status status = CHL_OK;
    const char *with = flat->backtest.with;

    CHL_REQUIRE(flat->word_count > 0, err, CHL_EARG, "no RUNDIR or CSV given");
    if (input->result == NULL) {
        CHL_REQUIRE(with != NULL, err, CHL_EARG, "no result to test");
        CHL_TRY(input_open_result(with, flat->command->document, input, err));
        CHL_TRY(option_set_inherit(&flat->options, flat->tables,
                                   flat->command->open, with, input->result,
                                   err));
    }
    CHL_TRY(answer_backtest(&flat->backtest, with != NULL ? with : data_word,
                            (const char *const *) flat->words, flat->word_count,
                            input, err));
out:
    return status;
}

static size_t
verify_tables(chl_flat *flat, option_table *out)
{
    out[0] = settings_verify(&flat->quick);
    return 1;
}

static chl_status
answer_of_verify(chl_flat *flat, cli_input *input, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_progress progress = question_progress(flat);

    CHL_REQUIRE(input->result == NULL, err, CHL_EARG, "verify takes no data");
    CHL_TRY(chl_result_create("verify", &input->result, err));
    CHL_TRY(chl_study_verify(flat->quick, flat->common.seed,
                             flat->common.threads, &progress, input->result,
                             err));
out:
    return status;
}

static const question_command systems[] = {
    { "solvable", "solvable", 0, true, solvable_tables, answer_of_solvable },
    { "flow", "flow", 0, true, flow_tables, answer_of_flow },
    { "meanfield", "meanfield", 0, true, meanfield_tables,
      answer_of_meanfield },
    { "backtest", "backtest", 1, false, backtest_tables, answer_of_backtest },
    { "verify", "verify", 0, true, verify_tables, answer_of_verify },
};

const question_command *
question_system_find(const char *name)
{
    for (size_t k = 0; k < sizeof systems / sizeof *systems; k++) {
        if (strcmp(systems[k].name, name) == 0) {
            return &systems[k];
        }
    }
    return NULL;
}
