/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * C and A of combinations from explicit gradients at D draws of each row.
 *
 * Row by row, G_t (r x d) the gradients, P_t = J'G_t those pulled back, w_t the
 * share of a draw, 1 / D, and S = sum_t w_t P_t:
 *
 *     A += sum_t w_t G_t G_t^T,
 *     C += (S S^T - sum_t w_t^2 P_t P_t^T) D / (D - 1).
 *
 * Of chains with few maps these are the draws, w_t how likely each is, and
 * C += S S^T is the average itself.
 */
#include "operators/balanced.h"

#include <cblas.h>
#include <string.h>

#include "augment/outcomes.h"
#include "base/error.h"
#include "operators/groups.h"

enum {
    BLOCK_VALUES = 1 << 20, /* of gradients */
    LEAST_DRAWS = 2
};

struct chl_coupling {
    size_t r, groups;
    size_t *rows;  /* groups                                                 */
    double *store; /* groups x 2 r r: sums of C, then of A; row-major        */
};

/* Buffers of one thread. */
typedef struct work_area {
    size_t *index, *repeated; /* block; block r                              */
    double *x, *values;       /* block x d; block x q                        */
    double *gradients;        /* block x r x d, of one draw, and             */
    double *sum;              /* of all draws, pulled back                   */
    chl_function_block block;
} work_area;

typedef struct accumulation {
    chl_coupling *coupling;
    const chl_functions *functions;
    const chl_augment *augment;
    const chl_shift_average *average; /* NULL = from the draws             */
    const chl_outcomes *outcomes;     /* count 0 = drawn at random         */
    size_t block, threads, draws;
    work_area *areas;
    const chl_groups_job *job;
} accumulation;

static void
clear_area(work_area *a)
{
    chl_free(a->index);
    chl_free(a->repeated);
    chl_free(a->x);
    chl_free(a->values);
    chl_free(a->gradients);
    chl_free(a->sum);
    chl_function_block_clear(&a->block);
}

static chl_status
prepare_area(const accumulation *all, const double *coefficients, work_area *a,
             chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_functions *f = all->functions;
    size_t block = all->block, r = all->coupling->r, d = f->basis->d;
    chl_class_needs needs = { .rows = block, .combinations = r };

    a->index = chl_alloc(block, sizeof *a->index);
    a->repeated = chl_alloc(block * r, sizeof *a->repeated);
    a->x = chl_alloc(block * d, sizeof *a->x);
    a->values = chl_alloc(block * f->q, sizeof *a->values);
    a->gradients = chl_alloc(block * r * d, sizeof *a->gradients);
    a->sum = chl_alloc(block * r * d, sizeof *a->sum);
    CHL_REQUIRE(
        a->index != NULL && a->repeated != NULL && a->x != NULL
            && a->values != NULL && a->gradients != NULL && a->sum != NULL,
        err, CHL_ENOMEM, "out of memory for gradients of %zu functions", r);
    CHL_TRY(chl_function_block_init(f, &needs, coefficients, &a->block, err));
out:
    return status;
}

/* sum += scale * (sum over the rows of G H^T). */
static void
add_products(size_t r, size_t d, size_t count, double scale, const double *g,
             const double *h, double *sum)
{
    for (size_t i = 0; i < count; i++) {
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int) r, (int) r,
                    (int) d, scale, g + i * r * d, (int) d, h + i * r * d,
                    (int) d, 1.0, sum, (int) r);
    }
}

/* The share of a draw in an average over T. */
static double
share_of(const accumulation *all, size_t draw)
{
    return all->outcomes->count > 0 ? all->outcomes->weight[draw]
                                    : 1.0 / (double) all->draws;
}

/* T of a draw, and its number there. */
static const chl_augment *
take_draw(const accumulation *all, size_t *draw)
{
    const chl_augment *augment = all->augment;

    if (all->outcomes->count > 0) {
        augment = all->outcomes->maps[*draw];
        *draw = 0;
    }
    return augment;
}

/* One draw of the rows: gradients, and what they add to A. */
static chl_status
look(const accumulation *all, work_area *a, size_t draw, size_t first,
     size_t count, double *stiffness, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_functions *f = all->functions;
    double share = share_of(all, draw);
    const chl_augment *augment = take_draw(all, &draw);

    CHL_TRY(chl_basis_drawn_rows(f->basis, augment, draw, first, count,
                                 a->index, a->x, err));
    CHL_TRY(
        chl_function_block_look(&a->block, count, a->x, a->values, f->q, err));
    CHL_TRY(chl_function_block_gradients(&a->block, count, a->gradients, err));
    add_products(all->coupling->r, f->basis->d, count, share, a->gradients,
                 a->gradients, stiffness);
out:
    return status;
}

/* Their part of S and of C. */
static chl_status
pull_back(const accumulation *all, work_area *a, size_t draw, size_t count,
          double *c, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t r = all->coupling->r, d = all->functions->basis->d, number = draw;
    double share = share_of(all, draw), scale = 1.0;
    const chl_augment *augment = take_draw(all, &number);

    for (size_t k = 0; k < count * r; k++) {
        a->repeated[k] = a->index[k / r];
    }
    CHL_TRY(chl_augment_adjoint(augment, number, count * r, a->repeated,
                                a->gradients, a->gradients, err));
    if (all->outcomes->count == 0) {
        scale = (double) all->draws / (double) (all->draws - 1);
        add_products(r, d, count, -scale * share * share, a->gradients,
                     a->gradients, c);
    }
    if (draw == 0) {
        memset(a->sum, 0, count * r * d * sizeof *a->sum);
    }
    for (size_t k = 0; k < count * r * d; k++) {
        a->sum[k] += share * a->gradients[k];
    }
    if (draw + 1 == all->draws) {
        add_products(r, d, count, scale, a->sum, a->sum, c);
    }
out:
    return status;
}

/* Exact averages instead of pulled back gradients. */
static chl_status
average(const accumulation *all, work_area *a, size_t thread, size_t count,
        chl_error *err)
{
    chl_status status = CHL_OK;
    size_t r = all->coupling->r, d = all->functions->basis->d;

    CHL_TRY(chl_dataset_rows(all->functions->basis->sample.dataset, a->index,
                             count, a->x, err));
    for (size_t i = 0; i < count; i++) {
        chl_shift_average_gradients(all->average, thread, a->x + i * d,
                                    a->sum + i * r * d);
    }
out:
    return status;
}

static chl_status
add_block(const accumulation *all, size_t thread, size_t first, size_t count,
          double *sums, chl_error *err)
{
    chl_status status = CHL_OK;
    work_area *a = &all->areas[thread];
    size_t r = all->coupling->r, d = all->functions->basis->d;

    for (size_t draw = 0; draw < all->draws; draw++) {
        CHL_TRY(look(all, a, draw, first, count, sums + r * r, err));
        if (all->augment != NULL && all->average == NULL) {
            CHL_TRY(pull_back(all, a, draw, count, sums, err));
        }
    }
    if (all->average != NULL) {
        CHL_TRY(average(all, a, thread, count, err));
        add_products(r, d, count, 1.0, a->sum, a->sum, sums);
    }
out:
    return status;
}

static chl_status
work(void *user, size_t thread, size_t group, chl_error *err)
{
    accumulation *all = user;
    chl_status status = CHL_OK;
    size_t r = all->coupling->r, rows = all->coupling->rows[group];
    size_t start = chl_sample_start(&all->functions->basis->sample, group);
    double *sums = all->coupling->store + group * 2 * r * r;

    for (size_t at = 0; at < rows; at += all->block) {
        size_t count = rows - at < all->block ? rows - at : all->block;

        CHL_TRY(chl_groups_beat(all->job, thread, (double) at / (double) rows,
                                err));
        CHL_TRY(add_block(all, thread, start + at, count, sums, err));
    }
    if (all->augment == NULL) {
        memcpy(sums, sums + r * r, r * r * sizeof *sums);
    }
out:
    return status;
}

static chl_status
accumulate(accumulation *all, const double *coefficients,
           const chl_progress *progress, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_groups_job job = { .groups = all->coupling->groups,
                           .threads = all->threads,
                           .progress = progress,
                           .stage = "coupling",
                           .user = all,
                           .work = work };

    all->job = &job;
    all->areas = chl_alloc(all->threads, sizeof *all->areas);
    CHL_REQUIRE_MEMORY(all->areas, err, "threads");
    for (size_t t = 0; t < all->threads; t++) {
        CHL_TRY(prepare_area(all, coefficients, &all->areas[t], err));
    }
    CHL_TRY(chl_groups_run(&job, err));
out:
    for (size_t t = 0; all->areas != NULL && t < all->threads; t++) {
        clear_area(&all->areas[t]);
    }
    chl_free(all->areas);
    return status;
}

static chl_status
allocate(const chl_sample *sample, const chl_balanced_settings *s, size_t r,
         chl_coupling **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_coupling *coupling = chl_alloc(1, sizeof *coupling);

    CHL_REQUIRE_MEMORY(coupling, err, "a coupling");
    coupling->r = r;
    coupling->groups = sample->groups;
    coupling->rows = chl_alloc(sample->groups, sizeof *coupling->rows);
    coupling->store = chl_alloc(sample->groups * 2 * r * r, sizeof(double));
    CHL_REQUIRE_MEMORY(coupling->rows, err, "groups");
    CHL_REQUIRE_MEMORY(coupling->store, err, "sums of groups");
    for (size_t g = 0; g < sample->groups; g++) {
        coupling->rows[g] = chl_balanced_rows(sample, s, g);
    }
    *out = coupling;
    coupling = NULL;
out:
    chl_coupling_free(coupling);
    return status;
}

static size_t
count_draws(const accumulation *all, size_t asked)
{
    if (all->augment == NULL) {
        return 1;
    }
    if (all->outcomes->count > 0) {
        return all->outcomes->count;
    }
    return asked > LEAST_DRAWS ? asked : LEAST_DRAWS;
}

chl_status
chl_coupling_create(const chl_functions *functions, const chl_augment *augment,
                    const chl_balanced_settings *settings, size_t r,
                    const double *coefficients, bool exact, chl_coupling **out,
                    chl_error *err)
{
    chl_status status = CHL_OK;
    size_t groups = functions->basis->sample.groups;
    size_t block = BLOCK_VALUES / (functions->basis->d * (r > 0 ? r : 1));
    chl_balanced_settings s;
    chl_coupling *coupling = NULL;
    chl_shift_average *shifts = NULL;
    chl_outcomes outcomes = { 0 };
    accumulation all = { .functions = functions,
                         .augment = augment,
                         .outcomes = &outcomes };

    CHL_TRY(chl_balanced_resolve(functions, settings, r, &s, err));
    all.threads = s.threads < groups ? s.threads : groups;
    all.block = block > 64 ? 64 : block > 0 ? block : 1;
    CHL_TRY(allocate(&functions->basis->sample, &s, r, &coupling, err));
    if (augment != NULL) {
        CHL_TRY(chl_outcomes_create(augment, &outcomes, err));
    }
    if (exact && augment != NULL && outcomes.count == 0) {
        CHL_TRY(chl_shift_average_create(functions, augment, r, coefficients,
                                         all.threads, &shifts, err));
    }
    all.coupling = coupling;
    all.average = shifts;
    all.draws = count_draws(&all, s.draws);
    CHL_TRY(accumulate(&all, coefficients, &s.progress, err));
    *out = coupling;
    coupling = NULL;
out:
    chl_outcomes_clear(&outcomes);
    chl_shift_average_free(shifts);
    chl_coupling_free(coupling);
    return status;
}

void
chl_coupling_free(chl_coupling *coupling)
{
    if (coupling == NULL) {
        return;
    }
    chl_free(coupling->rows);
    chl_free(coupling->store);
    chl_free(coupling);
}

/* out = sym sum_g share_g sums_g. */
static void
fold(const chl_coupling *coupling, const double *weight, double rows,
     size_t offset, double *out)
{
    size_t r = coupling->r;

    memset(out, 0, r * r * sizeof *out);
    for (size_t g = 0; g < coupling->groups; g++) {
        const double *sums = coupling->store + g * 2 * r * r + offset;
        double share = 0.5 * weight[g] / rows;

        for (size_t at = 0; share > 0.0 && at < r * r; at++) {
            out[at] += share * (sums[at] + sums[at % r * r + at / r]);
        }
    }
}

chl_status
chl_coupling_matrices(const chl_coupling *coupling, const double *weight,
                      double *c, double *stiffness, chl_error *err)
{
    double rows;
    chl_status status = chl_balanced_weigh(coupling->groups, weight,
                                           coupling->rows, &rows, err);

    if (status == CHL_OK) {
        fold(coupling, weight, rows, 0, c);
        fold(coupling, weight, rows, coupling->r * coupling->r, stiffness);
    }
    return status;
}
