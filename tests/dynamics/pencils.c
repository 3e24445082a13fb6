/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pencils.h"

#include <string.h>

#include <cblas.h>

#include "base/random.h"
#include "support/runner.h"

const double lambda[R] = { 0.0, 0.3, 0.7, 1.1, 1.9, 2.4,
                           3.5, 4.2, 5.0, 6.1, 7.7, 9.0 };

const double uneven_transmission[R] = { 0,  .9, .5, .2, 1,  .7,
                                        .3, .8, .6, .4, .1, .05 };
const double uneven_mobility[R] = { 3,  1,  .5,  .9,  .2,  .4,
                                    .1, .3, .05, .15, .02, .6 };

double
normal_at(uint64_t at)
{
    chl_random random = { 11, CHL_STREAM_TESTS };

    return chl_random_normal(&random, at);
}

/* V^-1 = 1 + upper noise, so that V is exact to rounding by substitution. */
static void
fill_bases(pencil *p)
{
    for (size_t j = 0; j < R; j++) {
        for (size_t i = 0; i < R; i++) {
            p->inverse[j * R + i] =
                i == j ? 1.0 + 0.1 * (double) j
                       : (i < j ? 0.4 * normal_at(i * R + j) : 0.0);
            p->columns[j * R + i] = i == j ? 1.0 : 0.0;
        }
    }
    cblas_dtrsm(CblasColMajor, CblasLeft, CblasUpper, CblasNoTrans,
                CblasNonUnit, R, R, 1.0, p->inverse, R, p->columns, R);
    memcpy(p->constant, p->columns, sizeof p->constant);
}

/* V^-T diag V^-1 */
void
pencil_compose(const pencil *p, const double *diagonal, double *out)
{
    double scaled[R * R];

    for (size_t j = 0; j < R; j++) {
        for (size_t i = 0; i < R; i++) {
            scaled[j * R + i] = diagonal[i] * p->inverse[j * R + i];
        }
    }
    cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, R, R, R, 1.0,
                p->inverse, R, scaled, R, 0.0, out, R);
}

void
pencil_init(pencil *p, const double *transmission, const double *mobility)
{
    double diagonal[R];

    fill_bases(p);
    for (size_t i = 0; i < R; i++) {
        diagonal[i] = 1.0;
    }
    pencil_compose(p, diagonal, p->mass);
    pencil_compose(p, lambda, p->stiffness);
    for (size_t i = 0; i < R; i++) {
        diagonal[i] =
            lambda[i] * (transmission != NULL ? transmission[i] : 1.0);
    }
    pencil_compose(p, diagonal, p->coupling);
    for (size_t i = 0; i < R; i++) {
        diagonal[i] = mobility != NULL ? mobility[i] : 1.0;
    }
    pencil_compose(p, diagonal, p->kernel);
}

chl_adversarial_matrices
pencil_view(const pencil *p)
{
    return (chl_adversarial_matrices){
        .r = R,
        .mass = p->mass,
        .stiffness = p->stiffness,
    };
}

const chl_adversarial_constants games[GAMES] = {
    { .c1 = 1, .cg = 1, .lr_d = 1, .lr_g = 1, .gamma = 0.8 },
    { .c1 = 0.5,
      .cg = 0.5,
      .c2 = 0.5,
      .c2_constant = 0.5,
      .lr_d = 0.7,
      .lr_g = 1.3,
      .gamma = 0.3 },
    { .c1 = 0.5,
      .cg = 0.5,
      .c2 = 2,
      .c2_constant = 2,
      .lr_d = 1,
      .lr_g = 0.2,
      .gamma = 0 },
    { .c1 = 1, .cg = 1, .lr_d = 1, .lr_g = 1, .gamma = 0 },
};
chl_convergence *
modes_of(const chl_adversarial_matrices *matrices,
         const chl_adversarial_constants *game,
         const chl_convergence_settings *settings)
{
    chl_adversarial *adversarial = NULL;
    chl_convergence *out = NULL;
    chl_error err = { 0 };

    ck_assert_ok(chl_adversarial_create(matrices, NULL, &adversarial, &err),
                 err);
    ck_assert_ok(chl_convergence_solve(adversarial, game, settings, &out, &err),
                 err);
    chl_adversarial_free(adversarial);
    return out;
}

chl_convergence_settings
all_modes(void)
{
    chl_convergence_settings settings = chl_convergence_settings_default();

    settings.solver.count = (size_t) 2 * R;
    return settings;
}
