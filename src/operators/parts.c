/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All three matrices come from means over x of products of
 *
 *     P_k = J_k' grad f(T_k x),   W = sum_k w_k P_k,   S = (1/G) sum_k P_k,
 *
 * as the gradient of s at T_k x, pulled back, is S whatever k is: with
 * U = S S', V = S W', C = W W' and A = sum_k w_k P_k P_k' that of (s, h) is
 *
 *     coupling  ( U     V - U          )    stiffness  ( U     V - U          )
 *               ( .     C - V - V' + U )               ( .     A - V - V' + U )
 *
 * and the mass is the stiffness of values in place of gradients.
 */
#include "operators/parts.h"

#include <cblas.h>
#include <string.h>

#include "augment/outcomes.h"
#include "base/error.h"
#include "operators/balanced.h"
#include "operators/groups.h"

enum {
    BLOCK_VALUES = 1 << 19 /* of the gradients of one map */
};

/* Sums of a group: of gradients U, V, C, A, of values the same, r x r each,
 * then of values S and W, r each. */
enum {
    OF_U,
    OF_V,
    OF_C,
    OF_A,
    OF_VALUES,
    OF_ALL = 2 * OF_VALUES
};

typedef struct accumulation {
    const chl_functions *functions;
    const chl_outcomes *outcomes;
    const double *coefficients;
    size_t r, d, block, size;
    const chl_balanced_settings *settings;
    double *store; /* groups x size */
    const chl_groups_job *job;
} accumulation;

/* Buffers of a group, for `block` rows of d gradients or one value. */
typedef struct desk {
    size_t *row, *repeated;
    double *x, *y, *each, *weighted, *plain;
} desk;

static void
desk_clear(desk *k)
{
    chl_free(k->row);
    chl_free(k->repeated);
    chl_free(k->x);
    chl_free(k->y);
    chl_free(k->each);
    chl_free(k->weighted);
    chl_free(k->plain);
}

static chl_status
desk_init(desk *k, size_t block, size_t r, size_t d, chl_error *err)
{
    k->row = chl_alloc(block, sizeof *k->row);
    k->repeated = chl_alloc(block * r, sizeof *k->repeated);
    k->x = chl_alloc(block * d, sizeof *k->x);
    k->y = chl_alloc(block * d, sizeof *k->y);
    k->each = chl_alloc(block * r * d, sizeof *k->each);
    k->weighted = chl_alloc(block * r * d, sizeof *k->weighted);
    k->plain = chl_alloc(block * r * d, sizeof *k->plain);
    return k->row != NULL && k->repeated != NULL && k->x != NULL && k->y != NULL
                   && k->each != NULL && k->weighted != NULL && k->plain != NULL
               ? CHL_OK
               : CHL_FAIL(err, CHL_ENOMEM, "out of memory for parts of modes");
}

/* sum += share * (sum over the rows of G H'), d numbers per function. */
static void
add_products(size_t r, size_t d, size_t count, double share, const double *g,
             const double *h, double *sum)
{
    for (size_t i = 0; i < count; i++) {
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int) r, (int) r,
                    (int) d, share, g + i * r * d, (int) d, h + i * r * d,
                    (int) d, 1.0, sum, (int) r);
    }
}

/* One map more in the averages, and in A. */
static void
add_map(const accumulation *all, desk *k, size_t map, size_t count, size_t d,
        double *sums)
{
    double weight = all->outcomes->weight[map];
    double even = 1.0 / (double) all->outcomes->count;
    size_t length = count * all->r * d;

    if (map == 0) {
        memset(k->weighted, 0, length * sizeof *k->weighted);
        memset(k->plain, 0, length * sizeof *k->plain);
    }
    for (size_t at = 0; at < length; at++) {
        k->weighted[at] += weight * k->each[at];
        k->plain[at] += even * k->each[at];
    }
    add_products(all->r, d, count, weight, k->each, k->each,
                 sums + OF_A * all->r * all->r);
}

/* The averages are complete. */
static void
close_maps(const accumulation *all, const desk *k, size_t count, size_t d,
           double *sums)
{
    size_t r = all->r, square = r * r;

    add_products(r, d, count, 1.0, k->plain, k->plain, sums + OF_U * square);
    add_products(r, d, count, 1.0, k->plain, k->weighted, sums + OF_V * square);
    add_products(r, d, count, 1.0, k->weighted, k->weighted,
                 sums + OF_C * square);
}

static chl_status
pull_back(const accumulation *all, desk *k, size_t map, size_t count,
          chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_augment *augment = all->outcomes->maps[map];

    for (size_t i = 0; i < count * all->r; i++) {
        k->repeated[i] = k->row[i / all->r];
    }
    CHL_TRY(chl_augment_apply(augment, 0, count, k->row, k->x, k->y, err));
    CHL_TRY(chl_functions_gradients(all->functions, all->r, all->coefficients,
                                    count, k->y, k->each, err));
    CHL_TRY(chl_augment_adjoint(augment, 0, count * all->r, k->repeated,
                                k->each, k->each, err));
out:
    return status;
}

/* values: count x r. */
static chl_status
evaluate(const chl_functions *functions, size_t r, const double *coefficients,
         size_t count, const double *x, double *values, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t q = chl_functions_count(functions);
    double *all = chl_alloc(count * q, sizeof *all);

    CHL_REQUIRE_MEMORY(all, err, "values of functions");
    CHL_TRY(chl_functions_values(functions, count, x, all, err));
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int) count, (int) r,
                (int) q, 1.0, all, (int) q, coefficients, (int) q, 0.0, values,
                (int) r);
out:
    chl_free(all);
    return status;
}

static chl_status
add_values(const accumulation *all, desk *k, size_t count, double *sums,
           chl_error *err)
{
    chl_status status = CHL_OK;
    size_t r = all->r;
    double *means = sums + OF_VALUES * r * r;

    for (size_t map = 0; map < all->outcomes->count; map++) {
        CHL_TRY(chl_augment_apply(all->outcomes->maps[map], 0, count, k->row,
                                  k->x, k->y, err));
        CHL_TRY(evaluate(all->functions, r, all->coefficients, count, k->y,
                         k->each, err));
        add_map(all, k, map, count, 1, sums);
    }
    close_maps(all, k, count, 1, sums);
    for (size_t i = 0; i < count * r; i++) {
        means[i % r] += k->plain[i];
        means[r + i % r] += k->weighted[i];
    }
out:
    return status;
}

static chl_status
add_block(const accumulation *all, desk *k, size_t first, size_t count,
          double *sums, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_sample *sample = chl_basis_sample(all->functions->basis);

    for (size_t i = 0; i < count; i++) {
        k->row[i] = chl_sample_row(sample, first + i);
    }
    CHL_TRY(chl_dataset_rows(sample->dataset, k->row, count, k->x, err));
    for (size_t map = 0; map < all->outcomes->count; map++) {
        CHL_TRY(pull_back(all, k, map, count, err));
        add_map(all, k, map, count, all->d, sums);
    }
    close_maps(all, k, count, all->d, sums);
    CHL_TRY(add_values(all, k, count, sums + OF_VALUES * all->r * all->r, err));
out:
    return status;
}

static chl_status
work(void *user, size_t thread, size_t group, chl_error *err)
{
    accumulation *all = user;
    chl_status status = CHL_OK;
    const chl_sample *sample = chl_basis_sample(all->functions->basis);
    size_t rows = chl_balanced_rows(sample, all->settings, group);
    size_t start = chl_sample_start(sample, group);
    desk k = { 0 };

    CHL_TRY(desk_init(&k, all->block, all->r, all->d, err));
    for (size_t at = 0; at < rows; at += all->block) {
        size_t count = rows - at < all->block ? rows - at : all->block;

        CHL_TRY(chl_groups_beat(all->job, thread, (double) at / (double) rows,
                                err));
        CHL_TRY(add_block(all, &k, start + at, count,
                          all->store + group * all->size, err));
    }
out:
    desk_clear(&k);
    return status;
}

/* The blocks of (s, h); `last` is C or A. All but V are symmetric; V is
 * row-major, s down. */
static void
assemble(size_t r, const double *sums, size_t last, double share, double *out)
{
    const double *u = sums + OF_U * r * r, *v = sums + OF_V * r * r;
    const double *w = sums + last * r * r;

    for (size_t i = 0; i < r; i++) {
        for (size_t j = 0; j < r; j++) {
            double even = u[i * r + j], cross = v[i * r + j] - even;
            double rest = w[i * r + j] - v[i * r + j] - v[j * r + i] + even;

            out[j * 2 * r + i] = share * even;
            out[(r + j) * 2 * r + i] = out[i * 2 * r + r + j] = share * cross;
            out[(r + j) * 2 * r + r + i] = share * rest;
        }
    }
}

/* Minus the products of the means. */
static void
centre(size_t r, const double *sums, double share, double *mass)
{
    for (size_t j = 0; j < 2 * r; j++) {
        double right = sums[j] - (j >= r ? sums[j - r] : 0.0);

        for (size_t i = 0; i < 2 * r; i++) {
            double left = sums[i] - (i >= r ? sums[i - r] : 0.0);

            mass[j * 2 * r + i] -= share * left * share * right;
        }
    }
}

static chl_status
fill(const accumulation *all, double rows, chl_parts *out, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t r = all->r, square = 4 * r * r;
    const double *values = all->store + OF_VALUES * r * r;

    for (size_t at = all->size; at < all->job->groups * all->size; at++) {
        all->store[at % all->size] += all->store[at];
    }
    out->r = r;
    out->mass = chl_alloc(square, sizeof *out->mass);
    out->stiffness = chl_alloc(square, sizeof *out->stiffness);
    out->coupling = chl_alloc(square, sizeof *out->coupling);
    CHL_REQUIRE(out->mass != NULL && out->stiffness != NULL
                    && out->coupling != NULL,
                err, CHL_ENOMEM, "out of memory for parts of modes");
    assemble(r, all->store, OF_A, 1.0 / rows, out->stiffness);
    assemble(r, all->store, OF_C, 1.0 / rows, out->coupling);
    assemble(r, values, OF_A, 1.0 / rows, out->mass);
    centre(r, values + OF_VALUES * r * r, 1.0 / rows, out->mass);
out:
    return status;
}

static chl_status
accumulate(accumulation *all, chl_parts *out, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_sample *sample = chl_basis_sample(all->functions->basis);
    chl_groups_job job = { .groups = sample->groups,
                           .threads = all->settings->threads < sample->groups
                                          ? all->settings->threads
                                          : sample->groups,
                           .progress = &all->settings->progress,
                           .stage = "parts",
                           .user = all,
                           .work = work };
    double rows = 0.0;

    all->job = &job;
    all->store = chl_alloc(sample->groups * all->size, sizeof *all->store);
    CHL_REQUIRE_MEMORY(all->store, err, "parts of modes");
    for (size_t g = 0; g < sample->groups; g++) {
        rows += (double) chl_balanced_rows(sample, all->settings, g);
    }
    CHL_TRY(chl_groups_run(&job, err));
    CHL_TRY(fill(all, rows, out, err));
out:
    chl_free(all->store);
    return status;
}

chl_status
chl_parts_create(const chl_functions *functions, const chl_augment *augment,
                 const chl_balanced_settings *settings, size_t r,
                 const double *coefficients, chl_parts *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_balanced_settings s;
    chl_outcomes outcomes = { 0 };
    chl_parts made = { 0 };
    size_t d = functions->basis->d, block;

    CHL_TRY(chl_balanced_resolve(functions, settings, r, &s, err));
    block = BLOCK_VALUES / (d * r);
    CHL_TRY(chl_outcomes_create(augment, &outcomes, err));
    if (outcomes.count > 1) {
        accumulation all = { .functions = functions,
                             .outcomes = &outcomes,
                             .coefficients = coefficients,
                             .r = r,
                             .d = d,
                             .block = block > 64  ? 64
                                      : block > 0 ? block
                                                  : 1,
                             .size = OF_ALL * r * r + 2 * r,
                             .settings = &s };

        CHL_TRY(accumulate(&all, &made, err));
    }
    *out = made;
    made = (chl_parts){ 0 };
out:
    chl_parts_clear(&made);
    chl_outcomes_clear(&outcomes);
    return status;
}

void
chl_parts_clear(chl_parts *parts)
{
    chl_free(parts->mass);
    chl_free(parts->stiffness);
    chl_free(parts->coupling);
    *parts = (chl_parts){ 0 };
}

chl_status
chl_parts_values(const chl_functions *functions, const chl_augment *augment,
                 size_t r, const double *coefficients, size_t count,
                 const size_t *rows, double *values, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_outcomes outcomes = { 0 };
    double even;
    desk k = { 0 };

    CHL_TRY(chl_outcomes_create(augment, &outcomes, err));
    even = 1.0 / (double) outcomes.count;
    CHL_TRY(desk_init(&k, count, r, functions->basis->d, err));
    CHL_TRY(chl_dataset_rows(functions->basis->sample.dataset, rows, count, k.x,
                             err));
    for (size_t map = 0; map < outcomes.count; map++) {
        CHL_TRY(chl_augment_apply(outcomes.maps[map], 0, count, rows, k.x, k.y,
                                  err));
        CHL_TRY(evaluate(functions, r, coefficients, count, k.y, k.each, err));
        for (size_t i = 0; i < count * r; i++) {
            k.plain[i] += even * k.each[i];
        }
    }
    CHL_TRY(evaluate(functions, r, coefficients, count, k.x, k.each, err));
    for (size_t i = 0; i < count * r; i++) {
        double *to = values + i / r * 2 * r + i % r;

        to[0] = k.plain[i];
        to[r] = k.each[i] - k.plain[i];
    }
out:
    desk_clear(&k);
    chl_outcomes_clear(&outcomes);
    return status;
}
