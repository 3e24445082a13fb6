/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps of (4.1) in tangent features. */
#include "linear.h"

#include <cblas.h>
#include <string.h>

#include "base/error.h"

typedef struct walk {
    const train_tangent *tangent;
    const chl_game *game;
    double *alpha, *kappa, *force; /* r each                                 */
} walk;

/* y += scale S x of a symmetric r x r matrix. */
static void
add(const walk *w, double scale, const double *s, const double *x, double *y)
{
    const int r = (int) w->tangent->r;

    cblas_dgemv(CblasColMajor, CblasNoTrans, r, r, scale, s, r, x, 1, 1.0, y,
                1);
}

static void
step(walk *w, const train_schedule *schedule)
{
    const train_tangent *t = w->tangent;
    const chl_game *game = w->game;
    const int r = (int) t->r;
    const double push = schedule->h * game->lr_g * game->cg;

    memset(w->force, 0, t->r * sizeof *w->force);
    add(w, -game->lr_d * game->c2, t->m, w->alpha, w->force);
    add(w, -game->lr_d * game->gamma, t->a, w->alpha, w->force);
    add(w, -game->lr_d * game->c1, t->c, w->kappa, w->force);
    if (schedule->simultaneous) {
        cblas_daxpy(r, push, w->alpha, 1, w->kappa, 1);
    }
    cblas_daxpy(r, schedule->h, w->force, 1, w->alpha, 1);
    if (!schedule->simultaneous) {
        cblas_daxpy(r, push, w->alpha, 1, w->kappa, 1);
    }
}

static double
measure(const walk *w)
{
    memset(w->force, 0, w->tangent->r * sizeof *w->force);
    add(w, 1.0, w->tangent->d, w->kappa, w->force);
    return cblas_ddot((int) w->tangent->r, w->force, 1, w->kappa, 1);
}

chl_status
train_linear_run(const train_tangent *tangent, const chl_game *game,
                 const train_schedule *schedule, const double *kappa,
                 double *squares, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t r = tangent->r;
    walk w = { .tangent = tangent, .game = game };

    w.alpha = chl_alloc(3 * r, sizeof *w.alpha);
    CHL_REQUIRE_MEMORY(w.alpha, err, "a walk");
    w.kappa = w.alpha + r;
    w.force = w.kappa + r;
    memcpy(w.kappa, kappa, r * sizeof *kappa);
    for (size_t k = 0; k <= schedule->steps; k++) {
        if (k % schedule->every == 0) {
            squares[k / schedule->every] = measure(&w);
        }
        step(&w, schedule);
    }
out:
    chl_free(w.alpha);
    return status;
}
