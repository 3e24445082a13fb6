/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The spectrum of a dataset, step by step, into a result. */
#include "study/spectrum.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "report/result.h"

enum {
    SHEETS = 6
};

chl_spectrum_settings
chl_spectrum_settings_default(void)
{
    return (chl_spectrum_settings){ .operator_name = "galerkin",
                                    .kernel = "matern52",
                                    .landmarks = 1024,
                                    .modes = 16,
                                    .bootstrap = 20,
                                    .solver = "auto",
                                    .adapt = "auto",
                                    .sheet = 8 };
}

static chl_status
check_settings(const chl_dataset *dataset, const chl_spectrum_settings *s,
               chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_class_settings functions = { .name = s->kernel,
                                           .bandwidth = s->bandwidth,
                                           .depth = s->depth };

    CHL_TRY(chl_class_check(&functions, err));
    CHL_REQUIRE(s->bandwidth >= 0.0 && isfinite(s->bandwidth), err, CHL_EARG,
                "bandwidth is %g; it must be finite and above 0, or 0 to "
                "choose it",
                s->bandwidth);
    CHL_REQUIRE(s->ridge >= 0.0 && isfinite(s->ridge), err, CHL_EARG,
                "ridge is %g; it must be finite and above 0, or 0 to choose it",
                s->ridge);
    CHL_REQUIRE(strcmp(s->adapt, "auto") == 0 || strcmp(s->adapt, "on") == 0
                    || strcmp(s->adapt, "off") == 0,
                err, CHL_EARG, "adapt is '%s'; it must be auto, on or off",
                s->adapt);
    CHL_REQUIRE(
        strcmp(s->adapt, "on") != 0 || chl_class_has_bandwidth(s->kernel), err,
        CHL_EARG, "adapt is on; kernel %s sees no metric", s->kernel);
    CHL_REQUIRE(strcmp(s->solver, "shift-invert") != 0, err, CHL_EARG,
                "solver shift-invert needs a sparse matrix: that of operator "
                "graph");
    CHL_REQUIRE(s->modes >= 1, err, CHL_EARG,
                "modes is 0; it must be at least 1");
    CHL_REQUIRE(s->bootstrap != 1, err, CHL_EARG,
                "bootstrap is 1; it must be 0 or at least 2");
    CHL_REQUIRE(!chl_dataset_describe(dataset)->constant, err, CHL_EDATA,
                "%s: all %zu rows are equal; there is nothing to separate",
                chl_dataset_describe(dataset)->name,
                chl_dataset_describe(dataset)->count);
out:
    return status;
}

void
chl_spectrum_run_clear(chl_spectrum_run *run)
{
    chl_fit_clear(&run->fits[0]);
    chl_fit_clear(&run->fits[1]);
    chl_fit_clear(&run->full);
    chl_spectrum_forget(run);
    chl_basis_free(run->basis);
    chl_checkpoint_free(run->checkpoint);
    chl_free(run->trials);
    chl_free(run->carried);
    chl_free(run->rounds);
    *run = (chl_spectrum_run){ 0 };
}

static chl_status
fill_facts(const chl_spectrum_run *run, chl_result_spectrum *s, chl_error *err)
{
    chl_status status = CHL_OK;
    const char *rule = run->settings.landmark_rule;
    const double *variances = chl_basis_variances(run->basis);

    CHL_TRY(chl_result_set_text(&s->operator_name, "galerkin", err));
    CHL_TRY(chl_result_set_text(&s->kernel, run->settings.kernel, err));
    CHL_TRY(chl_result_set_text(&s->solver, run->full.method, err));
    CHL_TRY(chl_result_set_text(&s->landmark_rule,
                                rule != NULL ? rule : "uniform", err));
    s->bandwidth = run->bandwidth;
    s->ridge = run->ridge;
    s->landmarks = chl_basis_landmarks(run->basis);
    s->linear = chl_basis_linear(run->basis);
    s->rows = chl_basis_sample(run->basis)->used;
    s->bootstrap = run->settings.bootstrap;
    s->linear_bound = s->linear > 0 ? 1.0 / variances[0] : NAN;
    s->degraded = !(run->fits[0].converged && run->fits[1].converged
                    && run->full.converged);
    memcpy(s->trials, run->trials, run->trial_count * sizeof *run->trials);
    CHL_TRY(chl_result_spectrum_rounds(s, run->round_count, err));
    memcpy(s->rounds, run->rounds, run->round_count * sizeof *run->rounds);
out:
    return status;
}

/*
 * The interval: 1.96 standard errors below the estimate and above the larger
 * of it and the held-out value, because of a degenerate lowest value the
 * smallest of the sample is low; and below that what the last doubling of the
 * landmarks still changed, which sampling does not know.
 */
static void
fill_interval(chl_result_spectrum *s, size_t a, double error)
{
    double gap = s->lambda_heldout[a] - s->lambda_train[a];
    double moving = fmax(s->lambda_half[a] - s->lambda[a], 0.0);

    if (!isfinite(moving)) {
        moving = 0.0;
    }
    s->standard_error[a] = sqrt(error * error + gap * gap / 12.0);
    s->ci_low[a] = fmax(s->lambda[a] - 1.96 * error - moving, 0.0);
    s->ci_high[a] = fmax(s->lambda[a], s->lambda_heldout[a]) + 1.96 * error;
}

static void
fill_bootstrap(chl_result_spectrum *s, size_t a, double deviation)
{
    if (isfinite(deviation)) {
        s->bootstrap_low[a] = fmax(s->lambda[a] - 1.96 * deviation, 0.0);
        s->bootstrap_high[a] = s->lambda[a] + 1.96 * deviation;
    }
}

/*
 * Ascending, by pooling neighbours that are out of order into their mean:
 * which of two close modes is lower is then not decided by their noise.
 */
static void
pool(double *lambda, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        size_t first = i;
        double sum = lambda[i], mean = sum;

        while (first > 0 && lambda[first - 1] > mean) {
            sum += lambda[--first];
            mean = sum / (double) (i - first + 1);
        }
        for (size_t j = first; j <= i; j++) {
            lambda[j] = mean;
        }
    }
}

static chl_status
fill_values(const chl_spectrum_run *run, chl_result_spectrum *s,
            double *effective, chl_error *err)
{
    chl_status status = CHL_OK;
    double *error = chl_alloc(s->count, sizeof *error);
    double *deviation = chl_alloc(s->count, sizeof *deviation);

    CHL_REQUIRE_MEMORY(error, err, "standard errors");
    CHL_REQUIRE_MEMORY(deviation, err, "bootstrap deviations");
    CHL_TRY(chl_spectrum_judge(run, s->lambda_train, s->lambda_heldout, error,
                               effective, err));
    CHL_TRY(chl_spectrum_halve(run, s->lambda_half, err));
    CHL_TRY(chl_spectrum_bootstrap(run, deviation, err));
    for (size_t a = 0; a < s->count; a++) {
        s->lambda[a] = 0.5 * (s->lambda_train[a] + s->lambda_heldout[a]);
        s->residual[a] =
            fmax(run->fits[0].residuals[a], run->fits[1].residuals[a]);
    }
    pool(s->lambda, s->count);
    for (size_t a = 0; a < s->count; a++) {
        fill_interval(s, a, error[a]);
        fill_bootstrap(s, a, deviation[a]);
    }
    s->poincare_constant = 1.0 / s->lambda[0];
out:
    chl_free(error);
    chl_free(deviation);
    return status;
}

static chl_status
fill_section(const chl_spectrum_run *run, chl_result *result, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result_spectrum *section = NULL;
    double *effective = chl_alloc(run->count, sizeof *effective);
    size_t sheets = run->count < SHEETS ? run->count : SHEETS;

    CHL_REQUIRE_MEMORY(effective, err, "effective rows");
    CHL_TRY(chl_result_spectrum_create(run->count, run->trial_count,
                                       run->settings.sheet > 0 ? sheets : 0,
                                       &section, err));
    CHL_TRY(fill_facts(run, section, err));
    CHL_TRY(fill_values(run, section, effective, err));
    if (section->mode_count > 0) {
        CHL_TRY(chl_spectrum_modes(run, section, err));
    }
    CHL_TRY(chl_spectrum_warn(run, section, effective, result, err));
    chl_result_section_free(&chl_record_spectrum, result->spectrum);
    result->spectrum = section;
    section = NULL;
out:
    chl_result_section_free(&chl_record_spectrum, section);
    chl_free(effective);
    return status;
}

chl_status
chl_spectrum_keep(const chl_dataset *dataset,
                  const chl_spectrum_settings *settings, chl_result *result,
                  double *offsets, chl_spectrum_run *kept, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_spectrum_run run = { .dataset = dataset, .settings = *settings };

    run.threads =
        run.settings.threads > 0 ? run.settings.threads : chl_threads_default();
    CHL_TRY(check_settings(dataset, &run.settings, err));
    CHL_TRY(chl_spectrum_checkpoint(&run, err));
    CHL_TRY(chl_spectrum_choose(&run, err));
    CHL_TRY(chl_spectrum_fit(&run, err));
    if (offsets != NULL) {
        CHL_TRY(chl_spectrum_offsets(&run, offsets, err));
    }
    CHL_TRY(fill_section(&run, result, err));
    *kept = run;
    run = (chl_spectrum_run){ 0 };
out:
    if (status != CHL_OK && run.checkpoint != NULL) {
        /* Why the run ended is the sentence to give. */
        chl_checkpoint_save(run.checkpoint, NULL);
    }
    chl_spectrum_run_clear(&run);
    return status;
}

chl_status
chl_spectrum_galerkin(const chl_dataset *dataset,
                      const chl_spectrum_settings *settings, chl_result *result,
                      chl_error *err)
{
    chl_spectrum_run run = { 0 };
    chl_status status =
        chl_spectrum_keep(dataset, settings, result, NULL, &run, err);

    chl_spectrum_run_clear(&run);
    return status;
}
