/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Eigenvalues below a shift, counted by the signs of an L D L'. */
#include <float.h>
#include <math.h>

#include "base/error.h"
#include "operators/inverse_state.h"

/* With the permutation at hand only the pattern of L has to be found again. */
static cholmod_factor *
analyse_again(const chl_inverse *inverse, cholmod_common *c)
{
    c->nmethods = 1;
    c->method[0].ordering = CHOLMOD_GIVEN;
    c->postorder = 0;
    c->supernodal = CHOLMOD_SIMPLICIAL;
    c->final_ll = 0;
    c->grow2 = 0;
    return cholmod_l_analyze_p(inverse->a, inverse->l->Perm, NULL, 0, c);
}

/* Columns as `factorize` leaves them: the value on the diagonal of column j is
 * d_j, and those below are of L, whose own diagonal is 1. */
typedef struct columns {
    const int64_t *start, *size, *row;
    const double *value;
    size_t n;
} columns;

static columns
columns_of(const cholmod_factor *l)
{
    return (columns){ l->p, l->nz, l->i, l->x, l->n };
}

static size_t
count_negative(const columns *c)
{
    size_t count = 0;

    for (size_t j = 0; j < c->n; j++) {
        count += c->value[c->start[j]] < 0.0;
    }
    return count;
}

/*
 * What is factored is A + E - shift I with |E| <= g |L| |D| |L'|, g = m u / (1
 * - m u), m the longest row of L; its norm is at most the largest row sum.
 */
static chl_status
bound_error(const columns *c, double *bound, chl_error *err)
{
    chl_status status = CHL_OK;
    double *sum = chl_alloc(c->n, 2 * sizeof *sum), *length = sum + c->n;
    double most = 0.0, longest = 0.0, unit = 0.5 * DBL_EPSILON;

    CHL_REQUIRE_MEMORY(sum, err, "row sums of a sparse factor");
    for (size_t j = 0; j < c->n; j++) {
        const int64_t first = c->start[j], end = first + c->size[j];
        double column = 1.0;

        for (int64_t a = first + 1; a < end; a++) {
            column += fabs(c->value[a]);
        }
        column *= fabs(c->value[first]);
        sum[j] += column;
        length[j] += 1.0;
        for (int64_t a = first + 1; a < end; a++) {
            sum[c->row[a]] += fabs(c->value[a]) * column;
            length[c->row[a]] += 1.0;
        }
    }
    for (size_t j = 0; j < c->n; j++) {
        most = fmax(most, sum[j]);
        longest = fmax(longest, length[j]);
    }
    *bound = longest * unit / (1.0 - longest * unit) * most;
out:
    chl_free(sum);
    return status;
}

chl_status
chl_inverse_count(chl_inverse *inverse, double shift, chl_inertia *out,
                  chl_error *err)
{
    chl_status status = CHL_OK;
    cholmod_common *c = &inverse->common;
    const cholmod_common before = *c;
    double beta[2] = { -shift, 0.0 };
    cholmod_factor *l = NULL;
    chl_inertia found;
    columns parts;

    CHL_TRY(chl_inverse_check_bytes(inverse,
                                    inverse->plan.chosen_entries
                                        * (sizeof(double) + sizeof(int64_t)),
                                    err));
    l = analyse_again(inverse, c);
    CHL_TRY(chl_inverse_read_status(inverse, l, err));
    cholmod_l_factorize_p(inverse->a, beta, NULL, 0, l, c);
    CHL_REQUIRE(c->status != CHOLMOD_NOT_POSDEF, err, CHL_ENUMERIC,
                "pivot %zu of a sparse factor is 0 at shift %g", l->minor + 1,
                shift);
    CHL_TRY(chl_inverse_read_status(inverse, l, err));
    parts = columns_of(l);
    found.below = count_negative(&parts);
    CHL_TRY(bound_error(&parts, &found.doubt, err));
    *out = found;
out:
    cholmod_l_free_factor(&l, c);
    c->nmethods = before.nmethods;
    c->postorder = before.postorder;
    c->supernodal = before.supernodal;
    c->final_ll = before.final_ll;
    c->grow2 = before.grow2;
    return status;
}
