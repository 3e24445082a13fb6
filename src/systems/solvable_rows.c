/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The microscopic law: rows of U, V, W as a stochastic equation. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "systems/draws.h"
#include "systems/solvable.h"

/* One owned block: `rows` rows of d + p + m numbers and what moves them. */
typedef struct crowd {
    chl_solvable *s;
    size_t size, rows;
    double *x, *middle; /* rows x size                                        */
    double *drift;      /* size x size: dx = x drift dt                       */
    double *factor;     /* size x size, and of the noise m x m                */
    double *scratch;    /* size x size                                        */
    double *noise;
    double *states; /* (2 steps + 1) x unknowns                               */
    chl_draws draws;
} crowd;

static chl_status
crowd_init(crowd *c, chl_solvable *s, size_t rows, size_t steps, uint64_t seed,
           chl_error *err)
{
    size_t k = s->model.d + s->model.p + s->model.m;
    double *at =
        chl_alloc(2 * rows * k + 3 * k * k + k + (2 * steps + 1) * s->at.size,
                  sizeof *at);

    *c = (crowd){ .s = s, .size = k, .rows = rows, .x = at };
    if (at == NULL) {
        return CHL_FAIL(err, CHL_ENOMEM, "out of memory for %zu rows", rows);
    }
    c->middle = c->x + rows * k;
    c->drift = c->middle + rows * k;
    c->factor = c->drift + k * k;
    c->scratch = c->factor + k * k;
    c->noise = c->scratch + k * k;
    c->states = c->noise + k;
    c->draws = (chl_draws){ { seed, CHL_STREAM_SIMULATION }, 0 };
    return CHL_OK;
}

/* Rows with the second moments of a state; features are signs. */
static void
place(crowd *c, const double *state)
{
    size_t d = c->s->model.d, k = c->size;

    chl_solvable_gram(c->s, state, c->scratch);
    chl_small_cholesky(k, c->scratch, c->factor);
    for (size_t row = 0; row < c->rows; row++) {
        chl_draw_normals(&c->draws, k, c->noise);
        for (size_t i = 0; i < d; i++) {
            c->noise[i] = c->noise[i] < 0.0 ? -1.0 : 1.0;
        }
        chl_small_product(false, true, 1, k, k, 1.0, c->noise, c->factor, 0.0,
                          c->x + row * k);
    }
}

static void
fill(double *to, size_t stride, size_t row, size_t column, size_t rows,
     size_t columns, double factor, const double *from, bool turned)
{
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = 0; j < columns; j++) {
            to[(row + i) * stride + column + j] +=
                factor * from[turned ? j * rows + i : i * columns + j];
        }
    }
}

/* drift, and the factor of the noise's covariance per unit time. */
static void
look_up(crowd *c, const double *state)
{
    const chl_solvable_model *o = &c->s->model;
    size_t k = c->size, v = o->d, w = o->d + o->p, m = o->m;
    /* free drifts are not wanted: they go where factor and drift come after */
    const chl_solvable_desk desk =
        chl_solvable_evaluate(c->s, state, c->drift, c->factor);

    memset(c->drift, 0, k * k * sizeof *c->drift);
    fill(c->drift, k, w, v, m, o->p, o->tau_g, desk.g_gen, true);
    fill(c->drift, k, v, v, o->p, o->p, 1.0, desk.k, false);
    fill(c->drift, k, 0, w, o->d, m, o->tau, desk.g, false);
    fill(c->drift, k, v, w, o->p, m, -o->tau, desk.g_gen, false);
    fill(c->drift, k, w, w, m, m, 1.0, desk.h, false);
    for (size_t i = 0; i < o->p; i++) {
        c->drift[(v + i) * (k + 1)] -= o->tau_g * o->decay_v;
    }
    for (size_t i = 0; i < m; i++) {
        c->drift[(w + i) * (k + 1)] += o->tau * desk.kappa;
    }
    for (size_t i = 0; i < m * m; i++) {
        c->scratch[i] = o->tau * o->tau / (double) o->batch
                        * (o->eta_true * desk.a[i] + o->eta_gen * desk.b[i]);
    }
    chl_small_cholesky(m, c->scratch, c->factor);
}

static void
add_noise(crowd *c, double h)
{
    size_t m = c->s->model.m, from = c->size - m;

    for (size_t row = 0; row < c->rows; row++) {
        double *x = c->x + row * c->size + from;

        chl_draw_normals(&c->draws, m, c->noise);
        for (size_t i = 0; i < m; i++) {
            for (size_t j = 0; j <= i; j++) {
                x[i] += sqrt(h) * c->factor[i * m + j] * c->noise[j];
            }
        }
    }
}

static chl_status
walk(crowd *c, size_t steps, double h, const chl_progress *progress,
     chl_error *err)
{
    chl_status status = CHL_OK;
    size_t n = c->s->at.size, k = c->size;

    for (size_t t = 0; t < steps; t++) {
        look_up(c, c->states + 2 * t * n);
        memcpy(c->middle, c->x, c->rows * k * sizeof *c->x);
        chl_small_product(false, false, c->rows, k, k, 0.5 * h, c->x, c->drift,
                          1.0, c->middle);
        look_up(c, c->states + (2 * t + 1) * n);
        chl_small_product(false, false, c->rows, k, k, h, c->middle, c->drift,
                          1.0, c->x);
        add_noise(c, h);
        CHL_TRY(chl_progress_tell(progress, "walking", (double) (t + 1),
                                  (double) steps, err));
    }
out:
    return status;
}

/* Root mean squares of (x x' / rows - gram), and what chance alone makes. */
static void
compare(crowd *c, const double *state, chl_solvable_rows *out)
{
    size_t k = c->size, d = c->s->model.d, count = k * k - d * d;
    double sum = 0.0, chance = 0.0;

    chl_solvable_gram(c->s, state, c->scratch);
    chl_small_product(true, false, k, k, c->rows, 1.0 / (double) c->rows, c->x,
                      c->x, 0.0, c->drift);
    for (size_t i = 0; i < k; i++) {
        for (size_t j = 0; j < k; j++) {
            double off = c->drift[i * k + j] - c->scratch[i * k + j];
            double own = c->scratch[i * k + j];

            if (i >= d || j >= d) {
                sum += off * off;
                chance += c->scratch[i * (k + 1)] * c->scratch[j * (k + 1)]
                          + own * own;
            }
        }
    }
    out->deviation = sqrt(sum / (double) count);
    out->expected = sqrt(chance / (double) count / (double) c->rows);
}

/* Of w_i - (u Q)_i. */
static double
kurtosis(const crowd *c, const double *q, size_t i)
{
    size_t d = c->s->model.d, m = c->s->model.m, w = c->size - m;
    double second = 0.0, fourth = 0.0, rows = (double) c->rows;

    for (size_t row = 0; row < c->rows; row++) {
        const double *x = c->x + row * c->size;
        double rest = x[w + i];

        for (size_t a = 0; a < d; a++) {
            rest -= x[a] * q[a * m + i];
        }
        second += rest * rest / rows;
        fourth += rest * rest * rest * rest / rows;
    }
    return fourth / (second * second) - 3.0;
}

chl_status
chl_solvable_sample_rows(chl_solvable *s, const double *state, double time,
                         size_t rows, size_t steps, uint64_t seed,
                         const chl_progress *progress, chl_solvable_rows *out,
                         chl_error *err)
{
    chl_status status = CHL_OK;
    chl_solvable_rows made = { 0 };
    double *times = NULL;
    const double *last;
    crowd c = { 0 };

    CHL_REQUIRE(rows > 1 && steps > 0, err, CHL_EARG,
                "%zu rows and %zu steps; there must be 2 and 1 at least", rows,
                steps);
    CHL_TRY(crowd_init(&c, s, rows, steps, seed, err));
    times = chl_alloc(2 * steps + 1, sizeof *times);
    CHL_REQUIRE_MEMORY(times, err, "times");
    for (size_t k = 0; k <= 2 * steps; k++) {
        times[k] = time * (double) k / (double) (2 * steps);
    }
    CHL_TRY(chl_solvable_solve(s, state, 2 * steps + 1, times, progress,
                               c.states, NULL, err));
    place(&c, state);
    CHL_TRY(walk(&c, steps, time / (double) steps, progress, err));
    last = c.states + 2 * steps * s->at.size;
    compare(&c, last, &made);
    for (size_t i = 0; i < s->model.m; i++) {
        made.kurtosis =
            fmax(made.kurtosis, fabs(kurtosis(&c, last + s->at.q, i)));
    }
    made.kurtosis_expected = sqrt(24.0 / (double) rows);
    *out = made;
out:
    chl_free(times);
    chl_free(c.x);
    return status;
}
