/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Proof by training.
 *
 * usage: bench_train local DATASETS [--case NAME] [--loss NAME] [--seed N]
 *                    [--amplitude X] [--steps N] [--simultaneous]
 */
#include <cblas.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../bench_support.h"
#include "local.h"

typedef struct words {
    int argc;
    char **argv;
} words;

static double
number_after(const words *w, const char *word, double usual)
{
    const char *text = bench_word_after(w->argc, w->argv, word);

    return text == NULL ? usual : atof(text);
}

static bool
is_wanted(const words *w, const char *word, const char *name)
{
    const char *text = bench_word_after(w->argc, w->argv, word);

    return text == NULL || strcmp(text, name) == 0;
}

static void
print_local(const char *name, const char *loss, const train_local *rows)
{
    double predicted[TRAIN_GAMMAS], measured[TRAIN_GAMMAS],
        late_predicted[TRAIN_GAMMAS], late_measured[TRAIN_GAMMAS];

    for (size_t k = 0; k < TRAIN_GAMMAS; k++) {
        const train_local *row = &rows[k];

        predicted[k] = -row->predicted.re;
        measured[k] = -row->measured.s.re;
        late_predicted[k] = row->late_predicted;
        late_measured[k] = row->late_measured;
        printf("%s,%s,%.4g,%.5g,%.5g,%.3f,%.5g,%.5g,%.2g,%.5g,%.5g,%.3g,%zu\n",
               name, loss, row->gamma, predicted[k], measured[k],
               measured[k] / predicted[k], row->predicted.im,
               row->measured.s.im, row->measured.residual, late_predicted[k],
               late_measured[k], row->h, row->steps);
    }
    printf("# %s,%s: tau of rates %.2f, of late rates %.2f, of rates predicted "
           "and late rates measured %.2f\n",
           name, loss, train_fit_tau(predicted, measured, TRAIN_GAMMAS),
           train_fit_tau(late_predicted, late_measured, TRAIN_GAMMAS),
           train_fit_tau(predicted, late_measured, TRAIN_GAMMAS));
    fflush(stdout);
}

static chl_status
run_case(const words *w, const train_case *what, chl_error *err)
{
    const train_local_settings settings = {
        .reduced = TRAIN_REDUCED,
        .most_steps = (size_t) number_after(w, "--steps", 3000),
        .amplitude = number_after(w, "--amplitude", 0.01),
        .simultaneous = bench_has(w->argc, w->argv, "--simultaneous")
    };
    train_setup setup = { 0 };
    train_tangent tangent = { 0 };
    train_local rows[TRAIN_GAMMAS];
    double start = bench_cpu();
    chl_status status = train_setup_open(
        what, w->argv[2], (uint64_t) number_after(w, "--seed", 1), &setup, err);

    if (status == CHL_OK) {
        status =
            train_tangent_create(&setup.pair, settings.reduced, &tangent, err);
        printf("# %s: p = %zu, q = %zu, r = %zu keep %.6f of the coupling, "
               "%.1f s\n",
               what->name, tangent.half, tangent.q, tangent.r, tangent.kept,
               bench_cpu() - start);
    }
    for (size_t k = 0; status == CHL_OK && train_loss_at(k) != NULL; k++) {
        const train_loss *loss = train_loss_at(k);

        if (is_wanted(w, "--loss", loss->name)) {
            status = train_local_measure(&setup, loss, &tangent, &settings,
                                         rows, err);
            if (status == CHL_OK) {
                print_local(what->name, loss->name, rows);
            }
        }
    }
    printf("# %s: %.1f CPU seconds\n", what->name, bench_cpu() - start);
    train_tangent_clear(&tangent);
    train_setup_close(&setup);
    return status;
}

static void
run_local(const words *w)
{
    chl_error err = { 0 };

    puts("case,loss,gamma,rate_predicted,rate_measured,ratio,"
         "frequency_predicted,frequency_measured,residual,late_predicted,"
         "late_measured,h,steps");
    for (size_t k = 0; train_case_at(k) != NULL; k++) {
        const train_case *what = train_case_at(k);

        if (is_wanted(w, "--case", what->name)) {
            bench_require(run_case(w, what, &err), &err);
        }
    }
}

int
main(int argc, char **argv)
{
    const words w = { argc, argv };

    openblas_set_num_threads(1);
    if (argc < 3 || strcmp(argv[1], "local") != 0) {
        fputs("usage: bench_train local DATASETS\n", stderr);
        return EXIT_FAILURE;
    }
    run_local(&w);
    return EXIT_SUCCESS;
}
