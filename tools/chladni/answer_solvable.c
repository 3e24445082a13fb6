/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of `solvable` as a model, and the answer for it or for data. */
#include "answer.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "matrix.h"
#include "mixture.h"

/* What the words turned into; owned. */
typedef struct solvable_parts {
    cli_matrix cov, cov_gen, p0, q0;
    cli_mixture mixture;
} solvable_parts;

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

chl_status
answer_solvable_settle(cli_solvable *words, bool has_data, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_solvable_model *o = &words->settings.model;

    CHL_TRY(chl_constraint_find(words->constraint_w, &o->constraint_w, err));
    CHL_TRY(chl_constraint_find(words->constraint_v, &o->constraint_v, err));
    CHL_TRY(chl_response_find(words->response, &o->response, err));
    if (!has_data && isnan(o->eta_true)) {
        o->eta_true = 2.0;
    }
    if (!has_data && isnan(o->eta_gen)) {
        o->eta_gen = o->eta_true;
    }
    CHL_REQUIRE(!has_data
                    || (words->cov == NULL && words->cov_gen == NULL
                        && words->mixture == NULL && words->p0 == NULL
                        && words->q0 == NULL),
                err, CHL_EARG,
                "DATA bring their own covariance; --cov, --cov-gen, --mixture, "
                "--P0 and --Q0 are for a model without data");
out:
    return status;
}

/* The model from words alone. */
static chl_status
settle_model(const cli_solvable *words, solvable_parts *parts,
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
answer_model(cli_solvable *words, cli_input *input, chl_error *err)
{
    chl_status status = CHL_OK;
    solvable_parts parts = { 0 };

    CHL_TRY(settle_model(words, &parts, &words->settings, err));
    CHL_TRY(chl_result_create("solvable", &input->result, err));
    CHL_TRY(chl_study_solvable(&words->settings, input->result, err));
out:
    words->settings.model.law = words->settings.model.law_gen = NULL;
    words->settings.model.cov = words->settings.model.cov_gen = NULL;
    words->settings.p0 = words->settings.q0 = NULL;
    parts_clear(&parts);
    return status;
}

chl_status
answer_solvable(cli_solvable *words, const char *where, cli_input *input,
                chl_error *err)
{
    chl_status status = CHL_OK;

    if (input->dataset == NULL && input->result == NULL) {
        return answer_model(words, input, err);
    }
    CHL_REQUIRE(input->dataset != NULL, err, CHL_EDATA,
                "%s: is a result; solvable takes data", where);
    status = chl_study_solvable_data(input->dataset, &words->settings,
                                     input->result, err);
    if (status != CHL_OK) {
        chl_error_prefix(err, "%s", where);
    }
out:
    return status;
}
