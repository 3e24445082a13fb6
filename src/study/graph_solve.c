/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pairs of the graph by Lanczos, or by shift-invert once that is cheaper. */
#include "study/graph_solve.h"

#include <string.h>

#include "base/error.h"
#include "eigen/method.h"
#include "operators/graph_inverse.h"

enum {
    TELL = 32 /* products between two reports of progress */
};

static const double tolerance = 1e-7; /* of mu, which is 1 or less         */
static const double inverse_tolerance = 1e-9; /* of 1 / (1 - mu + delta)   */

/* Chosen without being asked for, a factor is no reason to fill a machine. */
static const double automatic_limit = 1024.0 * 1024.0 * 1024.0;

static const char *const words[] = { "auto", "dense", "arpack",
                                     "shift-invert" };

static bool
asked_for(const chl_graph_solver *s, const char *word)
{
    return strcmp(s->run->settings.solver, word) == 0;
}

static chl_status
check_word(const char *word, chl_error *err)
{
    for (size_t k = 0; word != NULL && k < sizeof words / sizeof *words; k++) {
        if (strcmp(word, words[k]) == 0) {
            return CHL_OK;
        }
    }
    return CHL_FAIL(err, CHL_EARG,
                    "solver is '%s'; it must be auto, dense, arpack or "
                    "shift-invert",
                    word != NULL ? word : "");
}

chl_status
chl_graph_solver_init(const chl_graph_run *run, chl_graph_solver *out,
                      chl_error *err)
{
    chl_status status = CHL_OK;
    chl_graph_solver made = { .run = run };

    CHL_TRY(check_word(run->settings.solver, err));
    made.dear = chl_graph_is_whole(run->graph);
    CHL_REQUIRE(!made.dear || !asked_for(&made, "shift-invert"), err,
                CHL_EUNSUPPORTED,
                "the graph of all pairs of %zu points has no sparse factor; "
                "ask for solver arpack",
                run->nodes);
    CHL_TRY(chl_graph_operator(run->graph, &made.forward, err));
    *out = made;
out:
    return status;
}

void
chl_graph_solver_clear(chl_graph_solver *solver)
{
    chl_operator_free(solver->forward);
    chl_operator_free(solver->inverse);
    chl_inverse_free(solver->factor);
    *solver = (chl_graph_solver){ 0 };
}

chl_status
chl_graph_solver_analyse(chl_graph_solver *s, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_inverse_plan *plan;

    if (s->factor != NULL) {
        return CHL_OK;
    }
    CHL_TRY(chl_graph_inverse_create(s->run->graph, s->run->settings.memory,
                                     &s->factor, err));
    plan = chl_inverse_describe(s->factor);
    s->dear = plan->bytes > plan->limit
              || (asked_for(s, "auto") && s->run->settings.memory <= 0.0
                  && plan->bytes > automatic_limit);
out:
    return status;
}

/* The monitor of Lanczos: goes on until the factor is the better buy. */
static bool
watch(void *user, const chl_eigen_progress *now)
{
    chl_graph_solver *s = user;
    double spent =
        chl_graph_cost_product(s) * (double) (s->applies + now->applies);

    if (now->applies % TELL == 0) {
        s->status = chl_progress_tell(&s->run->settings.progress, "eigenpairs",
                                      0.0, 1.0, s->err);
    }
    if (s->status != CHL_OK) {
        return false;
    }
    if (!asked_for(s, "auto") || s->dear
        || spent < chl_graph_cost_analysis(s)) {
        return true;
    }
    s->status = chl_graph_solver_analyse(s, s->err);
    if (s->status == CHL_OK && !s->dear) {
        s->given_up = spent >= chl_graph_cost_inverse(s);
    }
    return s->status == CHL_OK && !s->given_up;
}

static chl_status
by_lanczos(chl_graph_solver *s, size_t count, chl_eigen_result **out,
           chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_eigen_problem problem = { s->forward, NULL };
    chl_eigen_settings settings = chl_eigen_settings_default();
    chl_eigen_result *pairs = NULL;

    settings.method = s->run->settings.solver;
    settings.count = count;
    settings.tolerance = tolerance;
    settings.team = s->run->settings.team;
    settings.seed = s->run->settings.seed + 1;
    settings.monitor = watch;
    settings.monitor_user = s;
    s->err = err;
    CHL_TRY(chl_eigen_solve(&problem, &settings, &pairs, err));
    CHL_TRY(s->status);
    s->applies += pairs->applies;
    *out = pairs;
    pairs = NULL;
out:
    chl_eigen_result_free(pairs);
    return status;
}

/* Eigenvalues of S from the vectors of the inverse. */
static chl_status
take_quotients(const chl_graph_solver *s, chl_eigen_result *pairs,
               chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_eigen_problem problem = { s->forward, NULL };
    size_t n = pairs->n;
    double *image = chl_alloc(n, sizeof *image);

    CHL_REQUIRE_MEMORY(image, err, "the image of a mode");
    for (size_t a = 0; a < pairs->count; a++) {
        const double *v = pairs->vectors + a * n;

        CHL_TRY(chl_operator_apply(s->forward, v, image, err));
        pairs->values[a] = 0.0;
        for (size_t i = 0; i < n; i++) {
            pairs->values[a] += v[i] * image[i];
        }
    }
    CHL_TRY(chl_eigen_result_arrange(pairs, CHL_LARGEST, err));
    CHL_TRY(chl_eigen_result_measure(&problem, pairs, err));
    pairs->method = "shift-invert";
out:
    chl_free(image);
    return status;
}

static chl_status
by_inverse(chl_graph_solver *s, size_t count, chl_eigen_result **out,
           chl_error *err)
{
    chl_status status = CHL_OK;
    chl_eigen_problem problem = { NULL, NULL };
    chl_eigen_settings settings = chl_eigen_settings_default();
    chl_eigen_result *pairs = NULL;

    if (s->inverse == NULL) {
        CHL_TRY(chl_progress_tell(&s->run->settings.progress, "factor", 0.0,
                                  1.0, err));
        CHL_TRY(chl_graph_solver_analyse(s, err));
        CHL_TRY(chl_graph_inverse_operator(s->run->graph, s->factor,
                                           &s->inverse, err));
    }
    problem.a = s->inverse;
    settings.method = "arpack";
    settings.count = count;
    settings.tolerance = inverse_tolerance;
    settings.seed = s->run->settings.seed + 1;
    CHL_TRY(chl_eigen_solve(&problem, &settings, &pairs, err));
    CHL_TRY(take_quotients(s, pairs, err));
    *out = pairs;
    pairs = NULL;
out:
    chl_eigen_result_free(pairs);
    return status;
}

chl_status
chl_graph_solver_pairs(chl_graph_solver *s, size_t count,
                       chl_eigen_result **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_eigen_result *pairs = NULL;

    s->count = count;
    if (!s->given_up && !asked_for(s, "shift-invert")) {
        CHL_TRY(by_lanczos(s, count, &pairs, err));
    }
    if (s->given_up || asked_for(s, "shift-invert")) {
        chl_eigen_result_free(pairs);
        pairs = NULL;
        CHL_TRY(by_inverse(s, count, &pairs, err));
    }
    *out = pairs;
    pairs = NULL;
out:
    chl_eigen_result_free(pairs);
    return status;
}

void
chl_graph_solver_explain(const chl_graph_solver *s,
                         const chl_eigen_result *pairs, chl_text *note)
{
    const chl_inverse_plan *plan =
        s->factor != NULL ? chl_inverse_describe(s->factor) : NULL;

    if (chl_graph_is_whole(s->run->graph)) {
        chl_text_add(note,
                     "weights of all pairs by fast sums in place of "
                     "neighbours, %zu products",
                     s->applies);
    } else if (!asked_for(s, "auto")) {
        chl_text_add(note, "as asked");
    } else if (s->given_up) {
        chl_text_add(note,
                     "Lanczos had not ended after %zu products, and a factor "
                     "of %.3g entries (%s) was predicted to cost no more",
                     s->applies, plan->chosen_entries, plan->ordering);
    } else if (strcmp(pairs->method, "dense") == 0) {
        chl_text_add(note, "so few nodes that all eigenvalues cost no more");
    } else if (plan == NULL) {
        chl_text_add(note,
                     "Lanczos took %zu products, less than the analysis of a "
                     "factor costs",
                     s->applies);
    } else if (s->dear) {
        chl_text_add(note,
                     "Lanczos took %zu products; a factor of %.0f MB is beyond "
                     "the limit of memory",
                     s->applies, plan->bytes / 1e6);
    } else {
        chl_text_add(note,
                     "Lanczos took %zu products, less than a factor of %.3g "
                     "entries (%s) was predicted to cost",
                     s->applies, plan->chosen_entries, plan->ordering);
    }
}
