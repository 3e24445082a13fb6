/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CVODE behind a narrow door. */
#include "systems/path.h"

#include <math.h>
#include <string.h>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wstrict-prototypes"
#include <cvode/cvode.h>
#include <nvector/nvector_serial.h>
#include <sunnonlinsol/sunnonlinsol_fixedpoint.h>
#pragma GCC diagnostic pop

#include "base/error.h"

enum {
    STEP_LIMIT = 5000000 /* of one stretch */
};

struct chl_path {
    chl_path_problem problem;
    SUNContext context;
    N_Vector y;
    SUNNonlinearSolver solver;
    void *memory;
    int *hits; /* root_count */
    size_t steps_before;
};

static int
field(realtype t, N_Vector y, N_Vector slope, void *user)
{
    const chl_path *path = user;
    double *out = N_VGetArrayPointer(slope);

    path->problem.field(path->problem.user, t, N_VGetArrayPointer(y), out);
    for (size_t i = 0; i < path->problem.size; i++) {
        if (!isfinite(out[i])) {
            return 1; /* try a smaller step */
        }
    }
    return 0;
}

static int
roots(realtype t, N_Vector y, realtype *values, void *user)
{
    const chl_path *path = user;

    path->problem.roots(path->problem.user, t, N_VGetArrayPointer(y), values);
    return 0;
}

/* The library prints nothing: what went wrong is in the return code. */
static void
be_silent(int code, const char *module, const char *function, char *message,
          void *user)
{
    (void) code;
    (void) module;
    (void) function;
    (void) message;
    (void) user;
}

static bool
settle(chl_path *path)
{
    const chl_path_problem *p = &path->problem;

    return CVodeSetErrHandlerFn(path->memory, be_silent, NULL) == CV_SUCCESS
           && CVodeInit(path->memory, field, 0.0, path->y) == CV_SUCCESS
           && CVodeSStolerances(path->memory, p->relative, p->absolute)
                  == CV_SUCCESS
           && CVodeSetUserData(path->memory, path) == CV_SUCCESS
           && CVodeSetMaxNumSteps(path->memory, STEP_LIMIT) == CV_SUCCESS
           && CVodeSetNonlinearSolver(path->memory, path->solver) == CV_SUCCESS
           && CVodeSetMaxNonlinIters(path->memory, 6) == CV_SUCCESS
           && (p->root_count == 0
               || (CVodeRootInit(path->memory, (int) p->root_count, roots)
                       == CV_SUCCESS
                   && CVodeSetNoInactiveRootWarn(path->memory) == CV_SUCCESS));
}

chl_status
chl_path_create(const chl_path_problem *problem, chl_path **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_path *path = chl_alloc(1, sizeof *path);

    CHL_REQUIRE_MEMORY(path, err, "an initial value problem");
    path->problem = *problem;
    path->hits = chl_alloc(problem->root_count + 1, sizeof *path->hits);
    CHL_REQUIRE_MEMORY(path->hits, err,
                       "the roots of an initial value problem");
    if (SUNContext_Create(NULL, &path->context) == 0) {
        path->y = N_VNew_Serial((sunindextype) problem->size, path->context);
    }
    if (path->y != NULL) {
        N_VConst(0.0, path->y);
        path->solver = SUNNonlinSol_FixedPoint(path->y, 0, path->context);
        path->memory = CVodeCreate(CV_ADAMS, path->context);
    }
    CHL_REQUIRE(path->solver != NULL && path->memory != NULL && settle(path),
                err, CHL_ENOMEM, "out of memory for the state of CVODE");
    *out = path;
    path = NULL;
out:
    chl_path_free(path);
    return status;
}

void
chl_path_free(chl_path *path)
{
    if (path == NULL) {
        return;
    }
    if (path->memory != NULL) {
        CVodeFree(&path->memory);
    }
    if (path->solver != NULL) {
        SUNNonlinSolFree(path->solver);
    }
    if (path->y != NULL) {
        N_VDestroy(path->y);
    }
    if (path->context != NULL) {
        SUNContext_Free(&path->context);
    }
    chl_free(path->hits);
    chl_free(path);
}

chl_status
chl_path_start(chl_path *path, double t, const double *y, chl_error *err)
{
    long steps = 0;

    CVodeGetNumSteps(path->memory, &steps);
    path->steps_before += (size_t) steps;
    memcpy(N_VGetArrayPointer(path->y), y, path->problem.size * sizeof *y);
    if (CVodeReInit(path->memory, t, path->y) != CV_SUCCESS) {
        return CHL_FAIL(err, CHL_ENUMERIC, "CVODE does not start at t = %g", t);
    }
    return CHL_OK;
}

chl_status
chl_path_advance(chl_path *path, double end, double *t, double *y, int *hit,
                 chl_error *err)
{
    chl_status status = CHL_OK;
    realtype now = *t;
    int code;

    if (!(end > *t)) {
        return CHL_OK;
    }
    CVodeSetStopTime(path->memory, end);
    code = CVode(path->memory, end, path->y, &now, CV_NORMAL);
    CHL_REQUIRE(code >= 0, err, CHL_ENUMERIC,
                "the solution cannot be followed beyond t = %g (CVODE says %d)",
                now, code);
    if (hit != NULL) {
        memset(hit, 0, path->problem.root_count * sizeof *hit);
        if (code == CV_ROOT_RETURN) {
            CVodeGetRootInfo(path->memory, hit);
        }
    }
    memcpy(y, N_VGetArrayPointer(path->y), path->problem.size * sizeof *y);
    *t = now;
out:
    return status;
}

size_t
chl_path_steps(const chl_path *path)
{
    long steps = 0;

    CVodeGetNumSteps(path->memory, &steps);
    return path->steps_before + (size_t) steps;
}
