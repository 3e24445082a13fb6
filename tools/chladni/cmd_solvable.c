/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chladni solvable: the GAN whose training is solved. */
#include "commands.h"
#include "input.h"
#include "matrix.h"
#include "output.h"
#include "settings.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "mixture.h"
#include "report/result.h"

typedef struct solvable_words {
    const char *cov, *cov_gen, *p0, *q0, *mixture;
    const char *constraint_w, *constraint_v, *response;
    size_t critics;
    chl_solvable_settings settings;
} solvable_words;

/* What the words turned into; owned. */
typedef struct solvable_parts {
    cli_matrix cov, cov_gen, p0, q0;
    cli_mixture mixture;
} solvable_parts;

static const char *
constraint_word(size_t index)
{
    return chl_constraint_name(index);
}

static const char *
response_word(size_t index)
{
    const chl_response *response = chl_response_at(index);

    return response != NULL ? response->name : NULL;
}

#define WORDS(member) offsetof(solvable_words, member)
#define MODEL(member) offsetof(solvable_words, settings.model.member)

static const option model_options[] = {
    { .name = "cov",
      .kind = OPTION_TEXT,
      .field = WORDS(cov),
      .argument = "MATRIX",
      .automatic = "auto",
      .help = "second moment of the data's latents: variances 3,5 or rows "
              "1,0.2;0.2,2; auto is 3,5, or what DATA have" },
    { .name = "cov-gen",
      .kind = OPTION_TEXT,
      .field = WORDS(cov_gen),
      .argument = "MATRIX",
      .automatic = "auto",
      .help = "the same of the generator; auto is the data's" },
    { .name = "mixture",
      .kind = OPTION_TEXT,
      .field = WORDS(mixture),
      .argument = "CLASSES",
      .automatic = "none",
      .help = "classes WEIGHT@MEAN@COV parted by '|', in place of --cov: "
              "'0.6@1,0@2,1|0.4@-1,0@3,1'" },
    { .name = "eta-true",
      .kind = OPTION_REAL,
      .field = MODEL(eta_true),
      .argument = "X",
      .automatic = "auto",
      .neutral = NAN,
      .help = "variance of the data's noise; auto is 2, or what DATA have" },
    { .name = "eta-gen",
      .kind = OPTION_REAL,
      .field = MODEL(eta_gen),
      .argument = "X",
      .automatic = "auto",
      .neutral = NAN,
      .help = "variance of the generator's noise; auto is the data's" },
    { .name = "tau",
      .kind = OPTION_REAL,
      .field = MODEL(tau),
      .argument = "X",
      .traits = OPTION_ABOVE,
      .help = "learning rate of the critic" },
    { .name = "tau-g",
      .kind = OPTION_REAL,
      .field = MODEL(tau_g),
      .argument = "X",
      .traits = OPTION_ABOVE,
      .help = "learning rate of the generator" },
    { .name = "batch-size",
      .kind = OPTION_SIZE,
      .field = MODEL(batch),
      .argument = "B",
      .low = 1,
      .help = "samples per step" },
    { .name = "decay-w",
      .kind = OPTION_REAL,
      .field = MODEL(decay_w),
      .argument = "X",
      .help = "weight decay of the critic" },
    { .name = "decay-v",
      .kind = OPTION_REAL,
      .field = MODEL(decay_v),
      .argument = "X",
      .help = "weight decay of the generator" },
    { .name = "constraint-w",
      .kind = OPTION_TEXT,
      .field = WORDS(constraint_w),
      .argument = "NAME",
      .word = constraint_word,
      .help = "on the critic after each step: none, col (columns of length 1), "
              "polar or gs (Gram-Schmidt)" },
    { .name = "constraint-v",
      .kind = OPTION_TEXT,
      .field = WORDS(constraint_v),
      .argument = "NAME",
      .word = constraint_word,
      .help = "the same on the generator" },
    { .name = "critics",
      .kind = OPTION_SIZE,
      .field = WORDS(critics),
      .argument = "M",
      .low = 1,
      .automatic = "auto",
      .help = "features of the critic; auto is as many as the data have, or 1 "
              "with --response" },
    { .name = "response",
      .kind = OPTION_TEXT,
      .field = WORDS(response),
      .argument = "NAME",
      .word = response_word,
      .help = "of the critic: linear (quadratic energy), constant, tanh, "
              "cubic" },
};

static const option run_options[] = {
    { .name = "overlap",
      .kind = OPTION_REAL,
      .field = WORDS(settings.overlap),
      .argument = "X",
      .low = -1.0,
      .high = 1.0,
      .help = "start: every feature of generator and critic has this cosine "
              "with its own of the data" },
    { .name = "P0",
      .kind = OPTION_TEXT,
      .field = WORDS(p0),
      .argument = "MATRIX",
      .automatic = "auto",
      .help = "start U'V in place of the overlap" },
    { .name = "Q0",
      .kind = OPTION_TEXT,
      .field = WORDS(q0),
      .argument = "MATRIX",
      .automatic = "auto",
      .help = "start U'W in place of the overlap" },
    { .name = "time",
      .kind = OPTION_REAL,
      .field = WORDS(settings.time),
      .argument = "T",
      .traits = OPTION_ABOVE,
      .help = "steps over dimension" },
    { .name = "points",
      .kind = OPTION_SIZE,
      .field = WORDS(settings.points),
      .argument = "N",
      .low = 1,
      .high = 100000,
      .help = "of the trajectory that is listed and drawn" },
    { .name = "compare",
      .kind = OPTION_FLAG,
      .field = WORDS(settings.compare),
      .help = "run it in finite dimension, too, and draw the deviation" },
    { .name = "directions",
      .kind = OPTION_SIZE,
      .field = WORDS(settings.directions),
      .argument = "K",
      .low = 1,
      .high = 256,
      .automatic = "auto",
      .help = "of DATA, at most; auto is 8" },
    { .name = "samples",
      .kind = OPTION_SIZE,
      .field = WORDS(settings.samples),
      .argument = "N",
      .low = 3,
      .automatic = "auto",
      .help = "rows of DATA used; auto is up to 4096" },
};

static chl_status
parse_if(const char *name, const char *text, bool spread, cli_matrix *out,
         chl_error *err)
{
    chl_status status = CHL_OK;

    if (text != NULL) {
        CHL_TRY(matrix_parse(name, text, out, err));
        if (spread) {
            CHL_TRY(matrix_spread(out, err));
        }
    }
out:
    return status;
}

static chl_status
require_square(const char *name, const cli_matrix *m, chl_error *err)
{
    if (m->values == NULL || m->rows == m->columns) {
        return CHL_OK;
    }
    return CHL_FAIL(err, CHL_EARG,
                    "--%s has %zu rows and %zu columns; it must be square",
                    name, m->rows, m->columns);
}

static chl_status
require_shape(const char *name, const cli_matrix *m, size_t rows,
              size_t columns, chl_error *err)
{
    if (m->values == NULL || (m->rows == rows && m->columns == columns)) {
        return CHL_OK;
    }
    return CHL_FAIL(err, CHL_EARG,
                    "--%s has %zu rows and %zu columns; it must have %zu and "
                    "%zu",
                    name, m->rows, m->columns, rows, columns);
}

static chl_status
settle_words(const solvable_words *words, bool has_data, chl_solvable_model *o,
             chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_TRY(chl_constraint_find(words->constraint_w, &o->constraint_w, err));
    CHL_TRY(chl_constraint_find(words->constraint_v, &o->constraint_v, err));
    CHL_TRY(chl_response_find(words->response, &o->response, err));
    if (!has_data && isnan(o->eta_true)) {
        o->eta_true = 2.0;
    }
    if (!has_data && isnan(o->eta_gen)) {
        o->eta_gen = o->eta_true;
    }
out:
    return status;
}

/* The model from words alone. */
static chl_status
settle_model(const solvable_words *words, solvable_parts *parts,
             chl_solvable_settings *s, chl_error *err)
{
    chl_solvable_model *o = &s->model;
    chl_status status = CHL_OK;
    const char *cov = words->cov;

    CHL_REQUIRE(cov == NULL || words->mixture == NULL, err, CHL_EARG,
                "--cov and --mixture say the same thing; give one");
    if (words->mixture != NULL) {
        CHL_TRY(mixture_parse(words->mixture, &parts->mixture, err));
        o->law = &parts->mixture.law;
        o->d = parts->mixture.law.size;
    } else {
        CHL_TRY(
            parse_if("cov", cov != NULL ? cov : "3,5", true, &parts->cov, err));
        CHL_TRY(require_square("cov", &parts->cov, err));
        o->cov = parts->cov.values;
        o->d = parts->cov.rows;
    }
    CHL_TRY(parse_if("cov-gen", words->cov_gen, true, &parts->cov_gen, err));
    CHL_TRY(require_square("cov-gen", &parts->cov_gen, err));
    o->p = parts->cov_gen.values != NULL ? parts->cov_gen.rows : o->d;
    o->cov_gen = parts->cov_gen.values != NULL ? parts->cov_gen.values : o->cov;
    o->law_gen = parts->cov_gen.values != NULL ? NULL : o->law;
    o->m = words->critics > 0                         ? words->critics
           : strcmp(o->response->name, "linear") == 0 ? o->d
                                                      : 1;
    CHL_TRY(parse_if("P0", words->p0, o->d > 1 && o->p > 1, &parts->p0, err));
    CHL_TRY(parse_if("Q0", words->q0, o->d > 1 && o->m > 1, &parts->q0, err));
    CHL_TRY(require_shape("P0", &parts->p0, o->d, o->p, err));
    CHL_TRY(require_shape("Q0", &parts->q0, o->d, o->m, err));
    s->p0 = parts->p0.values;
    s->q0 = parts->q0.values;
out:
    return status;
}

static void
parts_clear(solvable_parts *parts)
{
    chl_free(parts->cov.values);
    chl_free(parts->cov_gen.values);
    chl_free(parts->p0.values);
    chl_free(parts->q0.values);
    mixture_clear(&parts->mixture);
}

static chl_status
answer_data(const char *where, const solvable_words *words,
            const chl_solvable_settings *settings, cli_analysis *analysis,
            cli_input *input, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(words->cov == NULL && words->cov_gen == NULL
                    && words->mixture == NULL && words->p0 == NULL
                    && words->q0 == NULL,
                err, CHL_EARG,
                "DATA bring their own covariance; --cov, --cov-gen, --mixture, "
                "--P0 and --Q0 are for a model without data");
    CHL_TRY(input_open(where, command_solvable.name, analysis, input, err));
    CHL_REQUIRE(input->dataset != NULL, err, CHL_EDATA,
                "%s: is a result; solvable takes data", where);
    status =
        chl_study_solvable_data(input->dataset, settings, input->result, err);
    if (status != CHL_OK) {
        chl_error_prefix(err, "%s", where);
    }
out:
    return status;
}

static solvable_words
words_default(void)
{
    solvable_words words = { .constraint_w = "polar",
                             .constraint_v = "col",
                             .response = "linear",
                             .settings = chl_solvable_settings_default() };

    words.settings.model.eta_true = words.settings.model.eta_gen = NAN;
    return words;
}

static chl_status
run(char **arguments, int *code, chl_error *err)
{
    chl_status status = CHL_OK;
    solvable_words words = words_default();
    cli_analysis analysis = analysis_default();
    const option_table tables[] = {
        { "Model", model_options, sizeof model_options / sizeof *model_options,
          &words },
        { "Run", run_options, sizeof run_options / sizeof *run_options,
          &words },
        settings_data(&analysis.data)
    };
    solvable_parts parts = { 0 };
    const char *where = NULL;
    cli_input input = { 0 };
    cli_session session;

    CHL_TRY(session_open(&command_solvable, tables,
                         sizeof tables / sizeof *tables, arguments, &session,
                         err));
    if (session.done) {
        goto out;
    }
    CHL_TRY(analysis_connect(&analysis, &session, err));
    words.settings.seed = session.globals.seed;
    words.settings.progress = progress_callback(&session.bar);
    CHL_TRY(settle_words(&words, session.word_count > 0, &words.settings.model,
                         err));
    if (session.word_count > 0) {
        CHL_TRY(session_only_word(&session, "DATA", &where, err));
        CHL_TRY(answer_data(where, &words, &words.settings, &analysis, &input,
                            err));
    } else {
        CHL_TRY(settle_model(&words, &parts, &words.settings, err));
        CHL_TRY(chl_result_create(command_solvable.name, &input.result, err));
        CHL_TRY(chl_study_solvable(&words.settings, input.result, err));
    }
    CHL_TRY(output_result(&session, input.result, code, err));
out:
    input_close(&input);
    parts_clear(&parts);
    analysis_clear(&analysis);
    session_close(&session);
    return status;
}

const cli_command command_solvable = {
    .name = "solvable",
    .usage = "[DATA]",
    .summary = "a GAN solved exactly: which directions are learned, which fail "
               "or oscillate",
    .about =
        "A linear generator against a quadratic critic, trained by stochastic\n"
        "gradients in high dimension, follows an exact equation. It has four\n"
        "phases: every direction of the data below a threshold is lost in the\n"
        "noise, those above another one oscillate, those between are learned\n"
        "until learning freezes. Both thresholds follow from the learning\n"
        "rates and the noise.\n"
        "\n"
        "With DATA the covariance and the noise level are estimated from "
        "them,\n"
        "and the answer says which of their directions are learnable at these\n"
        "rates, and which rates make the most of them so.",
    .examples =
        "  chladni solvable --cov 3,5 --eta-true 2 --eta-gen 2 --tau 0.2 \\\n"
        "      --tau-g 0.04 --overlap 0.1 --time 50\n"
        "      (P = 0.5281633909, 0.9380943834)\n"
        "  chladni solvable --eta-true 1 -o oscillates.svg\n"
        "  chladni solvable --eta-true 4 -o collapses.html\n"
        "  chladni solvable --compare --time 5 -o runs.svg\n"
        "  chladni solvable photos/ -o photos.html",
    .run = run,
};
