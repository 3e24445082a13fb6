/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one place where CVODE is spoken to. */
#include "systems/ode.h"

#include <math.h>
#include <string.h>

#include <cvode/cvode.h>
#include <nvector/nvector_serial.h>
#include <sunlinsol/sunlinsol_spgmr.h>
#include <sunnonlinsol/sunnonlinsol_fixedpoint.h>

#include "base/error.h"

enum {
    /* Further than the five Krylov vectors CVODE would take: the matrices
     * behind it have a few dozen large eigenvalues. */
    KRYLOV = 40
};

typedef struct solver {
    const chl_ode *ode;
    double end;        /* of all */
    chl_status status; /* of the functions behind it */
    chl_error *err;
    SUNContext context;
    N_Vector y;
    void *memory;
    SUNLinearSolver linear;
    SUNNonlinearSolver nonlinear;
} solver;

static chl_status
take_rate(const solver *s, double t, const double *y, double *out)
{
    chl_status status = CHL_OK;
    const chl_ode *ode = s->ode;

    CHL_TRY(chl_progress_tell(ode->progress, ode->stage, t, s->end, s->err));
    CHL_TRY(ode->rate(ode->self, y, out, s->err));
out:
    return status;
}

static int
rate(realtype t, N_Vector y, N_Vector out, void *user)
{
    solver *s = user;
    const double *to = N_VGetArrayPointer(out);

    if (s->status == CHL_OK) { /* it asks once more after a failure */
        s->status =
            take_rate(s, t, N_VGetArrayPointer(y), N_VGetArrayPointer(out));
    }
    if (s->status != CHL_OK) {
        return -1;
    }
    for (size_t i = 0; i < s->ode->n; i++) {
        if (!isfinite(to[i])) {
            return 1; /* try a smaller step */
        }
    }
    return 0;
}

static int
jacobian(N_Vector v, N_Vector out, realtype t, N_Vector y, N_Vector fy,
         void *user, N_Vector scratch)
{
    solver *s = user;

    (void) t;
    (void) fy;
    (void) scratch;
    if (s->status == CHL_OK) {
        s->status = s->ode->jacobian(s->ode->self, N_VGetArrayPointer(y),
                                     N_VGetArrayPointer(v),
                                     N_VGetArrayPointer(out), s->err);
    }
    return s->status == CHL_OK ? 0 : -1;
}

static int
watch(realtype t, N_Vector y, realtype *values, void *user)
{
    solver *s = user;

    (void) t;
    if (s->status == CHL_OK) {
        s->status =
            s->ode->watch(s->ode->self, N_VGetArrayPointer(y), values, s->err);
    }
    return s->status == CHL_OK ? 0 : -1;
}

/* CVODE would print it. */
static void
keep_quiet(int code, const char *module, const char *function, char *text,
           void *user)
{
    (void) code;
    (void) module;
    (void) function;
    (void) text;
    (void) user;
}

/* out = a x + b y. SUNDIALS is built without vector instructions, and a wide
 * equation spends most of its time in these loops. */
static void
linear_sum(realtype a, N_Vector x, realtype b, N_Vector y, N_Vector out)
{
    const double *from = N_VGetArrayPointer(x), *other = N_VGetArrayPointer(y);
    double *to = N_VGetArrayPointer(out);
    size_t n = (size_t) N_VGetLength(out);

    if (a == 1.0 && b == 1.0) {
#pragma omp simd
        for (size_t i = 0; i < n; i++) {
            to[i] = from[i] + other[i];
        }
        return;
    }
#pragma omp simd
    for (size_t i = 0; i < n; i++) {
        to[i] = a * from[i] + b * other[i];
    }
}

/* Root mean square of w x, in four sums of a fixed order. */
static realtype
weighted_norm(N_Vector x, N_Vector w)
{
    const double *at = N_VGetArrayPointer(x), *weight = N_VGetArrayPointer(w);
    size_t n = (size_t) N_VGetLength(x);
    double sums[4] = { 0.0 };

    for (size_t i = 0; i < n; i += 4) {
        for (size_t k = 0; k < 4 && i + k < n; k++) {
            double value = at[i + k] * weight[i + k];

            sums[k] += value * value;
        }
    }
    return sqrt((sums[0] + sums[1] + sums[2] + sums[3]) / (double) n);
}

static void
scale(realtype factor, N_Vector x, N_Vector out)
{
    const double *from = N_VGetArrayPointer(x);
    double *to = N_VGetArrayPointer(out);
    size_t n = (size_t) N_VGetLength(out);

#pragma omp simd
    for (size_t i = 0; i < n; i++) {
        to[i] = factor * from[i];
    }
}

/* What a local error is measured by. */
static int
weigh(N_Vector y, N_Vector weights, void *user)
{
    const solver *s = user;
    const double *at = N_VGetArrayPointer(y), tolerance = s->ode->tolerance;
    double *to = N_VGetArrayPointer(weights);

    for (size_t i = 0; i < s->ode->n; i++) {
        to[i] = 1.0 / (tolerance * fabs(at[i]) + tolerance);
    }
    return 0;
}

static int
attach(solver *s)
{
    int code;

    if (s->ode->stiff) {
        s->linear = SUNLinSol_SPGMR(s->y, SUN_PREC_NONE, KRYLOV, s->context);
        if (s->linear == NULL) {
            return CV_MEM_FAIL;
        }
        code = CVodeSetLinearSolver(s->memory, s->linear, NULL);
        return code == CV_SUCCESS ? CVodeSetJacTimes(s->memory, NULL, jacobian)
                                  : code;
    }
    s->nonlinear = SUNNonlinSol_FixedPoint(s->y, 0, s->context);
    return s->nonlinear != NULL
               ? CVodeSetNonlinearSolver(s->memory, s->nonlinear)
               : CV_MEM_FAIL;
}

static chl_status
create(solver *s, const double *start, chl_error *err)
{
    chl_status status = CHL_OK;
    int code;

    CHL_REQUIRE(SUNContext_Create(NULL, &s->context) == 0, err, CHL_ENOMEM,
                "out of memory for CVODE");
    s->y = N_VNew_Serial((sunindextype) s->ode->n, s->context);
    CHL_REQUIRE_MEMORY(s->y, err, "CVODE");
    s->y->ops->nvlinearsum = linear_sum;
    s->y->ops->nvscale = scale;
    s->y->ops->nvwrmsnorm = weighted_norm;
    memcpy(N_VGetArrayPointer(s->y), start, s->ode->n * sizeof *start);
    s->memory = CVodeCreate(s->ode->stiff ? CV_BDF : CV_ADAMS, s->context);
    CHL_REQUIRE_MEMORY(s->memory, err, "CVODE");
    (void) CVodeSetErrHandlerFn(s->memory, keep_quiet, NULL);
    (void) CVodeSetUserData(s->memory, s);
    code = CVodeInit(s->memory, rate, 0.0, s->y);
    if (code == CV_SUCCESS) {
        code = CVodeWFtolerances(s->memory, weigh);
    }
    if (code == CV_SUCCESS) {
        code = attach(s);
    }
    CHL_REQUIRE(code == CV_SUCCESS, err, CHL_ENOMEM,
                "CVODE cannot be set up: code %d", code);
    (void) CVodeSetMaxNumSteps(s->memory, s->ode->steps);
out:
    return status;
}

static void
clear(solver *s)
{
    if (s->memory != NULL) {
        CVodeFree(&s->memory);
    }
    if (s->linear != NULL) {
        SUNLinSolFree(s->linear);
    }
    if (s->nonlinear != NULL) {
        SUNNonlinSolFree(s->nonlinear);
    }
    if (s->y != NULL) {
        N_VDestroy(s->y);
    }
    if (s->context != NULL) {
        SUNContext_Free(&s->context);
    }
}

/* On to a later time. */
static chl_status
advance(solver *s, double time, double *now, chl_error *err)
{
    chl_status status = CHL_OK;
    int code;

    (void) CVodeSetStopTime(s->memory, time);
    code = CVode(s->memory, time, s->y, now, CV_NORMAL);
    CHL_TRY(s->status);
    CHL_REQUIRE(code >= 0, err, CHL_ENUMERIC,
                "CVODE stopped at %g of %g with code %d", *now, s->end, code);
out:
    return status;
}

chl_status
chl_ode_follow(const chl_ode *ode, const double *start, size_t count,
               const double *times, double *states, chl_error *err)
{
    chl_status status = CHL_OK;
    solver s = { .ode = ode, .status = CHL_OK, .err = err };
    double *made = NULL, now = 0.0;

    if (count == 0) {
        return CHL_OK;
    }
    s.end = times[count - 1];
    made = chl_alloc(count * ode->n, sizeof *made);
    CHL_REQUIRE_MEMORY(made, err, "a differential equation");
    CHL_TRY(create(&s, start, err));
    for (size_t k = 0; k < count; k++) {
        if (times[k] > now) {
            CHL_TRY(advance(&s, times[k], &now, err));
        }
        memcpy(made + k * ode->n, N_VGetArrayPointer(s.y),
               ode->n * sizeof *made);
    }
    memcpy(states, made, count * ode->n * sizeof *made);
out:
    clear(&s);
    chl_free(made);
    return status;
}

chl_status
chl_ode_solve(const chl_ode *ode, double end, double *y, chl_error *err)
{
    return chl_ode_follow(ode, y, 1, &end, y, err);
}

static chl_status
attach_watch(solver *s, int *directions, chl_error *err)
{
    chl_status status = CHL_OK;
    int count = (int) s->ode->watched;

    for (int k = 0; k < count; k++) {
        directions[k] = -1;
    }
    CHL_REQUIRE(CVodeRootInit(s->memory, count, watch) == CV_SUCCESS
                    && CVodeSetRootDirection(s->memory, directions)
                           == CV_SUCCESS,
                err, CHL_ENOMEM, "out of memory for CVODE");
    (void) CVodeSetNoInactiveRootWarn(s->memory);
out:
    return status;
}

chl_status
chl_ode_until(const chl_ode *ode, double end, double *y, double *reached,
              bool *fell, chl_error *err)
{
    chl_status status = CHL_OK;
    solver s = { .ode = ode, .status = CHL_OK, .err = err, .end = end };
    int *marks = chl_alloc(ode->watched, sizeof *marks);
    double now = 0.0;
    int code;

    CHL_REQUIRE_MEMORY(marks, err, "a differential equation");
    CHL_TRY(create(&s, y, err));
    CHL_TRY(attach_watch(&s, marks, err));
    (void) CVodeSetStopTime(s.memory, end);
    code = CVode(s.memory, end, s.y, &now, CV_NORMAL);
    CHL_TRY(s.status);
    CHL_REQUIRE(code >= 0, err, CHL_ENUMERIC,
                "CVODE stopped at %g of %g with code %d", now, end, code);
    memset(marks, 0, ode->watched * sizeof *marks);
    if (code == CV_ROOT_RETURN) {
        (void) CVodeGetRootInfo(s.memory, marks);
    }
    for (size_t k = 0; k < ode->watched; k++) {
        fell[k] = marks[k] != 0;
    }
    memcpy(y, N_VGetArrayPointer(s.y), ode->n * sizeof *y);
    *reached = now;
out:
    clear(&s);
    chl_free(marks);
    return status;
}
