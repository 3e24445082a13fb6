/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Proof by training.
 *
 * usage: bench_train local DATASETS [--case NAME] [--loss NAME] [--seed N]
 *                    [--amplitude X] [--steps N] [--features R]
 *                    [--simultaneous]
 *        bench_train batches DATASETS [the same] [--batch B]
 *        bench_train quality DATASETS [--augment CHAIN] [--network NAME]
 *                    [--rows N] [--batch B] [--gamma X] [--rate X]
 *                    [--optimiser adam|sgd] [--rate-ratio X] [--clock]
 *                    [--seed N] [--seeds N] [--steps N,N,..]
 *
 * local compares rates and frequencies near equilibrium with the operator of
 * the pair's tangent features, batches does so with batches of B rows and adds
 * the displacement that their noise alone leaves; quality prints one line per
 * seed and number of steps: network, rows, batch, gamma, chain, seed, steps,
 * energy distance to digits held out and to those trained on; with --clock the
 * rates that steps at that point have in the flow (clock.h).
 */
#include <cblas.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../bench_support.h"
#include "batches.h"
#include "local.h"
#include "quality.h"

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
    printf("# %s,%s: tau of rates %.2f, of late rates %.2f\n", name, loss,
           train_fit_tau(predicted, measured, TRAIN_GAMMAS),
           train_fit_tau(late_predicted, late_measured, TRAIN_GAMMAS));
    fflush(stdout);
}

static void
print_batches(const char *name, const char *loss, size_t batch,
              const train_batches *b)
{
    printf("%s,%s,%zu,%.4g,%.5g,%.5g,%.2g,%.5g,%.5g,%.4g,%.4g,%.2g,%.3g,%zu\n",
           name, loss, batch, b->gamma, -b->predicted.re, -b->measured.re,
           b->rate_error, b->predicted.im, b->measured.im, b->floor_predicted,
           b->floor_measured, b->floor_error, b->h, b->steps);
    fflush(stdout);
}

/* One loss with all rows, or with batches. */
static chl_status
run_loss(const words *w, const char *name, const player_loss *loss,
         train_setup *setup, const train_tangent *tangent, chl_error *err)
{
    const size_t batch = (size_t) number_after(w, "--batch", 32);
    const bool with_batches = strcmp(w->argv[1], "batches") == 0;
    const train_local_settings settings = {
        .most_steps = (size_t) number_after(w, "--steps", 3000),
        .amplitude = number_after(w, "--amplitude", with_batches ? 0.2 : 0.002),
        .simultaneous = bench_has(w->argc, w->argv, "--simultaneous")
    };
    train_local rows[TRAIN_GAMMAS];
    train_batches batches;
    chl_status status;

    if (with_batches) {
        status = train_batches_measure(setup, loss, tangent, &settings, batch,
                                       &batches, err);
        if (status == CHL_OK) {
            print_batches(name, loss->name, batch, &batches);
        }
        return status;
    }
    status = train_local_measure(setup, loss, tangent, &settings, rows, err);
    if (status == CHL_OK) {
        print_local(name, loss->name, rows);
    }
    return status;
}

static chl_status
run_case(const words *w, const train_case *what, chl_error *err)
{
    train_setup setup = { 0 };
    train_tangent tangent = { 0 };
    double start = bench_cpu();
    chl_status status = train_setup_open(
        what, w->argv[2], (uint64_t) number_after(w, "--seed", 1), &setup, err);

    if (status == CHL_OK) {
        status = train_tangent_create(
            &setup.pair,
            (size_t) number_after(w, "--features", (double) what->features),
            &tangent, err);
        printf("# %s: p = %zu, q = %zu, r = %zu keep %.6f of the coupling, "
               "%.1f s\n",
               what->name, tangent.half, tangent.q, tangent.r, tangent.kept,
               bench_cpu() - start);
    }
    for (size_t k = 0; status == CHL_OK && player_loss_at(k) != NULL; k++) {
        const player_loss *loss = player_loss_at(k);

        if (is_wanted(w, "--loss", loss->name)) {
            status = run_loss(w, what->name, loss, &setup, &tangent, err);
        }
    }
    printf("# %s: %.1f CPU seconds\n", what->name, bench_cpu() - start);
    train_tangent_clear(&tangent);
    train_setup_close(&setup);
    return status;
}

static void
run_cases(const words *w)
{
    chl_error err = { 0 };

    puts(strcmp(w->argv[1], "batches") == 0
             ? "case,loss,batch,gamma,rate_predicted,rate_measured,rate_error,"
               "frequency_predicted,frequency_measured,floor_predicted,"
               "floor_measured,floor_error,h,steps"
             : "case,loss,gamma,rate_predicted,rate_measured,ratio,"
               "frequency_predicted,frequency_measured,residual,late_predicted,"
               "late_measured,h,steps");
    for (size_t k = 0; train_case_at(k) != NULL; k++) {
        const train_case *what = train_case_at(k);

        if (is_wanted(w, "--case", what->name)) {
            bench_require(run_case(w, what, &err), &err);
        }
    }
}

static void
read_steps(const words *w, train_quality_settings *settings)
{
    const char *text = bench_word_after(w->argc, w->argv, "--steps");
    char *end = NULL;

    text = text == NULL ? "250,500,1000" : text;
    while (settings->count < TRAIN_CHECKPOINTS && *text != '\0') {
        settings->steps[settings->count++] = strtoul(text, &end, 10);
        text = *end == ',' ? end + 1 : "";
    }
}

static void
run_quality(const words *w)
{
    const char *network = bench_word_after(w->argc, w->argv, "--network");
    const char *chain = bench_word_after(w->argc, w->argv, "--augment");
    const size_t first = (size_t) number_after(w, "--seed", 1),
                 seeds = (size_t) number_after(w, "--seeds", 1);
    train_quality_settings settings = {
        .network = network == NULL ? "mlp" : network,
        .rows = (size_t) number_after(w, "--rows", 1000),
        .batch = (size_t) number_after(w, "--batch", 32),
        .gamma = number_after(w, "--gamma", 1.0),
        .method = bench_word_after(w->argc, w->argv, "--optimiser"),
        .rate = number_after(w, "--rate", 2e-3),
        .rate_ratio = number_after(w, "--rate-ratio", 1.0),
        .clock = bench_has(w->argc, w->argv, "--clock")
    };
    train_score scores[TRAIN_CHECKPOINTS];
    chl_error err = { 0 };

    chain = chain == NULL ? "none" : chain;
    read_steps(w, &settings);
    for (size_t seed = first; seed < first + seeds; seed++) {
        bench_require(
            train_quality_run(w->argv[2], chain, &settings, seed, scores, &err),
            &err);
        for (size_t k = 0; k < settings.count; k++) {
            printf("%s,%zu,%zu,%g,\"%s\",%zu,%zu,%.5f,%.5f", settings.network,
                   settings.rows, settings.batch, settings.gamma, chain, seed,
                   settings.steps[k], scores[k].held_out, scores[k].seen);
            if (settings.clock) {
                printf(",%.4g,%.4g", scores[k].clock.critic,
                       scores[k].clock.generator);
            }
            putchar('\n');
        }
        fflush(stdout);
    }
}

int
main(int argc, char **argv)
{
    const words w = { argc, argv };

    openblas_set_num_threads(1);
    if (argc >= 3
        && (strcmp(argv[1], "local") == 0 || strcmp(argv[1], "batches") == 0)) {
        run_cases(&w);
    } else if (argc >= 3 && strcmp(argv[1], "quality") == 0) {
        run_quality(&w);
    } else {
        fputs("usage: bench_train local|batches|quality DATASETS [OPTION]..\n",
              stderr);
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
