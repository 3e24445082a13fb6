/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The 8 rightmost modes of an adversarial operator of 4000 states, from plain
 * matrices on, and the part of ARPACK in it.
 * usage: bench_adversarial [--small] [--vouch]
 * --vouch compares with the dense solver, which takes minutes.
 */
#include <math.h>
#include <stdlib.h>

#include <chladni/convergence.h>

#include "bench_support.h"
#include "dynamics/ladder.h"

enum {
    WANTED = 8
};

/* wgan with R1. The real roots of its high modes gather at -C/A / gamma, and
 * no method separates those: gamma is small enough to leave them behind. */
static const chl_adversarial_constants game = {
    .c1 = 1.0,
    .cg = 1.0,
    .lr_d = 1.0,
    .lr_g = 1.0,
    .gamma = 0.3,
};

static chl_convergence *
solve(const chl_adversarial *adversarial, const char *method)
{
    chl_convergence_settings settings = chl_convergence_settings_default();
    chl_convergence *out = NULL;
    chl_error err = { 0 };

    settings.solver.method = method;
    settings.solver.count = WANTED;
    bench_require(
        chl_convergence_solve(adversarial, &game, &settings, &out, &err), &err);
    return out;
}

static double
difference(const chl_adversarial *adversarial, const chl_convergence *got)
{
    chl_convergence *dense = solve(adversarial, "dense");
    double worst = dense->count == got->count ? 0.0 : INFINITY;

    for (size_t k = 0; k < dense->count && k < got->count; k++) {
        worst = fmax(worst, hypot(dense->values[k].re - got->values[k].re,
                                  dense->values[k].im - got->values[k].im));
    }
    chl_convergence_free(dense);
    return worst;
}

static void
run(size_t r, bool wide, bool vouch)
{
    ladder l = ladder_create(r, wide);
    chl_adversarial *adversarial = NULL;
    chl_convergence *got;
    chl_error err = { 0 };
    double start = bench_clock(), cpu = bench_cpu(), reduced, solved;
    double cpu_reduced, cpu_solved;

    bench_require(chl_adversarial_create(&l.view, NULL, &adversarial, &err),
                  &err);
    reduced = bench_clock();
    cpu_reduced = bench_cpu();
    got = solve(adversarial, "arpack");
    solved = bench_clock();
    cpu_solved = bench_cpu();
    bench_line(
        wide ? "adversarial kernel" : "adversarial l2",
        (bench_number[]){
            { "states", (double) got->size },
            { "modes", (double) got->count },
            { "complete", got->complete },
            { "applies", (double) got->applies },
            { "reduction_seconds", reduced - start },
            { "arpack_seconds", solved - reduced },
            { "seconds", solved - start },
            { "reduction_cpu_seconds", cpu_reduced - cpu },
            { "arpack_cpu_seconds", cpu_solved - cpu_reduced },
            { "rate", got->rate },
            { "frequency", got->frequency },
            { "dense_difference", vouch ? difference(adversarial, got) : NAN },
            { NULL, 0 } });
    chl_convergence_free(got);
    chl_adversarial_free(adversarial);
    ladder_clear(&l);
}

int
main(int argc, char **argv)
{
    bool small = bench_has(argc, argv, "--small");
    bool vouch = small || bench_has(argc, argv, "--vouch");

    run(small ? 100 : 2000, false, vouch);
    run(small ? 100 : 2000, true, vouch);
    return 0;
}
