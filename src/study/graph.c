/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The spectrum of a dataset by the graph operator, into a result. */
#include "study/graph.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "report/result.h"
#include "study/graph_solve.h"
#include "study/rollback.h"

enum {
    SHEETS = 6,
    SPARE = 2,       /* modes found beyond those wanted, at first      */
    MOST_SPARE = 64, /* and at last                                    */
    LEAST_NODES = 24,
    LOCAL_POINTS = 25 /* a mode on fewer points is no mode of the law   */
};

static const double local_share = 0.002;

chl_graph_study_settings
chl_graph_study_settings_default(void)
{
    return (
        chl_graph_study_settings){ .modes = 16, .solver = "auto", .sheet = 8 };
}

static void
run_clear(chl_graph_run *run)
{
    chl_graph_free(run->graph);
    chl_free(run->lambda);
    chl_free(run->residual);
    chl_free(run->functions);
    chl_text_clear(&run->note);
}

static chl_status
make_graph(chl_graph_run *run, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_graph_settings s = chl_graph_settings_default();

    CHL_REQUIRE(run->settings.modes >= 1, err, CHL_EARG,
                "modes is 0; it must be at least 1");
    s.bandwidth = run->settings.bandwidth;
    s.neighbours = run->settings.neighbours;
    s.samples = run->settings.samples;
    s.threads = run->settings.threads;
    s.seed = run->settings.seed;
    s.team = run->settings.team;
    s.progress = run->settings.progress;
    CHL_TRY(chl_graph_create(run->dataset, &s, &run->graph, err));
    run->nodes = chl_graph_describe(run->graph)->nodes;
    CHL_REQUIRE(run->nodes >= LEAST_NODES, err, CHL_EDATA,
                "the largest component of the graph has %zu points; it must "
                "have at least %d",
                run->nodes, LEAST_NODES);
out:
    return status;
}

/* 1 / sum v^4 of a unit vector: the points that a mode lives on. */
static double
participation(const double *v, size_t n)
{
    double sum = 0.0;

    for (size_t i = 0; i < n; i++) {
        sum += v[i] * v[i] * v[i] * v[i];
    }
    return 1.0 / sum;
}

static bool
is_localised(const double *v, size_t n)
{
    double few = fmin(LOCAL_POINTS, 0.1 * (double) n);

    return participation(v, n) < fmax(few, local_share * (double) n);
}

static size_t
count_global(const chl_eigen_result *pairs)
{
    size_t count = 0;

    for (size_t a = 0; a < pairs->count; a++) {
        count += !is_localised(pairs->vectors + a * pairs->n, pairs->n);
    }
    return count;
}

/* More pairs until enough of them are no local ones. */
static chl_status
find_pairs(chl_graph_run *run, chl_graph_solver *solver, chl_eigen_result **out,
           chl_error *err)
{
    chl_status status = CHL_OK;
    chl_eigen_result *pairs = NULL;
    size_t modes = run->settings.modes, most = run->nodes / 2 - 1;

    for (size_t spare = SPARE;; spare *= 2) {
        bool last = spare >= MOST_SPARE || modes + spare >= most;

        chl_eigen_result_free(pairs);
        pairs = NULL;
        CHL_TRY(chl_graph_solver_pairs(
            solver, modes + spare < most ? modes + spare : most, &pairs, err));
        if (last || count_global(pairs) >= modes
            || pairs->reason != CHL_CONVERGED) {
            break;
        }
    }
    *out = pairs;
    pairs = NULL;
out:
    chl_eigen_result_free(pairs);
    return status;
}

static chl_status
solve(chl_graph_run *run, chl_eigen_result **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_graph_solver solver = { 0 };
    chl_eigen_result *pairs = NULL;

    CHL_TRY(chl_progress_tell(&run->settings.progress, "eigenpairs", 0.0, 1.0,
                              err));
    CHL_TRY(chl_graph_solver_init(run, &solver, err));
    CHL_TRY(find_pairs(run, &solver, &pairs, err));
    chl_graph_solver_explain(&solver, pairs, &run->note);
    CHL_TRY(chl_graph_verify(&solver, pairs, &run->note, &run->verified,
                             &run->missed, err));
    CHL_TRY(chl_text_check(&run->note, "the note on the solver", err));
    run->solver = pairs->method;
    *out = pairs;
    pairs = NULL;
out:
    chl_eigen_result_free(pairs);
    chl_graph_solver_clear(&solver);
    return status;
}

/* A pair counts as far as mu is not lost in the bulk around 0. */
static chl_status
take_modes(chl_graph_run *run, const chl_eigen_result *pairs, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t n = run->nodes, modes = run->settings.modes;

    run->lambda = chl_alloc(pairs->count, sizeof *run->lambda);
    run->residual = chl_alloc(modes, sizeof *run->residual);
    run->functions = chl_alloc(modes * n, sizeof *run->functions);
    CHL_REQUIRE_MEMORY(run->lambda, err, "eigenvalues");
    CHL_REQUIRE_MEMORY(run->residual, err, "residuals");
    CHL_REQUIRE_MEMORY(run->functions, err, "modes");
    for (size_t a = 0; a < pairs->count; a++) {
        const double *v = pairs->vectors + a * n;
        double lambda = chl_graph_eigenvalue(run->graph, pairs->values[a]);

        if (run->count < modes && is_localised(v, n)) {
            run->least_local = run->localised == 0 ? lambda : run->least_local;
            run->localised++;
            continue;
        }
        run->lambda[run->found++] = lambda;
        if (run->count == modes) {
            continue;
        }
        run->residual[run->count] = pairs->residuals[a];
        chl_graph_function(run->graph, v, run->functions + run->count * n);
        run->count++;
    }
    run->converged = pairs->reason == CHL_CONVERGED;
    CHL_REQUIRE(run->count > 0, err, CHL_ENUMERIC,
                "all %zu modes found live on a few points each; a wider "
                "bandwidth or more neighbours may connect them",
                pairs->count);
out:
    return status;
}

static chl_status
fill_values(const chl_graph_run *run, chl_result_spectrum *s, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_graph_doubt *doubt = chl_alloc(run->count, sizeof *doubt);

    CHL_REQUIRE_MEMORY(doubt, err, "errors of eigenvalues");
    memcpy(s->lambda, run->lambda, run->count * sizeof *s->lambda);
    memcpy(s->residual, run->residual, run->count * sizeof *s->residual);
    CHL_TRY(chl_graph_judge(run, doubt, err));
    for (size_t a = 0; a < run->count; a++) {
        s->standard_error[a] = doubt[a].error;
    }
    chl_graph_intervals(run, doubt, s);
    s->poincare_constant = 1.0 / s->lambda[0];
    s->trials[0].bandwidth = s->bandwidth;
    s->trials[0].lambda_1 = s->lambda[0];
    s->trials[0].chosen = true;
    s->trials[1].bandwidth = s->bandwidth * sqrt(0.5);
    s->trials[1].lambda_1 = doubt[0].narrow;
out:
    chl_free(doubt);
    return status;
}

static chl_status
fill_section(const chl_graph_run *run, chl_result *result, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_graph_info *info = chl_graph_describe(run->graph);
    chl_result_spectrum *s = NULL;
    size_t sheets = run->count < SHEETS ? run->count : SHEETS;

    CHL_TRY(chl_result_spectrum_create(
        run->count, 2, run->settings.sheet > 0 ? sheets : 0, &s, err));
    CHL_TRY(chl_result_set_text(&s->operator_name, "graph", err));
    CHL_TRY(chl_result_set_text(&s->kernel, "gauss", err));
    CHL_TRY(chl_result_set_text(&s->solver, run->solver, err));
    CHL_TRY(chl_result_set_text(&s->solver_note, run->note.data, err));
    s->bandwidth = sqrt(2.0 * info->bandwidth);
    s->rows = info->nodes;
    s->components = info->components;
    s->verified = run->verified;
    s->degraded = !run->converged || run->missed > 0;
    CHL_TRY(fill_values(run, s, err));
    CHL_TRY(chl_graph_items(run, s, err));
    CHL_TRY(chl_graph_warn(run, s, result, err));
    chl_result_section_free(&chl_record_spectrum, result->spectrum);
    result->spectrum = s;
    s = NULL;
out:
    chl_result_section_free(&chl_record_spectrum, s);
    return status;
}

chl_status
chl_study_graph(const chl_dataset *dataset,
                const chl_graph_study_settings *settings, chl_result *result,
                chl_error *err)
{
    chl_status status = CHL_OK;
    chl_graph_run run = { .dataset = dataset };
    chl_eigen_result *pairs = NULL;
    size_t warnings = result->warning_count;

    run.settings =
        settings != NULL ? *settings : chl_graph_study_settings_default();
    CHL_TRY(make_graph(&run, err));
    CHL_TRY(solve(&run, &pairs, err));
    CHL_TRY(take_modes(&run, pairs, err));
    CHL_TRY(fill_section(&run, result, err));
out:
    if (status != CHL_OK) {
        chl_error_prefix(err, "graph of %s",
                         chl_dataset_describe(dataset)->name);
        chl_result_unwarn(result, warnings);
    }
    chl_eigen_result_free(pairs);
    run_clear(&run);
    return status;
}
