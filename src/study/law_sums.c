/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The matrices of one candidate's law, group by group. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "operators/groups.h"
#include "study/law.h"

static void
pick_group(size_t group, double *weight)
{
    for (size_t g = 0; g < CHL_RANK_GROUPS; g++) {
        weight[g] = g == group ? 1.0 : 0.0;
    }
}

/* M and A in the modes, group by group; all of them summed in q x q. */
static chl_status
reduce_pairs(const chl_law *law, const chl_balanced *sums, double *mass,
             double *stiffness, chl_law_sums *out, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t q = chl_functions_count(law->functions), size = law->size;
    double weight[CHL_RANK_GROUPS];

    for (size_t g = 0; g < CHL_RANK_GROUPS; g++) {
        pick_group(g, weight);
        CHL_TRY(chl_balanced_pair(sums, weight, mass, stiffness, err));
        CHL_TRY(chl_dense_project(q, mass, size, law->coefficients,
                                  out->mass + g * size * size, err));
        CHL_TRY(chl_dense_project(q, stiffness, size, law->coefficients,
                                  out->stiffness + g * size * size, err));
    }
    for (size_t g = 0; g < CHL_RANK_GROUPS; g++) {
        weight[g] = 1.0;
    }
    CHL_TRY(chl_balanced_pair(sums, weight, mass, stiffness, err));
out:
    return status;
}

/* Of the slowest mode u of the augmented law in each group; `one` is its q
 * coefficients. */
static chl_status
follow_slowest(const chl_law *law, const chl_balanced *sums, const double *one,
               double *mass, double *stiffness, chl_law_sums *out,
               chl_error *err)
{
    chl_status status = CHL_OK;
    size_t q = chl_functions_count(law->functions);
    double weight[CHL_RANK_GROUPS];

    for (size_t g = 0; g < CHL_RANK_GROUPS; g++) {
        pick_group(g, weight);
        CHL_TRY(chl_balanced_pair(sums, weight, mass, stiffness, err));
        CHL_TRY(chl_dense_project(q, mass, 1, one, &out->square[g], err));
        CHL_TRY(chl_dense_project(q, stiffness, 1, one, &out->slope[g], err));
        out->mean[g] = 0.0;
        for (size_t i = 0; i < q; i++) {
            out->mean[g] += one[i] * mass[(q - 1) * q + i];
        }
    }
out:
    return status;
}

static chl_status
sum_pairs(const chl_law *law, const chl_augment *augment, chl_law_sums *out,
          chl_error *err)
{
    chl_status status = CHL_OK;
    size_t q = chl_functions_count(law->functions), found = 0;
    double *mass = chl_alloc(q * q, sizeof *mass);
    double *stiffness = chl_alloc(q * q, sizeof *stiffness);
    double *one = chl_alloc(q, sizeof *one);
    chl_balanced *sums = NULL;

    CHL_REQUIRE(mass != NULL && stiffness != NULL && one != NULL, err,
                CHL_ENOMEM, "out of memory for matrices of order %zu", q);
    CHL_TRY(chl_balanced_create(law->functions, augment, NULL, &sums, err));
    CHL_TRY(reduce_pairs(law, sums, mass, stiffness, out, err));
    CHL_TRY(
        chl_law_solve(law, mass, stiffness, 1, &out->lambda, one, &found, err));
    CHL_TRY(follow_slowest(law, sums, one, mass, stiffness, out, err));
out:
    chl_balanced_free(sums);
    chl_free(mass);
    chl_free(stiffness);
    chl_free(one);
    return status;
}

static chl_status
sum_coupling(const chl_law *law, const chl_augment *augment, chl_law_sums *out,
             chl_error *err)
{
    chl_status status = CHL_OK;
    size_t square = law->size * law->size;
    chl_balanced_settings settings = chl_balanced_settings_default();
    chl_coupling *coupling = NULL;
    double weight[CHL_RANK_GROUPS];

    settings.rows = law->coupled;
    settings.draws = law->draws;
    CHL_TRY(chl_coupling_create(law->functions, augment, &settings, law->size,
                                law->coefficients, true, &coupling, err));
    for (size_t g = 0; g < CHL_RANK_GROUPS; g++) {
        pick_group(g, weight);
        CHL_TRY(chl_coupling_matrices(coupling, weight,
                                      out->coupling + g * square,
                                      out->part + g * square, err));
    }
out:
    chl_coupling_free(coupling);
    return status;
}

/* What threads need for the moments of modes over rows of a group. */
typedef struct job {
    const chl_law *law;
    const chl_augment *augment;
    chl_law_sums *out;
    size_t rows; /* of a group, at most */
} job;

static chl_status
evaluate(const chl_law *law, size_t count, const double *x, double *values,
         double *modes, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t q = chl_functions_count(law->functions), size = law->size;

    CHL_TRY(chl_functions_values(law->functions, count, x, values, err));
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < size; k++) {
            const double *alpha = law->coefficients + k * q;
            double sum = 0.0;

            for (size_t j = 0; j < q; j++) {
                sum += alpha[j] * values[i * q + j];
            }
            modes[i * size + k] = sum;
        }
    }
out:
    return status;
}

/* Buffers of a group: rows, their images, values, and modes of one draw, of
 * the next behind it, and summed over the draws. */
typedef struct desk {
    size_t *row;
    double *x, *seen, *values, *first, *second, *sum;
} desk;

static void
desk_clear(desk *d)
{
    chl_free(d->row);
    chl_free(d->x);
    chl_free(d->seen);
    chl_free(d->values);
    chl_free(d->first);
    chl_free(d->second);
    chl_free(d->sum);
}

static chl_status
desk_init(desk *d, size_t rows, size_t columns, size_t q, size_t size,
          chl_error *err)
{
    d->row = chl_alloc(rows, sizeof *d->row);
    d->x = chl_alloc(rows * columns, sizeof *d->x);
    d->seen = chl_alloc(rows * columns, sizeof *d->seen);
    d->values = chl_alloc(rows * q, sizeof *d->values);
    d->first = chl_alloc(rows * size, sizeof *d->first);
    d->second = chl_alloc(rows * size, sizeof *d->second);
    d->sum = chl_alloc(rows * size, sizeof *d->sum);
    if (d->row == NULL || d->x == NULL || d->seen == NULL || d->values == NULL
        || d->first == NULL || d->second == NULL || d->sum == NULL) {
        return CHL_FAIL(err, CHL_ENOMEM, "out of memory for %zu rows", rows);
    }
    return CHL_OK;
}

/* first = f(Tx) of draw t, second = f(T'Tx), T' of the draw behind all T. */
static chl_status
pass_rows(const job *j, size_t t, size_t count, desk *d, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t values = count * j->law->size;

    if (j->augment == NULL) {
        CHL_TRY(evaluate(j->law, count, d->x, d->values, d->first, err));
        memcpy(d->second, d->first, values * sizeof(double));
        return CHL_OK;
    }
    CHL_TRY(
        chl_augment_apply(j->augment, t, count, d->row, d->x, d->seen, err));
    CHL_TRY(evaluate(j->law, count, d->seen, d->values, d->first, err));
    CHL_TRY(chl_augment_apply(j->augment, j->law->again + t, count, d->row,
                              d->seen, d->seen, err));
    CHL_TRY(evaluate(j->law, count, d->seen, d->values, d->second, err));
out:
    return status;
}

/* out += scale sum_i a_i a_i'. */
static void
add_squares(size_t size, size_t count, double scale, const double *a,
            double *out)
{
    for (size_t i = 0; i < count; i++, a += size) {
        for (size_t k = 0; k < size; k++) {
            for (size_t l = 0; l < size; l++) {
                out[k * size + l] += scale * a[k] * a[l];
            }
        }
    }
}

/* Of one of `draws`: the pairs of different draws are the square of the sum
 * less the squares of each. */
static void
add_moments(const job *j, size_t group, size_t count, size_t draws, desk *d)
{
    size_t size = j->law->size, square = size * size;
    double share = 1.0 / (double) (count * draws);

    add_squares(size, count, share, d->first, j->out->moment + group * square);
    if (draws > 1) {
        add_squares(size, count, -share / (double) (draws - 1), d->first,
                    j->out->average + group * square);
    }
    for (size_t k = 0; k < count * size; k++) {
        d->sum[k] += d->first[k];
        j->out->seen[group * size + k % size] += share * d->first[k];
        j->out->twice[group * size + k % size] += share * d->second[k];
    }
}

static chl_status
sum_draws(const job *j, size_t group, size_t count, desk *d, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t size = j->law->size, draws = j->augment == NULL ? 1 : j->law->again;
    double pairs = (double) (draws > 1 ? draws * (draws - 1) : 1);

    for (size_t t = 0; t < draws; t++) {
        CHL_TRY(pass_rows(j, t, count, d, err));
        add_moments(j, group, count, draws, d);
    }
    add_squares(size, count, 1.0 / pairs / (double) count, d->sum,
                j->out->average + group * size * size);
out:
    return status;
}

static chl_status
work(void *user, size_t thread, size_t group, chl_error *err)
{
    chl_status status = CHL_OK;
    const job *j = user;
    const chl_sample *sample = chl_basis_sample(j->law->basis);
    size_t columns = chl_dataset_describe(sample->dataset)->dimension;
    size_t start = chl_sample_start(sample, group);
    size_t count = chl_sample_start(sample, group + 1) - start;
    desk d = { 0 };

    (void) thread;
    count = count < j->rows ? count : j->rows;
    CHL_TRY(desk_init(&d, count, columns,
                      chl_functions_count(j->law->functions), j->law->size,
                      err));
    for (size_t i = 0; i < count; i++) {
        d.row[i] = chl_sample_row(sample, start + i);
    }
    CHL_TRY(chl_dataset_rows(sample->dataset, d.row, count, d.x, err));
    CHL_TRY(sum_draws(j, group, count, &d, err));
out:
    desk_clear(&d);
    return status;
}

static chl_status
sum_moments(const chl_candidates *c, const chl_law *law,
            const chl_augment *augment, chl_law_sums *out, chl_error *err)
{
    size_t threads =
        c->settings->threads > 0 ? c->settings->threads : chl_threads_default();
    job j = { law, augment, out, law->moments / CHL_RANK_GROUPS };
    chl_groups_job groups = { .groups = CHL_RANK_GROUPS,
                              .threads = threads,
                              .progress = &c->settings->progress,
                              .stage = "modes",
                              .user = &j,
                              .work = work };

    return chl_groups_run(&groups, err);
}

chl_status
chl_law_measure(const chl_candidates *c, chl_law *law,
                const chl_augment *augment, chl_law_sums *out, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t square = law->size * law->size * CHL_RANK_GROUPS;

    CHL_TRY(sum_pairs(law, augment, out, err));
    CHL_TRY(sum_moments(c, law, augment, out, err));
    CHL_TRY(chl_law_measure_mobility(c, law, augment, out, err));
    if (augment != NULL) {
        CHL_TRY(sum_coupling(law, augment, out, err));
    } else {
        memcpy(out->coupling, out->stiffness, square * sizeof(double));
        memcpy(out->part, out->stiffness, square * sizeof(double));
    }
out:
    return status;
}
