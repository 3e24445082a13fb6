/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of `meanfield` as a model, and its answer. */
#include "answer.h"

#include <string.h>

#include "base/error.h"
#include "matrix.h"

/* What the words turned into; owned. */
typedef struct toy_parts {
    cli_matrix weights, masses, times;
    double *widths;
} toy_parts;

static void
parts_clear(toy_parts *parts)
{
    chl_free(parts->weights.values);
    chl_free(parts->masses.values);
    chl_free(parts->times.values);
    chl_free(parts->widths);
}

static chl_status
parse_row(const char *name, const char *text, cli_matrix *out, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_TRY(matrix_parse(name, text, out, err));
    CHL_REQUIRE(out->rows == 1, err, CHL_EARG,
                "--%s is '%s'; it must be one row of numbers with commas", name,
                text);
out:
    return status;
}

static chl_status
settle_spread(const cli_meanfield *words, double *spread, chl_error *err)
{
    chl_status status = CHL_OK;
    const bool uniform = strcmp(words->density, "uniform") == 0;

    CHL_REQUIRE(!uniform
                    || (words->w0 == NULL && words->mass == NULL
                        && !(words->spread > 0.0)),
                err, CHL_EARG,
                "--density uniform fills the whole clip; --w0, --mass and "
                "--spread are for points");
    *spread = uniform ? 2.0 * words->clip : words->spread;
out:
    return status;
}

static chl_status
settle_widths(const cli_meanfield *words, toy_parts *parts, chl_toy_model *o,
              chl_error *err)
{
    chl_status status = CHL_OK;
    double spread = 0.0;

    CHL_TRY(settle_spread(words, &spread, err));
    if (spread != 0.0) {
        parts->widths = chl_alloc(o->count, sizeof *parts->widths);
        CHL_REQUIRE_MEMORY(parts->widths, err, "widths");
        for (size_t k = 0; k < o->count; k++) {
            parts->widths[k] = spread;
        }
        o->widths = parts->widths;
    }
out:
    return status;
}

static chl_status
settle_toy(const cli_meanfield *words, toy_parts *parts, chl_toy_settings *s,
           chl_error *err)
{
    chl_status status = CHL_OK;
    chl_toy_model *o = &s->model;

    o->clip = words->clip;
    s->time = words->time;
    s->points = words->points > 0 ? words->points : s->points;
    CHL_TRY(chl_toy_game_find(words->game, &o->game, err));
    if (words->w0 != NULL) {
        CHL_TRY(parse_row("w0", words->w0, &parts->weights, err));
        o->w = parts->weights.values;
        o->count = parts->weights.columns;
    }
    if (words->mass != NULL) {
        CHL_TRY(parse_row("mass", words->mass, &parts->masses, err));
        CHL_REQUIRE(parts->masses.columns == o->count, err, CHL_EARG,
                    "--mass has %zu numbers for %zu weights; it must have one "
                    "for each",
                    parts->masses.columns, o->count);
        o->mass = parts->masses.values;
    }
    if (words->at != NULL) {
        CHL_TRY(parse_row("at", words->at, &parts->times, err));
        s->at = parts->times.values;
        s->at_count = parts->times.columns;
    }
    CHL_TRY(settle_widths(words, parts, o, err));
out:
    return status;
}

static chl_status
answer_toy(const cli_meanfield *words, chl_result *result, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_toy_settings settings = words->toy;
    toy_parts parts = { 0 };

    CHL_TRY(settle_toy(words, &parts, &settings, err));
    CHL_TRY(chl_study_toy(&settings, result, err));
out:
    parts_clear(&parts);
    return status;
}

static chl_status
answer_networks(const cli_meanfield *words, const chl_dataset *dataset,
                chl_result *result, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_meanfield_settings s = words->networks;

    s.model.clip = words->clip;
    s.time = words->time > 0.0 ? words->time : s.time;
    s.points = words->points > 0 ? words->points : s.points;
    CHL_TRY(chl_neuron_find(words->critic, &s.model.critic, err));
    CHL_TRY(chl_neuron_find(words->generator, &s.model.generator, err));
    CHL_TRY(chl_study_meanfield(dataset, &s, result, err));
out:
    return status;
}

chl_status
answer_meanfield_check(const cli_meanfield *words, const option_set *options,
                       const option_table *tables, bool has_data,
                       chl_error *err)
{
    chl_status status = CHL_OK;

    if (words->asked) {
        CHL_REQUIRE(!has_data, err, CHL_EARG, "--toy takes no DATA");
        CHL_REQUIRE(!option_set_touches(options, &tables[0]), err, CHL_EARG,
                    "--toy has no networks; see --help for its own options");
    } else {
        CHL_REQUIRE(!option_set_touches(options, &tables[2]), err, CHL_EARG,
                    "--g0, --w0, --ratio and the like are options of --toy; "
                    "give it, too");
    }
out:
    return status;
}

chl_status
answer_meanfield(const cli_meanfield *words, const char *where,
                 cli_input *input, chl_error *err)
{
    chl_status status = CHL_OK;

    if (input->dataset == NULL && input->result == NULL) {
        CHL_TRY(chl_result_create("meanfield", &input->result, err));
    } else {
        CHL_REQUIRE(input->dataset != NULL, err, CHL_EDATA,
                    "%s: is a result; meanfield takes data", where);
    }
    status = words->asked
                 ? answer_toy(words, input->result, err)
                 : answer_networks(words, input->dataset, input->result, err);
    if (status != CHL_OK && where != NULL) {
        chl_error_prefix(err, "%s", where);
    }
out:
    return status;
}
