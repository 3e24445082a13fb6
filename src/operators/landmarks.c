/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Landmarks: rows drawn uniformly, or by squared distance (k-means++). */
#include "operators/basis.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"

/* Candidates of k-means++ per landmark. */
enum {
    POOL_FACTOR = 8
};

static bool
equals_one_of(const double *row, const double *rows, size_t count, size_t d)
{
    for (size_t j = 0; j < count; j++) {
        if (memcmp(row, rows + j * d, d * sizeof *row) == 0) {
            return true;
        }
    }
    return false;
}

/* Keep the first of equal rows; returns how many are left. */
static size_t
drop_equal(double *rows, size_t count, size_t d)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        if (!equals_one_of(rows + i * d, rows, kept, d)) {
            memmove(rows + kept * d, rows + i * d, d * sizeof *rows);
            kept++;
        }
    }
    return kept;
}

static chl_status
read_places(const chl_sample *sample, size_t count, double *rows,
            chl_error *err)
{
    chl_status status = CHL_OK;
    size_t *index = chl_alloc(count, sizeof *index);

    CHL_REQUIRE_MEMORY(index, err, "row numbers");
    for (size_t i = 0; i < count; i++) {
        index[i] = chl_sample_row(sample, i);
    }
    CHL_TRY(chl_dataset_rows(sample->dataset, index, count, rows, err));
out:
    chl_free(index);
    return status;
}

static double
squared_distance(const double *a, const double *b, size_t d)
{
    double sum = 0.0;

    for (size_t k = 0; k < d; k++) {
        sum += (a[k] - b[k]) * (a[k] - b[k]);
    }
    return sum;
}

/* The candidate at which the running sum of distances passes `target`. */
static size_t
pick(const double *nearest, size_t count, double target)
{
    double sum = 0.0;
    size_t last = 0;

    for (size_t i = 0; i < count; i++) {
        sum += nearest[i];
        if (nearest[i] > 0.0) {
            last = i;
        }
        if (sum > target) {
            return i;
        }
    }
    return last;
}

/* Choose `count` of `pool` rows into `chosen`; returns how many are distinct.
 */
static size_t
spread(const double *pool, size_t candidates, size_t d, uint64_t seed,
       double *nearest, size_t count, double *chosen)
{
    chl_random random = { seed, CHL_STREAM_LANDMARKS };
    size_t made = 0, next = 0;

    for (size_t i = 0; i < candidates; i++) {
        nearest[i] = INFINITY;
    }
    while (made < count) {
        double total = 0.0;

        memcpy(chosen + made * d, pool + next * d, d * sizeof *chosen);
        for (size_t i = 0; i < candidates; i++) {
            double distance =
                squared_distance(pool + i * d, chosen + made * d, d);

            nearest[i] = fmin(nearest[i], distance);
            total += nearest[i];
        }
        made++;
        if (!(total > 0.0)) {
            break;
        }
        next = pick(nearest, candidates,
                    total * chl_random_uniform(&random, made));
    }
    return made;
}

static chl_status
choose_spread(const chl_sample *sample, size_t wanted, uint64_t seed,
              double *rows, size_t *count, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t d = chl_dataset_describe(sample->dataset)->dimension;
    size_t candidates = wanted * POOL_FACTOR;
    double *pool = NULL, *nearest = NULL;

    if (candidates > sample->used) {
        candidates = sample->used;
    }
    pool = chl_alloc(candidates * d, sizeof *pool);
    nearest = chl_alloc(candidates, sizeof *nearest);
    CHL_REQUIRE_MEMORY(pool, err, "landmark candidates");
    CHL_REQUIRE_MEMORY(nearest, err, "landmark distances");
    CHL_TRY(read_places(sample, candidates, pool, err));
    *count = spread(pool, candidates, d, seed, nearest, wanted, rows);
out:
    chl_free(pool);
    chl_free(nearest);
    return status;
}

chl_status
chl_landmarks_choose(const chl_sample *sample,
                     const chl_basis_settings *settings, double **rows,
                     size_t *count, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t d = chl_dataset_describe(sample->dataset)->dimension;
    size_t wanted = settings->landmarks, made = 0;
    double *chosen = NULL;

    if (wanted > sample->used / settings->share) {
        wanted = sample->used / settings->share;
    }
    chosen = chl_alloc(wanted * d, sizeof *chosen);
    CHL_REQUIRE_MEMORY(chosen, err, "landmarks");
    if (strcmp(settings->rule, "kmeans++") == 0) {
        CHL_TRY(
            choose_spread(sample, wanted, settings->seed, chosen, &made, err));
    } else {
        CHL_TRY(read_places(sample, wanted, chosen, err));
        made = drop_equal(chosen, wanted, d);
    }
    CHL_REQUIRE(made >= 2, err, CHL_EDATA,
                "%zu distinct rows among %zu landmarks; at least 2 are needed",
                made, wanted);
    *rows = chosen;
    *count = made;
    chosen = NULL;
out:
    chl_free(chosen);
    return status;
}
