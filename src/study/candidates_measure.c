/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows through every candidate, and the means of what is seen of them. */
#include "study/candidates.h"

#include <string.h>

#include "base/error.h"
#include "operators/groups.h"

enum {
    BLOCK_BYTES = 1 << 22, /* of one array of rows */
    MOST_BLOCK = 64
};

/* What one thread works with: arrays of `block` rows. */
typedef struct bench {
    double *x, *seen, *again, *other;
    double *sum, *sum_again; /* of a group, d each */
    size_t row[MOST_BLOCK];
    chl_probe_work work;
} bench;

typedef struct job {
    chl_candidates *c;
    size_t d, f, block;
    bench *benches;
    double *squares; /* groups x f, of the baseline */
} job;

static void
bench_clear(bench *b)
{
    chl_free(b->x);
    chl_free(b->seen);
    chl_free(b->again);
    chl_free(b->other);
    chl_free(b->sum);
    chl_free(b->sum_again);
    chl_probe_work_clear(&b->work);
}

static chl_status
bench_init(const job *j, bench *b, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t room = j->block * j->d;

    b->x = chl_alloc(room, sizeof *b->x);
    b->seen = chl_alloc(room, sizeof *b->seen);
    b->again = chl_alloc(room, sizeof *b->again);
    b->other = chl_alloc(room, sizeof *b->other);
    b->sum = chl_alloc(j->d, sizeof *b->sum);
    b->sum_again = chl_alloc(j->d, sizeof *b->sum_again);
    CHL_REQUIRE(
        b->x != NULL && b->seen != NULL && b->again != NULL && b->other != NULL
            && b->sum != NULL && b->sum_again != NULL,
        err, CHL_ENOMEM, "out of memory for blocks of %zu rows", j->block);
    CHL_TRY(chl_probe_work_init(&j->c->probe, j->block, &b->work, err));
out:
    return status;
}

/* y = T x of a draw; the baseline copies. */
static chl_status
pass(const job *j, const chl_candidate *item, const bench *b, size_t draw,
     size_t count, const double *x, double *y, chl_error *err)
{
    if (item->augment == NULL) {
        memcpy(y, x, count * j->d * sizeof *y);
        return CHL_OK;
    }
    return chl_augment_apply(item->augment, draw, count, b->row, x, y, err);
}

/* sum += T x, sum_again += T' x; returns the sum of <T x, T'x>. Relative to
 * the centre, so that little cancels. */
static double
add_products(const job *j, bench *b, size_t count)
{
    const double *centre = j->c->probe.centre;
    double total = 0.0;

    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < j->d; k++) {
            double one = b->seen[i * j->d + k] - centre[k];
            double two = b->again[i * j->d + k] - centre[k];

            b->sum[k] += one;
            b->sum_again[k] += two;
            total += one * two;
        }
    }
    return total;
}

/* Sums over the rows of b->row; b->x holds them. */
static chl_status
add_block(const job *j, const chl_candidate *item, bench *b, size_t count,
          double *means, double *squares, double *products, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_candidates *c = j->c;

    CHL_TRY(pass(j, item, b, 0, count, b->x, b->seen, err));
    CHL_TRY(pass(j, item, b, 1, count, b->x, b->again, err));
    CHL_TRY(pass(j, item, b, 0, count, b->again, b->other, err));
    *products += add_products(j, b, count);
    chl_probe_add_squares(&c->probe, &b->work, count, b->row, b->seen,
                          means + CHL_MEAN_SEEN * j->f, squares);
    chl_probe_add(&c->probe, &b->work, count, b->row, b->other,
                  means + CHL_MEAN_TWICE * j->f);
    for (size_t k = 0; k < c->nudges.count; k++) {
        for (size_t i = 0; i < count; i++) {
            chl_nudge(&c->nudges, k, b->row[i], b->x + i * j->d,
                      b->other + i * j->d);
        }
        CHL_TRY(pass(j, item, b, 0, count, b->other, b->other, err));
        chl_probe_add(&c->probe, &b->work, count, b->row, b->other,
                      means + (CHL_MEAN_NUDGED + k) * j->f);
    }
out:
    return status;
}

/* E <T x, T'x> - E <T x, T'x'> over the rows of a group, without bias. */
static double
survived(const job *j, const bench *b, double products, size_t rows)
{
    double n = (double) rows, all = 0.0;

    for (size_t k = 0; k < j->d; k++) {
        all += b->sum[k] * b->sum_again[k];
    }
    return products / n - (all - products) / (n * (n - 1.0));
}

static chl_status
measure(const job *j, bench *b, size_t index, size_t group, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_sample *sample = &j->c->sample;
    chl_candidate *item = &j->c->items[index];
    size_t size = CHL_RANK_MEANS * j->f;
    size_t first = chl_sample_start(sample, group);
    size_t end = chl_sample_start(sample, group + 1), rows = end - first;
    double *means = item->means + group * size, products = 0.0;

    memset(means, 0, size * sizeof *means);
    memset(b->sum, 0, j->d * sizeof *b->sum);
    memset(b->sum_again, 0, j->d * sizeof *b->sum_again);
    for (size_t at = first; at < end; at += j->block) {
        size_t count = end - at < j->block ? end - at : j->block;

        for (size_t i = 0; i < count; i++) {
            b->row[i] = chl_sample_row(sample, at + i);
        }
        CHL_TRY(chl_dataset_rows(j->c->dataset, b->row, count, b->x, err));
        CHL_TRY(add_block(j, item, b, count, means,
                          index == 0 ? j->squares + group * j->f : NULL,
                          &products, err));
    }
    for (size_t k = 0; k < size; k++) {
        means[k] /= (double) rows;
    }
    item->survived[group] = survived(j, b, products, rows);
out:
    return status;
}

/* Candidates that are like another one are its copy. */
static chl_status
work(void *user, size_t thread, size_t task, chl_error *err)
{
    const job *j = user;
    size_t index = task / CHL_RANK_GROUPS;

    if (j->c->items[index].like != index) {
        return CHL_OK;
    }
    return measure(j, &j->benches[thread], index, task % CHL_RANK_GROUPS, err);
}

/* Variance of phi over the rows, from the sums of the baseline. */
static void
finish_spread(const job *j)
{
    size_t size = CHL_RANK_MEANS * j->f;
    const chl_sample *sample = &j->c->sample;
    double rows = (double) (sample->used - sample->aside);

    for (size_t k = 0; k < j->f; k++) {
        double mean = 0.0, square = 0.0;

        for (size_t g = 0; g < CHL_RANK_GROUPS; g++) {
            mean += j->c->items[0].means[g * size + k] / CHL_RANK_GROUPS;
            square += j->squares[g * j->f + k] / rows;
        }
        j->c->spread[k] = square - mean * mean;
    }
}

static void
copy_alike(chl_candidates *c, size_t size)
{
    for (size_t k = 1; k < c->count; k++) {
        const chl_candidate *model = &c->items[c->items[k].like];

        if (model != &c->items[k]) {
            memcpy(c->items[k].means, model->means,
                   size * sizeof *model->means);
            memcpy(c->items[k].survived, model->survived,
                   sizeof model->survived);
        }
    }
}

static chl_status
allocate(job *j, size_t threads, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_candidates *c = j->c;

    j->squares = chl_alloc(CHL_RANK_GROUPS * j->f, sizeof *j->squares);
    CHL_REQUIRE_MEMORY(j->squares, err, "squares of functions");
    c->spread = chl_alloc(j->f, sizeof *c->spread);
    CHL_REQUIRE_MEMORY(c->spread, err, "variances of functions");
    for (size_t k = 0; k < c->count; k++) {
        c->items[k].means =
            chl_alloc(CHL_RANK_GROUPS * CHL_RANK_MEANS * j->f, sizeof(double));
        CHL_REQUIRE_MEMORY(c->items[k].means, err, "means of functions");
    }
    j->benches = chl_alloc(threads, sizeof *j->benches);
    CHL_REQUIRE_MEMORY(j->benches, err, "threads");
    for (size_t k = 0; k < threads; k++) {
        CHL_TRY(bench_init(j, &j->benches[k], err));
    }
out:
    return status;
}

chl_status
chl_candidates_measure(chl_candidates *c, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t threads =
        c->settings->threads > 0 ? c->settings->threads : chl_threads_default();
    size_t fits = BLOCK_BYTES / sizeof(double) / c->probe.d;
    job j = { .c = c,
              .d = c->probe.d,
              .f = chl_probe_size(&c->probe),
              .block = fits < 1            ? 1
                       : fits < MOST_BLOCK ? fits
                                           : MOST_BLOCK };
    chl_groups_job groups = { .groups = c->count * CHL_RANK_GROUPS,
                              .threads = threads,
                              .progress = &c->settings->progress,
                              .stage = "augmentations",
                              .user = &j,
                              .work = work };

    CHL_TRY(allocate(&j, threads, err));
    CHL_TRY(chl_groups_run(&groups, err));
    finish_spread(&j);
    copy_alike(c, CHL_RANK_GROUPS * CHL_RANK_MEANS * j.f);
out:
    for (size_t k = 0; j.benches != NULL && k < threads; k++) {
        bench_clear(&j.benches[k]);
    }
    chl_free(j.benches);
    chl_free(j.squares);
    return status;
}
