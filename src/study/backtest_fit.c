/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One factor on gamma by least squares, and how well orders agree. */
#include "study/backtest.h"

#include <math.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/random.h"
#include "report/result.h"
#include "study/kendall.h"

enum {
    SCALES = 401,
    RESAMPLES = 400
};

/* What stands against what at one factor. */
typedef struct line {
    double offset, slope, left; /* left: sum of squares that stays */
} line;

typedef struct fit {
    const chl_backtest *b;
    const chl_result_sweep *sweep;
    const double *badness; /* of the sweep: error, or NULL for 1 / rate */
    double *logs;          /* SCALES x count, ln badness at each factor */
} fit;

static double
scale_at(size_t index)
{
    double part = (double) index / (double) (SCALES - 1);

    return pow(CHL_BACKTEST_WIDEST, 2.0 * part - 1.0);
}

/* ln badness of the sweep at a gamma, linear in ln gamma between points. */
static double
log_badness(const fit *f, double gamma)
{
    const chl_result_sweep *s = f->sweep;
    double first = log(s->gamma[0]);
    double step =
        (log(s->gamma[s->count - 1]) - first) / (double) (s->count - 1);
    double place = fmax((log(gamma) - first) / step, 0.0);
    size_t at = place < (double) (s->count - 2) ? (size_t) place : s->count - 2;
    double part = fmin(place - (double) at, 1.0), low, high;

    low = f->badness != NULL ? log(f->badness[at]) : -log(s->rate[at]);
    high = f->badness != NULL ? log(f->badness[at + 1]) : -log(s->rate[at + 1]);
    return low + part * (high - low);
}

/* Least squares of the scores of `rows` on their logs, slope not negative. */
static line
regress(const fit *f, const double *logs, const size_t *rows)
{
    size_t n = f->b->count;
    double x = 0.0, y = 0.0, xx = 0.0, xy = 0.0, yy = 0.0;
    line found;

    for (size_t k = 0; k < n; k++) {
        x += logs[rows[k]] / (double) n;
        y += f->b->score[rows[k]] / (double) n;
    }
    for (size_t k = 0; k < n; k++) {
        double dx = logs[rows[k]] - x, dy = f->b->score[rows[k]] - y;

        xx += dx * dx;
        xy += dx * dy;
        yy += dy * dy;
    }
    found.slope = xx > 0.0 && xy > 0.0 ? xy / xx : 0.0;
    found.offset = y - found.slope * x;
    found.left = yy - found.slope * xy;
    return found;
}

/* Best factor; of equal ones that nearest to 1. */
static size_t
best_scale(const fit *f, const size_t *rows, line *out)
{
    size_t best = SCALES / 2;
    line first = regress(f, f->logs + best * f->b->count, rows);

    *out = first;
    for (size_t away = 1; away <= SCALES / 2; away++) {
        for (int side = -1; side <= 1; side += 2) {
            size_t at = side < 0 ? SCALES / 2 - away : SCALES / 2 + away;
            line here = regress(f, f->logs + at * f->b->count, rows);

            if (here.left < out->left * (1.0 - 1e-9)) {
                *out = here;
                best = at;
            }
        }
    }
    return best;
}

static int
ascending(const void *left, const void *right)
{
    double a = *(const double *) left, b = *(const double *) right;

    return (a > b) - (a < b);
}

/* 95 % of the factor over runs drawn anew; 4 runs at least. */
static chl_status
resample(const fit *f, uint64_t seed, chl_result_backtest *out, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_random stream = { seed, CHL_STREAM_BOOTSTRAP };
    const chl_random random = chl_random_substream(&stream, 2);
    size_t n = f->b->count, count = 0, *rows = NULL;
    double *found = NULL;
    line here;

    if (n < 4) {
        return CHL_OK;
    }
    rows = chl_alloc(n, sizeof *rows);
    CHL_REQUIRE_MEMORY(rows, err, "the runs");
    found = chl_alloc(RESAMPLES, sizeof *found);
    CHL_REQUIRE_MEMORY(found, err, "the scales");
    for (size_t draw = 0; draw < RESAMPLES; draw++) {
        for (size_t k = 0; k < n; k++) {
            rows[k] = (size_t) chl_random_below(&random, draw * n + k, n);
        }
        found[count] = scale_at(best_scale(f, rows, &here));
        count += here.slope > 0.0;
    }
    if (count >= RESAMPLES / 2) {
        qsort(found, count, sizeof *found, ascending);
        out->scale_low = fmin(found[count / 40], out->scale);
        out->scale_high = fmax(found[count - 1 - count / 40], out->scale);
    }
out:
    chl_free(rows);
    chl_free(found);
    return status;
}

/* The fitted curve over the runs' gammas and half a decade to both sides. */
static void
draw_curve(const fit *f, chl_result_backtest *out)
{
    double low = INFINITY, high = 0.0, sign = out->higher ? -1.0 : 1.0;

    for (size_t k = 0; k < f->b->count; k++) {
        low = fmin(low, f->b->gamma[k]);
        high = fmax(high, f->b->gamma[k]);
    }
    low /= sqrt(10.0);
    high *= sqrt(10.0);
    for (size_t k = 0; k < out->curve_count; k++) {
        double part = (double) k / (double) (out->curve_count - 1);
        double gamma = low * pow(high / low, part);

        out->curve_gamma[k] = gamma;
        out->curve_score[k] =
            sign
            * (out->offset + out->slope * log_badness(f, gamma * out->scale));
    }
}

static void
fill_runs(const fit *f, chl_result_backtest *out)
{
    double sign = out->higher ? -1.0 : 1.0;

    for (size_t k = 0; k < out->count; k++) {
        chl_result_run *run = &out->runs[k];

        if (run->gamma > 0.0) {
            run->predicted = exp(log_badness(f, run->gamma));
            run->fitted =
                sign
                * (out->offset
                   + out->slope * log_badness(f, run->gamma * out->scale));
        }
    }
}

/* Where at no factor worse predictions go with worse scores, nothing is
 * fitted. */
static chl_status
fit_scale(fit *f, uint64_t seed, chl_result_backtest *out, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t n = f->b->count, best, *rows = chl_alloc(n, sizeof *rows);
    const double *given = f->logs + SCALES / 2 * n;
    line found;

    CHL_REQUIRE_MEMORY(rows, err, "the runs");
    for (size_t k = 0; k < n; k++) {
        rows[k] = k;
    }
    out->kendall = chl_kendall(given, f->b->score, n);
    chl_kendall_interval(out->kendall, n, &out->kendall_low,
                         &out->kendall_high);
    CHL_TRY(
        chl_kendall_chance(given, f->b->score, n, seed, &out->p_value, err));
    best = best_scale(f, rows, &found);
    if (!(found.slope > 0.0)) {
        goto out;
    }
    out->scale = scale_at(best);
    out->offset = found.offset;
    out->slope = found.slope;
    out->kendall_fitted = chl_kendall(f->logs + best * n, f->b->score, n);
    CHL_TRY(resample(f, seed, out, err));
    draw_curve(f, out);
out:
    chl_free(rows);
    return status;
}

chl_status
chl_backtest_fit(const chl_backtest *b, const chl_result_prediction *p,
                 uint64_t seed, chl_result_backtest *out, chl_error *err)
{
    chl_status status = CHL_OK;
    bool error = p->sweep.count > 0 && isfinite(p->sweep.error[0])
                 && isfinite(p->sweep.error[p->sweep.count - 1]);
    fit f = { .b = b,
              .sweep = &p->sweep,
              .badness = error ? p->sweep.error : NULL };

    CHL_TRY(
        chl_result_set_text(&out->quantity, error ? "error" : "slowness", err));
    f.logs = chl_alloc(b->count * SCALES, sizeof *f.logs);
    CHL_REQUIRE_MEMORY(f.logs, err, "the badness of the runs");
    for (size_t s = 0; s < SCALES; s++) {
        for (size_t k = 0; k < b->count; k++) {
            f.logs[s * b->count + k] =
                log_badness(&f, b->gamma[k] * scale_at(s));
        }
    }
    if (b->count >= 3) {
        CHL_TRY(fit_scale(&f, seed, out, err));
    }
    fill_runs(&f, out);
out:
    chl_free(f.logs);
    return status;
}
