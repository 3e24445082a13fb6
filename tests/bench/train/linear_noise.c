/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Covariance of (alpha, kappa) under noise of batches, by doubling. */
#include "linear_noise.h"

#include <cblas.h>
#include <string.h>

#include "base/error.h"

/* 2 r x 2 r each, column-major. */
typedef struct doubling {
    size_t n;
    double *step, *covariance, *spare, *next;
} doubling;

static chl_status
open_doubling(size_t n, doubling *w, chl_error *err)
{
    chl_status status = CHL_OK;

    w->n = n;
    w->step = chl_alloc(4 * n, n * sizeof *w->step);
    CHL_REQUIRE_MEMORY(w->step, err, "covariances");
    w->covariance = w->step + n * n;
    w->spare = w->covariance + n * n;
    w->next = w->spare + n * n;
out:
    return status;
}

/* alpha moves first; kappa then by g times the new alpha. */
static void
fill(const train_tangent *t, const chl_game *game, double h, double intensity,
     doubling *w)
{
    const size_t r = t->r, n = w->n;
    const double g = h * game->lr_g * game->cg, a = h * game->lr_d;

    for (size_t q = 0; q < r; q++) {
        for (size_t p = 0; p < r; p++) {
            const size_t k = q * r + p;
            const double same = p == q ? 1.0 : 0.0;
            const double drag =
                same - a * (game->c2 * t->m[k] + game->gamma * t->a[k]);
            const double pull = -a * game->c1 * t->c[k];
            const double noise =
                intensity * (t->m[k] - t->mean[p] * t->mean[q]);

            w->step[q * n + p] = drag;
            w->step[q * n + r + p] = g * drag;
            w->step[(q + r) * n + p] = pull;
            w->step[(q + r) * n + r + p] = same + g * pull;
            w->covariance[q * n + p] = noise;
            w->covariance[q * n + r + p] = g * noise;
            w->covariance[(q + r) * n + p] = g * noise;
            w->covariance[(q + r) * n + r + p] = g * g * noise;
        }
    }
}

static void
multiply(size_t n, const double *x, const double *y, CBLAS_TRANSPOSE side,
         double beta, double *out)
{
    const int size = (int) n;

    cblas_dgemm(CblasColMajor, CblasNoTrans, side, size, size, size, 1.0, x,
                size, y, size, beta, out, size);
}

static void
double_steps(doubling *w)
{
    multiply(w->n, w->step, w->covariance, CblasNoTrans, 0.0, w->spare);
    multiply(w->n, w->spare, w->step, CblasTrans, 1.0, w->covariance);
    multiply(w->n, w->step, w->step, CblasNoTrans, 0.0, w->next);
    memcpy(w->step, w->next, w->n * w->n * sizeof *w->step);
}

chl_status
train_linear_noise(const train_tangent *tangent, const chl_game *game, double h,
                   size_t doublings, size_t batch, double *displacement,
                   chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t r = tangent->r, n = 2 * r;
    const double kick = h * game->lr_d * game->c1;
    doubling w = { 0 };
    double sum = 0.0;

    CHL_TRY(open_doubling(n, &w, err));
    fill(tangent, game, h, 2.0 * kick * kick / (double) batch, &w);
    for (size_t k = 0; k < doublings; k++) {
        double_steps(&w);
    }
    for (size_t q = 0; q < r; q++) {
        for (size_t p = 0; p < r; p++) {
            sum += tangent->d[q * r + p] * w.covariance[(q + r) * n + r + p];
        }
    }
    *displacement = sum;
out:
    chl_free(w.step);
    return status;
}
