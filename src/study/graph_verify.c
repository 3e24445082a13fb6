/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Have all the modes of a graph been found? Sylvester's law of inertia. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "study/graph_solve.h"

/* A second or so, if the pairs themselves took less. */
static const double always_affordable = 1e9;

typedef struct gap {
    double middle, half; /* of eigenvalues 1 - mu of I - S                   */
    size_t below;        /* pairs                                            */
} gap;

/* The widest gap between neighbours from the last mode wanted on: values that
 * are equal but for rounding cannot be told apart by a count. */
static bool
find_gap(const chl_eigen_result *pairs, size_t modes, gap *out)
{
    size_t first = modes < pairs->count ? modes : pairs->count - 1;

    *out = (gap){ 0 };
    for (size_t a = first; a < pairs->count && a > 0; a++) {
        double half = 0.5 * (pairs->values[a - 1] - pairs->values[a]);

        if (half > out->half) {
            *out = (gap){ 1.0 - pairs->values[a] - half, half, a };
        }
    }
    return out->half > 0.0;
}

/* By Lanczos, and by the factor if there was one. */
static double
spent(const chl_graph_solver *s)
{
    return chl_graph_cost_product(s) * (double) s->applies
           + (s->inverse != NULL ? chl_graph_cost_inverse(s) : 0.0);
}

static bool
affordable(const chl_graph_solver *s)
{
    return chl_graph_cost_count(s) <= fmax(always_affordable, spent(s));
}

static void
judge(const chl_inertia *found, const gap *at, chl_text *note, size_t *verified,
      size_t *missed)
{
    size_t expected = at->below + 1; /* and 0 itself */

    if (found->doubt >= at->half) {
        chl_text_add(note, "; an inertia count was in doubt");
    } else if (found->below == expected) {
        *verified = at->below;
        chl_text_add(note,
                     "; an inertia count confirms that the first %zu are all "
                     "there are",
                     at->below);
    } else {
        *missed = found->below > expected ? found->below - expected : 0;
        chl_text_add(note,
                     "; an inertia count finds %zu eigenvalues where the "
                     "solver found %zu",
                     found->below - 1, at->below);
    }
}

static chl_status
count(chl_graph_solver *s, const gap *at, chl_text *note, size_t *verified,
      size_t *missed, chl_error *err)
{
    chl_inertia found;
    chl_error here = { 0 };
    chl_status status = chl_inverse_count(s->factor, at->middle, &found, &here);

    if (status == CHL_OK) {
        judge(&found, at, note, verified, missed);
    } else if (status == CHL_ENUMERIC || status == CHL_EUNSUPPORTED) {
        chl_text_add(note, "; no inertia count: %s", here.text);
        status = CHL_OK;
    } else {
        status = CHL_FAIL(err, status, "%s", here.text);
    }
    return status;
}

chl_status
chl_graph_verify(chl_graph_solver *s, const chl_eigen_result *pairs,
                 chl_text *note, size_t *verified, size_t *missed,
                 chl_error *err)
{
    chl_status status = CHL_OK;
    gap at;

    *verified = 0;
    *missed = 0;
    if (strcmp(pairs->method, "dense") == 0) {
        *verified = pairs->count;
        goto out;
    }
    if (pairs->reason != CHL_CONVERGED
        || !find_gap(pairs, s->run->settings.modes, &at)) {
        chl_text_add(note, "; no inertia count: there is no gap to count in");
        goto out;
    }
    if (affordable(s)) {
        CHL_TRY(chl_graph_solver_analyse(s, err));
    }
    if (!affordable(s)) {
        chl_text_add(note,
                     "; no inertia count: it would cost %.0f times what the "
                     "pairs did",
                     chl_graph_cost_count(s) / spent(s));
        goto out;
    }
    CHL_TRY(count(s, &at, note, verified, missed, err));
out:
    return status;
}
