/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Directions a candidate takes from the discriminator, and what they are. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "operators/parts.h"
#include "report/result.h"
#include "study/law.h"
#include "study/passage.h"
#include "study/survey.h"

enum {
    MOST_HIDDEN = 4,
    SHEET = 8,
    ROWS = 2000,
    SQUARE = CHL_LAW_MODES * CHL_LAW_MODES,
    BLOCK = 64
};

/* Twenty times slower: a run that is long enough to leave 5 % of the start of a
 * direction leaves 5 %^(1/20) = 86 % of this one. */
static const double hidden_cut = 0.05;

/* What hidden directions are combinations of: the modes, or where T has few
 * maps their parts. */
typedef struct span {
    const chl_law *law;
    const chl_augment *augment; /* of the parts; NULL: the modes */
    size_t n;
    chl_passage own;    /* of the modes */
    chl_passage hidden; /* of the span  */
} span;

static void
span_clear(span *s)
{
    chl_passage_clear(&s->own);
    chl_passage_clear(&s->hidden);
}

/* A matrix of all functions, of the modes alone. */
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

/* The covariance of the modes under the law; products with the constant, which
 * is the last function, are the means. */
static void
take_covariance(const chl_law *law, const double *sums, double *out)
{
    double whole[(CHL_LAW_MODES + 1) * (CHL_LAW_MODES + 1)];
    const chl_replicate all = chl_replicate_whole();
    size_t r = law->modes;

    chl_law_average(law->size * law->size, sums, all.groups, whole);
    for (size_t j = 0; j < r; j++) {
        for (size_t i = 0; i < r; i++) {
            out[j * r + i] =
                whole[j * law->size + i]
                - whole[r * law->size + i] * whole[r * law->size + j];
        }
    }
}

/* C and A of the same rows and draws. */
static chl_status
find_own(const chl_law_sums *sums, span *s, chl_error *err)
{
    double m[SQUARE], a[SQUARE], c[SQUARE];

    take_covariance(s->law, sums->mass, m);
    take_modes(s->law, sums->part, a);
    take_modes(s->law, sums->coupling, c);
    return chl_passage_find(s->law->modes, m, a, c, hidden_cut, &s->own, err);
}

static chl_status
find_parts(const chl_augment *augment, span *s, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_balanced_settings settings = chl_balanced_settings_default();
    chl_parts parts = { 0 };

    settings.rows = s->law->coupled;
    CHL_TRY(chl_parts_create(s->law->functions, augment, &settings,
                             s->law->modes, s->law->coefficients, &parts, err));
    if (parts.r > 0) {
        s->augment = augment;
        s->n = 2 * parts.r;
        CHL_TRY(chl_passage_find(s->n, parts.mass, parts.stiffness,
                                 parts.coupling, hidden_cut, &s->hidden, err));
    }
out:
    chl_parts_clear(&parts);
    return status;
}

static const chl_passage *
directions_of(const span *s)
{
    return s->augment != NULL ? &s->hidden : &s->own;
}

/* Values of the functions of the span at rows of the data: count x n. */
static chl_status
look(const span *s, size_t count, const size_t *row, const double *x,
     double *values, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_law *law = s->law;
    size_t q = chl_functions_count(law->functions);
    double *all = NULL;

    if (s->augment != NULL) {
        return chl_parts_values(law->functions, s->augment, law->modes,
                                law->coefficients, count, row, values, err);
    }
    all = chl_alloc(count * q, sizeof *all);
    CHL_REQUIRE_MEMORY(all, err, "values of modes");
    CHL_TRY(chl_functions_values(law->functions, count, x, all, err));
    for (size_t i = 0; i < count; i++) {
        /* One row of values as a matrix of one column: alpha' values. */
        chl_dense_combine(1, q, all + i * q, s->n, law->coefficients,
                          values + i * s->n);
    }
out:
    chl_free(all);
    return status;
}

static chl_status
survey_rows(const span *s, size_t count, chl_survey *survey, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_sample *sample = chl_basis_sample(s->law->basis);
    const double *vectors = directions_of(s)->vectors;
    size_t d = chl_dataset_describe(sample->dataset)->dimension;
    size_t end = sample->used < ROWS ? sample->used : ROWS;
    double *x = chl_alloc(BLOCK * d, sizeof *x);
    double *values = chl_alloc(BLOCK * s->n, sizeof *values);
    size_t row[BLOCK];

    CHL_REQUIRE(x != NULL && values != NULL, err, CHL_ENOMEM,
                "out of memory for hidden directions");
    for (size_t at = 0; at < end; at += BLOCK) {
        size_t rows = end - at < BLOCK ? end - at : BLOCK;

        for (size_t i = 0; i < rows; i++) {
            row[i] = chl_sample_row(sample, at + i);
        }
        CHL_TRY(chl_dataset_rows(sample->dataset, row, rows, x, err));
        CHL_TRY(look(s, rows, row, x, values, err));
        for (size_t i = 0; i < rows; i++) {
            double f[MOST_HIDDEN];

            chl_dense_combine(1, s->n, values + i * s->n, count, vectors, f);
            chl_survey_add(survey, row[i], f, x + i * d);
        }
    }
out:
    chl_free(x);
    chl_free(values);
    return status;
}

static chl_status
fill_hidden(const span *s, chl_result_augment *out, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_passage *found = directions_of(s);
    const chl_sample *sample = chl_basis_sample(s->law->basis);
    size_t count = out->hidden_count;
    chl_survey *survey = NULL;

    CHL_TRY(chl_survey_create(sample->dataset, count, SHEET, &survey, err));
    CHL_TRY(survey_rows(s, count, survey, err));
    for (size_t k = 0; k < count; k++) {
        CHL_TRY(chl_survey_fill(survey, k, &out->hidden[k], err));
        out->hidden[k].index = k;
        out->hidden[k].lambda = found->lambda[k];
        out->hidden_transmission[k] = fmax(found->through[k], 0.0);
    }
out:
    chl_survey_free(survey);
    return status;
}

/* Nothing is lost. */
static void
fill_whole(chl_result_augment *out)
{
    for (size_t k = 0; k < out->mode_count; k++) {
        out->transmission[k] = 1.0;
    }
    for (size_t k = 0; k < out->direction_count; k++) {
        out->direction_transmission[k] = 1.0;
    }
}

static void
fill_transmission(const span *s, const chl_law_sums *sums,
                  chl_result_augment *out)
{
    const chl_replicate whole = chl_replicate_whole();

    for (size_t k = 0; k < out->mode_count; k++) {
        out->transmission[k] =
            chl_law_transmission(sums, s->law->size, whole.groups, k);
    }
    memcpy(out->direction_transmission, s->own.transmission,
           out->direction_count * sizeof *out->direction_transmission);
    out->hidden_total = directions_of(s)->hidden;
    out->hidden_cut = directions_of(s)->cut;
}

chl_status
chl_law_describe(const chl_candidates *c, const chl_law *law, size_t index,
                 size_t scores, size_t ties, chl_result_augment **out,
                 chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_candidate *model = &c->items[c->items[index].like];
    const chl_law_sums *sums = &law->sums[c->items[index].like];
    bool whole = c->settings->real_only || model->augment == NULL;
    span s = { .law = law, .n = law->modes };
    chl_result_augment_sizes sizes = { .scores = scores,
                                       .ties = ties,
                                       .modes = law->modes,
                                       .directions = law->modes };
    chl_result_augment *made = NULL;

    if (!whole) {
        CHL_TRY(find_own(sums, &s, err));
        CHL_TRY(find_parts(model->augment, &s, err));
        sizes.directions = s.own.count;
        sizes.hidden = directions_of(&s)->hidden < MOST_HIDDEN
                           ? directions_of(&s)->hidden
                           : MOST_HIDDEN;
    }
    CHL_TRY(chl_result_augment_create(&sizes, &made, err));
    if (whole) {
        fill_whole(made);
    } else {
        fill_transmission(&s, sums, made);
    }
    if (sizes.hidden > 0) {
        CHL_TRY(fill_hidden(&s, made, err));
        CHL_TRY(chl_law_name_hidden(made, err));
    }
    *out = made;
    made = NULL;
out:
    span_clear(&s);
    chl_result_section_free(&chl_record_augment, made);
    return status;
}
