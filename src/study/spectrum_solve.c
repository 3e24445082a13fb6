/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fits of a spectrum study, and how they stand on rows they have not seen. */
#include "study/spectrum.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"

static chl_fit_settings
fit_settings(const chl_spectrum_run *run)
{
    size_t q = run->halves.half[0].q;

    return (chl_fit_settings){ .ridge = run->ridge,
                               .count = run->settings.modes < q
                                            ? run->settings.modes
                                            : q,
                               .solver = run->settings.solver,
                               .seed = run->settings.seed };
}

/* A fit on the groups with the given weights. */
static chl_status
fit_weighted(const chl_spectrum_run *run, const double *weight, chl_fit *fit,
             chl_error *err)
{
    chl_status status = CHL_OK;
    chl_fit_settings s = fit_settings(run);
    chl_pencil pencil = { 0 };

    CHL_TRY(chl_pencil_init(&pencil, run->halves.half[0].q,
                            run->halves.half[0].m, err));
    CHL_TRY(chl_galerkin_pair(run->galerkin, weight, pencil.mass,
                              pencil.stiffness, err));
    CHL_TRY(chl_fit_solve(&pencil, run->halves.ridge, &s, fit, err));
out:
    chl_pencil_clear(&pencil);
    return status;
}

static size_t
least(size_t a, size_t b)
{
    return a < b ? a : b;
}

chl_status
chl_spectrum_fit(chl_spectrum_run *run, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_fit_settings s = fit_settings(run);
    size_t groups = chl_basis_sample(run->basis)->groups;
    double *weight = chl_alloc(groups, sizeof *weight);

    CHL_REQUIRE_MEMORY(weight, err, "group weights");
    for (size_t g = 0; g < groups; g++) {
        weight[g] = 1.0;
    }
    for (size_t h = 0; h < 2; h++) {
        CHL_TRY(chl_fit_solve(&run->halves.half[h], run->halves.ridge, &s,
                              &run->fits[h], err));
    }
    CHL_TRY(fit_weighted(run, weight, &run->full, err));
    run->count =
        least(least(run->fits[0].count, run->fits[1].count), run->full.count);
out:
    chl_free(weight);
    return status;
}

/* Means and variances of the modes of fit h on the other half. */
static chl_status
refer(const chl_spectrum_run *run, size_t h, double *offsets,
      chl_reference *references, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_fit *fit = &run->fits[h];
    const chl_pencil *other = &run->halves.half[1 - h];
    size_t groups = chl_basis_sample(run->basis)->groups;
    double *weight = chl_alloc(groups, sizeof *weight);
    double *means = chl_alloc(fit->q, sizeof *means);
    double *quotients = chl_alloc(fit->count, sizeof *quotients);

    CHL_REQUIRE_MEMORY(weight, err, "group weights");
    CHL_REQUIRE_MEMORY(means, err, "means");
    CHL_REQUIRE_MEMORY(quotients, err, "held-out quotients");
    CHL_TRY(chl_fit_quotients(fit, other, quotients, err));
    chl_halves_weights(groups, 1 - h, weight);
    chl_galerkin_means(run->galerkin, weight, means);
    for (size_t a = 0; a < run->count; a++) {
        const double *c = fit->coefficients + a * fit->q;

        references[a].lambda = quotients[a];
        CHL_TRY(chl_dense_project(fit->q, other->mass, 1, c,
                                  &references[a].variance, err));
        for (size_t i = 0; i < fit->q; i++) {
            offsets[a] += c[i] * means[i];
        }
    }
out:
    chl_free(weight);
    chl_free(means);
    chl_free(quotients);
    return status;
}

/* Sums over the groups that judge fit h: those of the other half. */
static chl_moments
total(const chl_spectrum_run *run, const chl_moments *moments, const size_t *of,
      size_t h, size_t a)
{
    size_t groups = chl_basis_sample(run->basis)->groups;
    chl_moments sum = { 0 };

    for (size_t g = 0; g < groups; g++) {
        if (of[g] == h) {
            chl_moments_add(&sum, &moments[g * run->count + a]);
        }
    }
    return sum;
}

static void
average(const chl_spectrum_run *run, const chl_moments *moments,
        const size_t *of, double *train, double *heldout, double *error,
        double *effective)
{
    for (size_t a = 0; a < run->count; a++) {
        double squares = 0.0;

        train[a] = heldout[a] = 0.0;
        effective[a] = INFINITY;
        for (size_t h = 0; h < 2; h++) {
            chl_moments sum = total(run, moments, of, h, a);
            double rows, here = chl_moments_error(&sum, &rows);

            train[a] += 0.5 * run->fits[h].values[a];
            heldout[a] += 0.5 * chl_moments_quotient(&sum);
            squares += 0.25 * here * here;
            effective[a] = fmin(effective[a], rows);
        }
        error[a] = sqrt(squares);
    }
}

chl_status
chl_spectrum_judge(const chl_spectrum_run *run, double *train, double *heldout,
                   double *error, double *effective, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_sample *sample = chl_basis_sample(run->basis);
    size_t groups = sample->groups, k = run->count;
    size_t *of = chl_alloc(groups, sizeof *of);
    double *offsets = chl_alloc(2 * k, sizeof *offsets);
    chl_reference *references = chl_alloc(2 * k, sizeof *references);
    chl_moments *moments = chl_alloc(groups * k, sizeof *moments);
    chl_measurement what = { .galerkin = run->galerkin,
                             .sample = sample,
                             .count = k,
                             .of = of,
                             .threads = run->threads,
                             .progress = &run->settings.progress };

    CHL_REQUIRE_MEMORY(of, err, "groups");
    CHL_REQUIRE_MEMORY(offsets, err, "means of modes");
    CHL_REQUIRE_MEMORY(references, err, "references");
    CHL_REQUIRE_MEMORY(moments, err, "moments");
    for (size_t h = 0; h < 2; h++) {
        CHL_TRY(refer(run, h, offsets + h * k, references + h * k, err));
        what.coefficients[h] = run->fits[h].coefficients;
        what.offsets[h] = offsets + h * k;
        what.references[h] = references + h * k;
    }
    for (size_t g = 0; g < groups; g++) {
        of[g] = g < groups / 2 ? 1 : 0;
    }
    CHL_TRY(chl_moments_measure(&what, moments, err));
    average(run, moments, of, train, heldout, error, effective);
out:
    chl_free(of);
    chl_free(offsets);
    chl_free(references);
    chl_free(moments);
    return status;
}

/* The estimate of one half with the first `m` landmarks added to lambda. */
static chl_status
add_restricted(const chl_spectrum_run *run, size_t h, size_t m,
               const double *ridge, double *lambda, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_fit_settings s = fit_settings(run);
    chl_pencil own = { 0 }, other = { 0 };
    chl_fit fit = { 0 };
    double *quotients = NULL;

    CHL_TRY(chl_pencil_restrict(&run->halves.half[h], m, &own, err));
    CHL_TRY(chl_pencil_restrict(&run->halves.half[1 - h], m, &other, err));
    s.count = least(s.count, own.q);
    CHL_TRY(chl_fit_solve(&own, ridge, &s, &fit, err));
    quotients = chl_alloc(fit.count, sizeof *quotients);
    CHL_REQUIRE_MEMORY(quotients, err, "held-out quotients");
    CHL_TRY(chl_fit_quotients(&fit, &other, quotients, err));
    for (size_t a = 0; a < run->count; a++) {
        lambda[a] +=
            a < fit.count ? 0.25 * (fit.values[a] + quotients[a]) : NAN;
    }
out:
    chl_pencil_clear(&own);
    chl_pencil_clear(&other);
    chl_fit_clear(&fit);
    chl_free(quotients);
    return status;
}

chl_status
chl_spectrum_halve(const chl_spectrum_run *run, double *lambda, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t q = run->halves.half[0].q, m = run->halves.half[0].m;
    size_t kept = m / 2, order = q - m + kept;
    double *ridge = chl_alloc(order * order, sizeof *ridge);

    CHL_REQUIRE_MEMORY(ridge, err, "the ridge");
    chl_restrict_matrix(q, m, kept, run->halves.ridge, ridge);
    memset(lambda, 0, run->count * sizeof *lambda);
    for (size_t h = 0; h < 2 && status == CHL_OK; h++) {
        status = add_restricted(run, h, kept, ridge, lambda, err);
    }
out:
    chl_free(ridge);
    return status;
}

/* Multinomial counts of the groups for one replicate. */
static void
draw_weights(const chl_spectrum_run *run, size_t replicate, size_t groups,
             double *weight)
{
    chl_random random = { run->settings.seed, CHL_STREAM_BOOTSTRAP };

    memset(weight, 0, groups * sizeof *weight);
    for (size_t i = 0; i < groups; i++) {
        weight[chl_random_below(&random, replicate * groups + i, groups)] +=
            1.0;
    }
}

static void
deviations(size_t count, size_t replicates, const double *values,
           double *deviation)
{
    for (size_t a = 0; a < count; a++) {
        double mean = 0.0, square = 0.0;

        for (size_t r = 0; r < replicates; r++) {
            mean += values[r * count + a] / (double) replicates;
        }
        for (size_t r = 0; r < replicates; r++) {
            double off = values[r * count + a] - mean;

            square += off * off;
        }
        deviation[a] =
            replicates > 1 ? sqrt(square / (double) (replicates - 1)) : NAN;
    }
}

chl_status
chl_spectrum_bootstrap(const chl_spectrum_run *run, double *deviation,
                       chl_error *err)
{
    chl_status status = CHL_OK;
    size_t groups = chl_basis_sample(run->basis)->groups;
    size_t replicates = run->settings.bootstrap, k = run->count;
    double *weight = chl_alloc(groups, sizeof *weight);
    double *values = chl_alloc(replicates * k, sizeof *values);

    CHL_REQUIRE_MEMORY(weight, err, "group weights");
    CHL_REQUIRE_MEMORY(values, err, "bootstrap values");
    for (size_t r = 0; r < replicates; r++) {
        chl_fit fit = { 0 };

        CHL_TRY(chl_progress_tell(&run->settings.progress, "bootstrap",
                                  (double) r, (double) replicates, err));
        draw_weights(run, r, groups, weight);
        CHL_TRY(fit_weighted(run, weight, &fit, err));
        for (size_t a = 0; a < k; a++) {
            values[r * k + a] = a < fit.count ? fit.values[a] : NAN;
        }
        chl_fit_clear(&fit);
    }
    deviations(k, replicates, values, deviation);
out:
    chl_free(weight);
    chl_free(values);
    return status;
}
