/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The arpack method for general operators: the operator itself, its inverse
 * at a shift, or Cayley transforms of it whose unit circle is moved until what
 * lies outside is what was asked for.
 */
#include <limits.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"
#include "eigen/arpack.h"
#include "eigen/general.h"

enum {
    SPARE = 2,    /* beyond those asked for: one may be half a pair */
    SMALLEST = 8, /* of n, beyond count */
    ROUNDS = 8,
    ATTEMPTS = 3,
    WIDENED = 3 /* times the number sought is doubled */
};

/* How far left of the last eigenvalue wanted the line is put, as a part of its
 * distance from the shift: near enough to leave others outside, far enough for
 * this one to stand out. */
static const double clearance = 1e-3;

typedef struct state {
    const chl_general_problem *problem;
    const chl_general_settings *settings;
    size_t n, wanted;
    double factor, identity; /* T = identity I + factor inverse */
    const chl_operator *iterated;
    double *start;           /* n */
    double *re, *im, *theta; /* wanted + 1 */
    double *vectors;         /* n x (wanted + 1) */
    size_t found, draws;
    int code;
} state;

static size_t
basis_for(const chl_general_settings *s, size_t n)
{
    size_t basis = 3 * s->count + 10 > 40 ? 3 * s->count + 10 : 40;

    basis = s->basis > 0 ? s->basis : basis;
    if (basis < s->count + SPARE + 2) {
        basis = s->count + SPARE + 2;
    }
    return basis < n ? basis : n;
}

static chl_status
check(const chl_general_problem *problem, const chl_general_settings *settings,
      chl_error *err)
{
    chl_status status = CHL_OK;
    size_t n = chl_operator_size(problem->a), basis = basis_for(settings, n);

    CHL_REQUIRE(settings->count + SMALLEST <= n, err, CHL_EUNSUPPORTED,
                "count is %zu; method arpack finds at most %zu of %zu",
                settings->count, n > SMALLEST ? n - SMALLEST : 0, n);
    CHL_REQUIRE(n <= INT_MAX / basis, err, CHL_EUNSUPPORTED,
                "size is %zu; method arpack with a basis of %zu takes at most "
                "%zu",
                n, basis, (size_t) INT_MAX / basis);
    CHL_REQUIRE(settings->which == CHL_RIGHTMOST || problem->inverse != NULL,
                err, CHL_EUNSUPPORTED,
                "method arpack needs the inverse at the shift for the "
                "eigenvalues nearest to it");
out:
    return status;
}

static bool
suits(const chl_general_problem *problem)
{
    (void) problem;
    return true;
}

static void
state_clear(state *s)
{
    chl_free(s->start);
    chl_free(s->re);
    chl_free(s->im);
    chl_free(s->theta);
    chl_free(s->vectors);
}

static chl_status
state_init(const chl_general_problem *problem,
           const chl_general_settings *settings, state *s, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t room = settings->count + SPARE + 1;

    s->problem = problem;
    s->settings = settings;
    s->n = chl_operator_size(problem->a);
    s->wanted = settings->count + SPARE;
    s->start = chl_alloc(s->n, sizeof *s->start);
    CHL_REQUIRE_MEMORY(s->start, err, "the start vector");
    s->re = chl_alloc(room, sizeof *s->re);
    CHL_REQUIRE_MEMORY(s->re, err, "eigenvalues");
    s->im = chl_alloc(room, sizeof *s->im);
    CHL_REQUIRE_MEMORY(s->im, err, "eigenvalues");
    s->theta = chl_alloc(room, sizeof *s->theta);
    CHL_REQUIRE_MEMORY(s->theta, err, "eigenvalues");
    s->vectors = chl_alloc(s->n, room * sizeof *s->vectors);
    CHL_REQUIRE_MEMORY(s->vectors, err, "eigenvectors");
out:
    return status;
}

static chl_status
apply(void *self, const double *x, double *y, chl_error *err)
{
    const state *s = self;
    chl_status status = chl_operator_apply(s->iterated, x, y, err);

    if (status == CHL_OK && s->iterated == s->problem->inverse) {
        for (size_t i = 0; i < s->n; i++) {
            y[i] = s->identity * x[i] + s->factor * y[i];
        }
    }
    return status;
}

static void
draw_start(state *s)
{
    chl_random random = { s->settings->seed, CHL_STREAM_START_VECTOR };

    for (size_t i = 0; i < s->n; i++) {
        s->start[i] = chl_random_normal(&random, s->draws * s->n + i);
    }
    s->draws++;
}

/* From eigenvalues of T to those of A: s = shift + factor / (theta - identity),
 * the same for both of a pair to the last bit. */
static void
take_back(state *s)
{
    for (size_t k = 0; k < s->found; k++) {
        double x = s->re[k] - s->identity, y = s->im[k];
        double square = x * x + y * y;

        s->theta[k] = hypot(s->re[k], s->im[k]);
        s->re[k] = s->problem->shift + s->factor * x / square;
        s->im[k] = -s->factor * y / square;
    }
}

/* With a factor above 0 the conjugate comes back first; the packing wants the
 * upper one there, whose vector is the conjugate. */
static void
turn_pairs(state *s)
{
    for (size_t k = 0; k + 1 < s->found; k++) {
        if (s->im[k] < 0.0) {
            double *imaginary = s->vectors + (k + 1) * s->n;

            s->im[k] = -s->im[k];
            s->im[k + 1] = -s->im[k + 1];
            for (size_t i = 0; i < s->n; i++) {
                imaginary[i] = -imaginary[i];
            }
            k++;
        } else if (s->im[k] > 0.0) {
            k++;
        }
    }
}

static chl_status
run(state *s, const char *end, size_t *applies, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_arpack_general_task task = {
        .apply = apply,
        .self = s,
        .n = s->n,
        .count = s->wanted,
        .basis = basis_for(s->settings, s->n),
        .end = end,
        .tolerance = s->settings->tolerance,
        .max_restarts = s->settings->max_restarts,
        .start = s->start,
    };

    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        draw_start(s);
        CHL_TRY(chl_arpack_general(&task, applies, s->re, s->im, s->vectors,
                                   &s->found, &s->code, err));
        if (!chl_arpack_may_retry(s->code)) {
            break;
        }
    }
    CHL_REQUIRE(s->code == CHL_ARPACK_FINE || s->code == CHL_ARPACK_LIMIT, err,
                CHL_ENUMERIC, "ARPACK gave code %d: %s", s->code,
                chl_arpack_words(s->code));
    /* Half a pair at the end has no second column. */
    if (s->found > 0 && s->im[s->found - 1] > 0.0
        && !(s->found > 1 && s->im[s->found - 2] == -s->im[s->found - 1])) {
        s->found--;
    }
    if (s->iterated == s->problem->inverse) {
        take_back(s);
        turn_pairs(s);
    }
out:
    return status;
}

/* The `rank`-th largest real part, from 0; the last if there are fewer. */
static double
real_part(const state *s, size_t rank)
{
    double bound = INFINITY, best = INFINITY;

    for (size_t taken = 0; taken <= rank;) {
        size_t equal = 0;

        best = -INFINITY;
        for (size_t k = 0; k < s->found; k++) {
            if (s->re[k] < bound && s->re[k] > best) {
                best = s->re[k];
                equal = 0;
            }
            equal += s->re[k] == best;
        }
        if (equal == 0) {
            return bound;
        }
        bound = best;
        taken += equal;
    }
    return best;
}

static size_t
count_beyond(const state *s, double line)
{
    size_t count = 0;

    for (size_t k = 0; k < s->found; k++) {
        count += s->re[k] > line;
    }
    return count;
}

static double
least_theta(const state *s)
{
    double least = INFINITY;

    for (size_t k = 0; k < s->found; k++) {
        least = fmin(least, s->theta[k]);
    }
    return least;
}

static double
line_before(const state *s)
{
    double last = real_part(s, s->settings->count - 1);

    return last - clearance * fabs(s->problem->shift - last);
}

/*
 * |theta| > 1 beyond the line. If one of those found, which have the largest
 * moduli, is inside the circle, none beyond the line was missed. Else the line
 * moves right to the last one wanted; or left, if it left too few.
 */
static chl_status
search(state *s, chl_general_result *result, chl_error *err)
{
    chl_status status = CHL_OK;
    double shift = s->problem->shift, line;

    s->identity = 0.0;
    s->factor = 1.0;
    CHL_TRY(run(s, "LM", &result->applies, err));
    line = line_before(s);
    for (int round = 0; round < ROUNDS && s->found > 0 && line < shift;
         round++) {
        s->identity = 1.0;
        s->factor = 2.0 * (shift - line); /* shift - tau */
        CHL_TRY(run(s, "LM", &result->applies, err));
        if (least_theta(s) > 1.0) {
            double next = line_before(s);

            if (!(next > line)) {
                break;
            }
            line = next;
        } else if (count_beyond(s, line) >= s->settings->count) {
            result->complete = true;
            break;
        } else {
            line -= shift - line;
        }
    }
out:
    return status;
}

/* More of them at a time, until a line can be drawn behind a crowd of equal
 * real parts; as many as were asked for are kept. */
static chl_status
search_wider(state *s, chl_general_settings *wider, chl_general_result *result,
             chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_general_problem *problem = s->problem;
    const chl_operator *iterated = s->iterated;

    CHL_TRY(search(s, result, err));
    for (int k = 0; k < WIDENED && !result->complete
                    && 2 * wider->count + SMALLEST <= s->n;
         k++) {
        wider->count *= 2;
        wider->basis = 0;
        state_clear(s);
        *s = (state){ .iterated = iterated };
        CHL_TRY(state_init(problem, wider, s, err));
        CHL_TRY(search(s, result, err));
    }
out:
    return status;
}

static chl_status
hand_over(const state *s, chl_general_result *result, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_TRY(chl_general_result_reserve(result, s->n, s->found, err));
    for (size_t k = 0; k < s->found; k++) {
        result->values[k] = (chl_complex){ s->re[k], s->im[k] };
        chl_general_unpack(s->n, k, s->im, s->vectors,
                           result->vectors + k * s->n);
    }
    result->count = s->found;
    result->reason = s->code == CHL_ARPACK_LIMIT || s->found < s->wanted - SPARE
                         ? CHL_HIT_ITERATION_LIMIT
                         : CHL_CONVERGED;
out:
    return status;
}

static chl_status
solve(const chl_general_problem *problem, const chl_general_settings *settings,
      chl_general_result *result, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_general_settings own = *settings;
    state s = { 0 };
    bool entered = false;

    CHL_TRY(state_init(problem, &own, &s, err));
    CHL_TRY(chl_arpack_enter(err));
    entered = true;
    s.factor = 1.0;
    s.iterated = problem->inverse != NULL ? problem->inverse : problem->a;
    if (problem->inverse == NULL) {
        CHL_TRY(run(&s, "LR", &result->applies, err));
    } else if (settings->which == CHL_NEAREST_SHIFT) {
        CHL_TRY(run(&s, "LM", &result->applies, err));
        result->complete = s.code == CHL_ARPACK_FINE;
    } else {
        CHL_TRY(search_wider(&s, &own, result, err));
    }
    CHL_TRY(hand_over(&s, result, err));
out:
    if (entered) {
        chl_arpack_leave();
    }
    state_clear(&s);
    return status;
}

const chl_general_method chl_general_arpack = {
    .name = "arpack",
    .check = check,
    .suits = suits,
    .solve = solve,
};
