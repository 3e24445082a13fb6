/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Directions a candidate takes from the discriminator, and what they are. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "report/result.h"
#include "study/law.h"
#include "study/survey.h"

enum {
    MOST_HIDDEN = 4,
    SHEET = 8,
    ROWS = 2000,
    BLOCK = 64
};

/* Slowed four times and more. */
static const double hidden_cut = 0.25;

/* Values of functions of the modes (size x count) on rows of the data. */
static chl_status
survey_rows(const chl_law *law, size_t count, const double *functions,
            chl_survey *survey, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_sample *sample = chl_basis_sample(law->basis);
    size_t d = chl_dataset_describe(sample->dataset)->dimension;
    size_t q = chl_functions_count(law->functions);
    size_t end = sample->used < ROWS ? sample->used : ROWS;
    double *alpha = chl_alloc(q * count, sizeof *alpha);
    double *x = chl_alloc(BLOCK * d, sizeof *x);
    double *values = chl_alloc(BLOCK * q, sizeof *values);
    size_t row[BLOCK];

    CHL_REQUIRE(alpha != NULL && x != NULL && values != NULL, err, CHL_ENOMEM,
                "out of memory for hidden directions");
    chl_dense_combine(q, law->size, law->coefficients, count, functions, alpha);
    for (size_t at = 0; at < end; at += BLOCK) {
        size_t rows = end - at < BLOCK ? end - at : BLOCK;

        for (size_t i = 0; i < rows; i++) {
            row[i] = chl_sample_row(sample, at + i);
        }
        CHL_TRY(chl_dataset_rows(sample->dataset, row, rows, x, err));
        CHL_TRY(chl_functions_values(law->functions, rows, x, values, err));
        for (size_t i = 0; i < rows; i++) {
            double f[MOST_HIDDEN] = { 0 };

            for (size_t k = 0; k < count; k++) {
                for (size_t j = 0; j < q; j++) {
                    f[k] += alpha[k * q + j] * values[i * q + j];
                }
            }
            chl_survey_add(survey, row[i], f, x + i * d);
        }
    }
out:
    chl_free(alpha);
    chl_free(x);
    chl_free(values);
    return status;
}

/* lambda of the data: u'A0 u / u'M0 u, in modes of M0 = 1, A0 = lambda. */
static double
quotient(const chl_law *law, const double *u)
{
    double slope = 0.0, square = 0.0;

    for (size_t k = 0; k < law->modes; k++) {
        slope += law->lambda[k] * u[k] * u[k];
        square += u[k] * u[k];
    }
    return slope / square;
}

static chl_status
fill_hidden(const chl_law *law, size_t count, const double *functions,
            chl_result_augment *out, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_sample *sample = chl_basis_sample(law->basis);
    chl_survey *survey = NULL;

    CHL_TRY(chl_survey_create(sample->dataset, count, SHEET, &survey, err));
    CHL_TRY(survey_rows(law, count, functions, survey, err));
    for (size_t k = 0; k < count; k++) {
        out->hidden[k].index = k;
        out->hidden[k].lambda = quotient(law, functions + k * law->size);
        CHL_TRY(chl_survey_fill(survey, k, &out->hidden[k], err));
        out->hidden[k].index = k;
    }
out:
    chl_survey_free(survey);
    return status;
}

/* C and A of the same rows and draws, in the modes alone. */
static void
take_modes(const chl_law *law, const double *sums, double *out)
{
    double whole[(CHL_LAW_MODES + 1) * (CHL_LAW_MODES + 1)];
    const chl_replicate all = chl_replicate_whole();

    chl_law_average(law->size * law->size, sums, all.groups, whole);
    for (size_t j = 0; j < law->modes; j++) {
        memcpy(out + j * law->modes, whole + j * law->size,
               law->modes * sizeof *out);
    }
}

/* Hidden directions among the modes, the most hidden first, and how much of
 * each is left; functions: size x MOST_HIDDEN. */
static chl_status
find_hidden(const chl_law *law, const chl_law_sums *sums, double *functions,
            double *transmission, size_t *count, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t r = law->modes;
    double c[CHL_LAW_MODES * CHL_LAW_MODES], a[CHL_LAW_MODES * CHL_LAW_MODES];
    double one[CHL_LAW_MODES * CHL_LAW_MODES] = { 0 };
    chl_adversarial_matrices m = {
        .r = r, .mass = one, .stiffness = a, .coupling = c
    };
    chl_adversarial_settings settings = chl_adversarial_settings_default();
    chl_adversarial *game = NULL;
    chl_status got;
    chl_error own = { 0 };
    size_t found;

    take_modes(law, sums->coupling, c);
    take_modes(law, sums->part, a);
    for (size_t k = 0; k < r; k++) {
        one[k * r + k] = 1.0;
    }
    settings.hidden_cut = hidden_cut;
    got = chl_adversarial_create(&m, &settings, &game, &own);
    if (got == CHL_OK && -chl_adversarial_describe(game)->lowest > hidden_cut) {
        settings.hidden_cut =
            fmin(-chl_adversarial_describe(game)->lowest, 0.5);
        chl_adversarial_free(game);
        game = NULL;
        got = chl_adversarial_create(&m, &settings, &game, &own);
    }
    CHL_REQUIRE(got == CHL_OK || got == CHL_EARG, err, got, "%s", own.text);
    *count = 0;
    if (got != CHL_OK) {
        goto out; /* nothing visible at all: every mode is named elsewhere */
    }
    found = chl_adversarial_describe(game)->hidden;
    *count = found < MOST_HIDDEN ? found : MOST_HIDDEN;
    for (size_t k = 0; k < *count; k++) {
        memcpy(functions + k * law->size, chl_adversarial_hidden(game) + k * r,
               r * sizeof *functions);
        functions[k * law->size + r] = 0.0;
        transmission[k] = fmax(chl_adversarial_transmission(game)[k], 0.0);
    }
out:
    chl_adversarial_free(game);
    return status;
}

chl_status
chl_law_describe(const chl_candidates *c, const chl_law *law, size_t index,
                 size_t scores, size_t ties, chl_result_augment **out,
                 chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_law_sums *sums = &law->sums[c->items[index].like];
    const chl_replicate whole = chl_replicate_whole();
    double functions[(CHL_LAW_MODES + 1) * MOST_HIDDEN];
    double transmission[MOST_HIDDEN];
    chl_result_augment *made = NULL;
    size_t count = 0;

    if (!c->settings->real_only && c->items[index].like > 0) {
        CHL_TRY(find_hidden(law, sums, functions, transmission, &count, err));
    }
    CHL_TRY(
        chl_result_augment_create(scores, ties, law->modes, count, &made, err));
    for (size_t k = 0; k < law->modes; k++) {
        made->transmission[k] =
            c->settings->real_only
                ? 1.0
                : chl_law_transmission(sums, law->size, whole.groups, k);
    }
    if (count > 0) {
        CHL_TRY(fill_hidden(law, count, functions, made, err));
        memcpy(made->hidden_transmission, transmission,
               count * sizeof *transmission);
    }
    *out = made;
    made = NULL;
out:
    chl_result_section_free(&chl_record_augment, made);
    return status;
}
