/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/page_game.h"

#include <math.h>

static bool
is_complete(const chl_game *game)
{
    return game->c1 > 0.0 && game->cg > 0.0 && game->c2 >= 0.0
           && game->lr_d > 0.0 && game->lr_g > 0.0 && game->gamma >= 0.0
           && isfinite(game->c1 * game->cg * game->c2 * game->lr_d * game->lr_g
                       * game->gamma);
}

/* The result's numbers were written with fewer digits by some programs, so
 * roots need to agree to a thousandth of their size only. */
static bool
agrees(const chl_game *game, const chl_result_root *root)
{
    chl_mode mode = chl_game_mode(game, root->lambda);
    chl_complex roots[2];

    chl_mode_roots(&mode, roots);
    return hypot(roots[0].re - root->re, roots[0].im - root->im)
           <= 1e-3 * hypot(root->re, root->im);
}

double
chl_page_gamma(const chl_result_prediction *p, double weight)
{
    const chl_loss loss = { .c1 = p->c1, .c2 = p->c2, .cg = p->cg };
    const chl_penalty *penalty = NULL;

    if (p->penalty == NULL
        || chl_penalty_find(p->penalty, &penalty, NULL) != CHL_OK) {
        return NAN;
    }
    return chl_penalty_gamma(penalty, &loss, weight);
}

double
chl_page_turns(const chl_result_prediction *p)
{
    return p->n_d > 0 ? (double) p->n_d : 1.0;
}

bool
chl_page_game(const chl_result_prediction *p, chl_game *out)
{
    chl_game game = { .c1 = p->c1,
                      .c2 = p->c2,
                      .cg = p->cg,
                      .lr_d = p->lr_d * chl_page_turns(p),
                      .lr_g = p->lr_g,
                      .gamma = chl_page_gamma(p, p->gamma) };

    if (p->root_count == 0 || !is_complete(&game)) {
        return false;
    }
    for (size_t k = 0; k < p->root_count; k++) {
        if (!(p->roots[k].lambda > 0.0) || !agrees(&game, &p->roots[k])) {
            return false;
        }
    }
    *out = game;
    return true;
}

void
chl_page_gamma_range(const chl_result_prediction *p, double *low, double *high)
{
    double middle = p->best_gamma > 0.0 ? p->best_gamma : p->gamma;

    *low = INFINITY;
    *high = 0.0;
    for (size_t k = 0; k < p->sweep.count; k++) {
        if (p->sweep.gamma[k] > 0.0 && isfinite(p->sweep.gamma[k])) {
            *low = fmin(*low, p->sweep.gamma[k]);
            *high = fmax(*high, p->sweep.gamma[k]);
        }
    }
    if (!(*low < *high)) {
        middle = middle > 0.0 && isfinite(middle) ? middle : 1.0;
        *low = middle / 30.0;
        *high = middle * 30.0;
    }
}

double
chl_page_displacement(const chl_complex roots[2], double t)
{
    double fast = roots[1].re, slow = roots[0].re, gap = slow - fast;

    if (roots[0].im > 0.0) {
        double omega = roots[0].im;

        return exp(slow * t) * (cos(omega * t) - slow / omega * sin(omega * t));
    }
    if (gap <= 1e-9 * fabs(fast)) {
        return (1.0 - slow * t) * exp(slow * t);
    }
    return (slow * exp(fast * t) - fast * exp(slow * t)) / gap;
}
