/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What makes a spectrum less certain than its interval says. */
#include "study/spectrum.h"

#include <math.h>

#include "base/error.h"

/* Relative changes of lambda_1 that are worth a word. */
static const double bandwidth_limit = 0.10, landmark_limit = 0.05;
static const double interval_limit = 0.50, gap_limit = 0.25;
static const double tail_limit = 10.0;

/* The best trial at the bandwidth nearest to `wanted` within a tenth, or
 * NULL. */
static const chl_result_trial *
best_at(const chl_spectrum_run *run, double wanted)
{
    const chl_result_trial *best = NULL;
    /* The trials on everything come last, in the chosen round. */
    size_t round = run->trials[run->trial_count - 1].round;

    for (size_t i = 0; i < run->trial_count; i++) {
        const chl_result_trial *t = &run->trials[i];

        if (t->round == round && isfinite(t->score)
            && fabs(t->bandwidth - wanted) < 0.1 * wanted
            && (best == NULL || t->score < best->score)) {
            best = t;
        }
    }
    return best;
}

static chl_status
warn_bandwidth(const chl_spectrum_run *run, double error, chl_result *result,
               chl_error *err)
{
    double s = run->bandwidth, most = 0.0, value = NAN;
    const chl_result_trial *here = best_at(run, s);
    const double factors[] = { 0.5, 2.0 };

    for (size_t i = 0; here != NULL && i < 2; i++) {
        const chl_result_trial *there = best_at(run, factors[i] * s);
        double change =
            there == NULL ? 0.0 : fabs(there->lambda_1 / here->lambda_1 - 1.0);

        if (change > most) {
            most = change;
            value = there->lambda_1;
        }
    }
    if (!(most > bandwidth_limit && most > 3.0 * error)) {
        return CHL_OK;
    }
    return chl_result_warn(result, "W-BANDWIDTH-SENSITIVE", "warning", err,
                           "lambda_1 is %.3g at the chosen bandwidth %.3g and "
                           "%.3g at half or twice that: the kernel, not only "
                           "the data, decides; read it as an upper bound",
                           here->lambda_1, s, value);
}

static chl_status
warn_landmarks(const chl_result_spectrum *section, chl_result *result,
               chl_error *err)
{
    double change = section->lambda_half[0] / section->lambda[0] - 1.0;

    if (!(fabs(change) > landmark_limit
          && fabs(change) * section->lambda[0]
                 > 2.0 * section->standard_error[0])) {
        return CHL_OK;
    }
    return chl_result_warn(
        result, "W-FEW-SAMPLES", "warning", err,
        "lambda_1 was %.3g with half the landmarks and is %.3g with %zu: it "
        "still moves by %.0f %%, by which its interval was widened; use more "
        "rows or landmarks, or read it as an upper bound",
        section->lambda_half[0], section->lambda[0], section->landmarks,
        100.0 * fabs(change));
}

static chl_status
warn_samples(const chl_result_spectrum *section, chl_result *result,
             chl_error *err)
{
    double width =
        (section->ci_high[0] - section->ci_low[0]) / section->lambda[0];
    double gap = section->lambda_heldout[0] / section->lambda_train[0] - 1.0;

    if (!(width > interval_limit || gap > gap_limit)) {
        return CHL_OK;
    }
    return chl_result_warn(
        result, "W-FEW-SAMPLES", "warning", err,
        "%zu rows fix lambda_1 only to within %.0f %% (training %.3g, held-out "
        "%.3g); more data would sharpen every number that follows",
        section->rows, 50.0 * fmax(width, gap), section->lambda_train[0],
        section->lambda_heldout[0]);
}

static chl_status
warn_tails(const chl_result_spectrum *section, const double *effective,
           chl_result *result, chl_error *err)
{
    for (size_t a = 0; a < section->count; a++) {
        if (effective[a] < tail_limit) {
            return chl_result_warn(
                result, "W-FEW-SAMPLES", "note", err,
                "mode %zu rests on a handful of rows far out (%.0f carry its "
                "error); its standard error is a guess",
                a + 1, effective[a]);
        }
    }
    return CHL_OK;
}

static chl_status
warn_degraded(const chl_spectrum_run *run, const chl_result_spectrum *section,
              chl_result *result, chl_error *err)
{
    if (!section->degraded) {
        return CHL_OK;
    }
    return chl_result_warn(result, "W-DEGRADED", "warning", err,
                           "the eigensolver stopped before all pairs had "
                           "converged; %zu of %zu modes are listed",
                           section->count, run->settings.modes);
}

static chl_status
note_fewer(const chl_spectrum_run *run, const chl_result_spectrum *section,
           chl_result *result, chl_error *err)
{
    if (section->degraded || section->count >= run->settings.modes) {
        return CHL_OK;
    }
    return chl_result_warn(result, "W-FEW-SAMPLES", "note", err,
                           "%zu of the %zu modes asked for are above rounding "
                           "error and listed",
                           section->count, run->settings.modes);
}

chl_status
chl_spectrum_warn(const chl_spectrum_run *run,
                  const chl_result_spectrum *section, const double *effective,
                  chl_result *result, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_TRY(warn_bandwidth(run, section->standard_error[0] / section->lambda[0],
                           result, err));
    CHL_TRY(warn_landmarks(section, result, err));
    CHL_TRY(warn_samples(section, result, err));
    CHL_TRY(warn_tails(section, effective, result, err));
    CHL_TRY(warn_degraded(run, section, result, err));
    CHL_TRY(note_fewer(run, section, result, err));
out:
    return status;
}
