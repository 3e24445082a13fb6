/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/comparison.h"

#include <math.h>
#include <stdlib.h>

#include "base/error.h"
#include "operators/groups.h"

static const double level = 0.95;

void
chl_comparison_clear(chl_comparison *comparison)
{
    chl_free(comparison->scores);
    chl_free(comparison->drawn);
    *comparison = (chl_comparison){ 0 };
}

typedef struct job {
    const chl_candidates *candidates;
    const chl_law *law;
    const chl_evidence *evidence;
    double *drawn;
} job;

static chl_status
score_all(const job *j, const chl_replicate *replicate, double *scores,
          chl_error *err)
{
    chl_candidates_score(j->candidates, j->evidence, replicate, scores);
    return chl_law_score(j->candidates, j->law, replicate, scores, err);
}

static chl_status
work(void *user, size_t thread, size_t k, chl_error *err)
{
    const job *j = user;
    size_t size = j->candidates->count * CHL_RANK_SCORES;
    chl_replicate r = chl_replicate_draw(j->candidates->settings->seed, k);

    (void) thread;
    return score_all(j, &r, j->drawn + k * size, err);
}

chl_status
chl_comparison_create(const chl_candidates *candidates, const chl_law *law,
                      const chl_evidence *evidence, chl_comparison *out,
                      chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_rank_settings *s = candidates->settings;
    size_t size = candidates->count * CHL_RANK_SCORES;
    chl_comparison made = { .count = candidates->count,
                            .replicates = s->bootstrap };
    chl_replicate whole = chl_replicate_whole();
    job j = { candidates, law, evidence, NULL };
    chl_groups_job groups = { .groups = made.replicates,
                              .threads = s->threads > 0 ? s->threads
                                                        : chl_threads_default(),
                              .progress = &s->progress,
                              .stage = "bootstrap",
                              .user = &j,
                              .work = work };

    made.scores = chl_alloc(size, sizeof *made.scores);
    CHL_REQUIRE_MEMORY(made.scores, err, "scores");
    made.drawn = chl_alloc(size * made.replicates, sizeof *made.drawn);
    CHL_REQUIRE_MEMORY(made.drawn, err, "replicates");
    j.drawn = made.drawn;
    CHL_TRY(score_all(&j, &whole, made.scores, err));
    CHL_TRY(chl_groups_run(&groups, err));
    *out = made;
    made = (chl_comparison){ 0 };
out:
    chl_comparison_clear(&made);
    return status;
}

static double
drawn(const chl_comparison *c, size_t replicate, size_t index, size_t score)
{
    return c->drawn[(replicate * c->count + index) * CHL_RANK_SCORES + score];
}

static int
ascending(const void *left, const void *right)
{
    const double *a = left, *b = right;

    return (*a > *b) - (*a < *b);
}

/* Sorts the values that are numbers to the front; how many. */
static size_t
sort_known(double *values, size_t count)
{
    size_t known = 0;

    for (size_t k = 0; k < count; k++) {
        if (!isnan(values[k])) {
            values[known++] = values[k];
        }
    }
    qsort(values, known, sizeof *values, ascending);
    return known;
}

static double
quantile(const double *sorted, size_t count, double p)
{
    double at = p * (double) (count - 1);
    size_t below = (size_t) floor(at);
    size_t above = below + 1 < count ? below + 1 : below;
    double part = at - (double) below;

    return part > 0.0 ? (1.0 - part) * sorted[below] + part * sorted[above]
                      : sorted[below];
}

/* base == count: the score itself. */
static chl_status
find_interval(const chl_comparison *c, size_t index, size_t base, size_t score,
              double *low, double *high, chl_error *err)
{
    double *values = chl_alloc(c->replicates, sizeof *values);
    size_t known;

    if (values == NULL) {
        return CHL_FAIL(err, CHL_ENOMEM, "out of memory for replicates");
    }
    for (size_t k = 0; k < c->replicates; k++) {
        values[k] = drawn(c, k, index, score)
                    - (base < c->count ? drawn(c, k, base, score) : 0.0);
    }
    known = sort_known(values, c->replicates);
    *low = known > 0 ? quantile(values, known, 0.5 - 0.5 * level) : NAN;
    *high = known > 0 ? quantile(values, known, 0.5 + 0.5 * level) : NAN;
    chl_free(values);
    return CHL_OK;
}

chl_status
chl_comparison_interval(const chl_comparison *c, size_t index, size_t score,
                        double *low, double *high, chl_error *err)
{
    return find_interval(c, index, c->count, score, low, high, err);
}

chl_status
chl_comparison_difference(const chl_comparison *c, size_t index, size_t base,
                          size_t score, double *low, double *high,
                          chl_error *err)
{
    return find_interval(c, index, base, score, low, high, err);
}

/* Two candidates by one score: a test statistic and its spread. */
typedef struct pair {
    const chl_comparison *c;
    size_t i, j, score;
    bool ratio;            /* in logarithms */
    double gap, deviation; /* of the values; of the replicates */
} pair;

static double
apart(const pair *p, double a, double b)
{
    return p->ratio ? log(a / b) : a - b;
}

/* How far the difference strays in one replicate. */
static double
stray(const pair *p, size_t k)
{
    return apart(p, drawn(p->c, k, p->i, p->score),
                 drawn(p->c, k, p->j, p->score))
           - p->gap;
}

static bool
is_positive(const chl_comparison *c, size_t index, size_t score)
{
    bool positive = c->scores[index * CHL_RANK_SCORES + score] > 0.0;

    for (size_t k = 0; positive && k < c->replicates; k++) {
        positive = drawn(c, k, index, score) > 0.0;
    }
    return positive;
}

/* Errors range over orders of magnitude and their spread goes with them: only
 * of their logarithms is one standard deviation the same thing everywhere. */
static pair
make_pair(const chl_comparison *c, size_t i, size_t j, size_t score)
{
    double sum = 0.0, square = 0.0, n = (double) c->replicates;
    pair p = { .c = c,
               .i = i,
               .j = j,
               .score = score,
               .ratio = is_positive(c, i, score) && is_positive(c, j, score) };

    p.gap = apart(&p, c->scores[i * CHL_RANK_SCORES + score],
                  c->scores[j * CHL_RANK_SCORES + score]);
    for (size_t k = 0; k < c->replicates; k++) {
        double off = stray(&p, k);

        sum += off;
        square += off * off;
    }
    p.deviation = sqrt(fmax(square / n - sum / n * (sum / n), 0.0));
    return p;
}

/* A difference that is no number tells nothing. */
static bool
is_apart(const pair *p, double factor)
{
    return fabs(p->gap) > factor * p->deviation;
}

chl_status
chl_comparison_ties(const chl_comparison *c, size_t score, bool *tied,
                    chl_error *err)
{
    chl_status status = CHL_OK;
    double *largest = chl_alloc(c->replicates, sizeof *largest);
    double factor;

    CHL_REQUIRE_MEMORY(largest, err, "replicates");
    for (size_t i = 0; i < c->count; i++) {
        for (size_t j = 0; j < i; j++) {
            pair p = make_pair(c, i, j, score);

            for (size_t k = 0; isfinite(p.deviation) && p.deviation > 0.0
                               && k < c->replicates;
                 k++) {
                largest[k] = fmax(largest[k], fabs(stray(&p, k)) / p.deviation);
            }
        }
    }
    qsort(largest, c->replicates, sizeof *largest, ascending);
    factor = quantile(largest, c->replicates, level);
    for (size_t i = 0; i < c->count; i++) {
        tied[i * c->count + i] = false;
        for (size_t j = 0; j < i; j++) {
            pair p = make_pair(c, i, j, score);

            tied[i * c->count + j] = tied[j * c->count + i] =
                !is_apart(&p, factor);
        }
    }
out:
    chl_free(largest);
    return status;
}
