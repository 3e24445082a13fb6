/* SPDX-License-Identifier: GPL-3.0-or-later */
/* States of the solvable GAN that do not move, and how they are left. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "report/result.h"
#include "study/solvable.h"

enum {
    WIDEST = 200 /* unknowns up to which a Jacobian is made */
};

/* P = factor I, no critic. */
static chl_status
place(const chl_solvable_task *t, double factor, double *y, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t d = t->model->d, p = t->model->p, m = t->model->m;
    double *zero = chl_alloc(d * (p + m), sizeof *zero);

    CHL_REQUIRE_MEMORY(zero, err, "a fixed point");
    for (size_t i = 0; i < d && i < p; i++) {
        zero[i * p + i] = factor;
    }
    CHL_TRY(chl_solvable_start(t->solvable, zero, zero + d * p, y, err));
out:
    chl_free(zero);
    return status;
}

static chl_status
add(chl_solvable_task *t, const char *name, size_t mode, chl_complex value,
    chl_error *err)
{
    chl_result_fixed_point *f = &t->section->fixed[t->section->fixed_count++];

    f->mode = mode;
    f->re = value.re;
    f->im = value.im;
    f->stable = value.re <= 1e-10;
    return chl_result_set_text(&f->name, name, err);
}

static chl_status
add_whole(chl_solvable_task *t, const char *name, double alignment,
          chl_error *err)
{
    chl_status status = CHL_OK;
    size_t size = chl_solvable_layout_of(t->solvable).size;
    double *y = chl_alloc(size, sizeof *y);
    chl_complex *values = chl_alloc(size, sizeof *values);

    CHL_REQUIRE(y != NULL && values != NULL, err, CHL_ENOMEM,
                "out of memory for a fixed point");
    CHL_TRY(place(t, alignment, y, err));
    CHL_TRY(chl_solvable_eigenvalues(t->solvable, y, values, err));
    CHL_TRY(add(t, name, 0, values[0], err));
out:
    chl_free(y);
    chl_free(values);
    return status;
}

/* By the closed forms, for models too large for a Jacobian. */
static chl_status
add_closed(chl_solvable_task *t, chl_error *err)
{
    chl_complex aligned = { -INFINITY, 0.0 };
    double blind = -INFINITY;
    chl_status status = CHL_OK;

    for (size_t k = 0; k < t->model->d; k++) {
        const chl_mode_verdict v =
            chl_solvable_judge(t->model, t->section->modes[k].lambda);

        blind = fmax(blind, v.growth);
        aligned = v.roots[0].re > aligned.re ? v.roots[0] : aligned;
    }
    CHL_TRY(add(t, "blind", 0, (chl_complex){ blind, 0.0 }, err));
    CHL_TRY(add(t, "aligned", 0, aligned, err));
out:
    return status;
}

static chl_status
add_saddles(chl_solvable_task *t, chl_error *err)
{
    chl_status status = CHL_OK;

    for (size_t k = 0; k < t->model->d; k++) {
        const chl_solvable_saddle saddle =
            chl_solvable_saddle_of(t->model, t->section->modes[k].lambda);

        if (isfinite(saddle.growth)) {
            CHL_TRY(add(t, "critic alone", k + 1,
                        (chl_complex){ saddle.growth, 0.0 }, err));
        }
    }
out:
    return status;
}

/* Of one mode by itself. */
static chl_status
find_active(const chl_solvable_task *t, double lambda,
            const chl_solvable_active *at, chl_complex *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_solvable_model model = *t->model;
    chl_solvable *one = NULL;
    chl_complex values[5];

    model.d = model.p = model.m = 1;
    model.cov = model.cov_gen = &lambda;
    CHL_TRY(chl_solvable_create(&model, &one, err));
    CHL_TRY(chl_solvable_eigenvalues(
        one, (double[]){ at->p, at->q, at->r, 1.0, 1.0 }, values, err));
    *out = values[0];
out:
    chl_solvable_free(one);
    return status;
}

static chl_status
add_active(chl_solvable_task *t, chl_error *err)
{
    chl_status status = CHL_OK;

    for (size_t k = 0; k < t->model->d; k++) {
        const double lambda = t->section->modes[k].lambda;
        const chl_solvable_active at = chl_solvable_active_of(t->model, lambda);
        chl_complex value;

        if (isfinite(at.p)) {
            CHL_TRY(find_active(t, lambda, &at, &value, err));
            CHL_TRY(add(t, "active critic", k + 1, value, err));
        }
    }
out:
    return status;
}

chl_status
chl_solvable_fill_fixed(chl_solvable_task *t, chl_error *err)
{
    chl_status status = CHL_OK;
    bool small = chl_solvable_layout_of(t->solvable).size <= WIDEST;

    if (!t->matched || t->model->constraint_w == CHL_CONSTRAINT_NONE
        || t->model->constraint_v == CHL_CONSTRAINT_NONE) {
        return CHL_OK;
    }
    t->section->fixed =
        chl_result_blank(&chl_record_fixed_point, 2 * t->model->d + 2);
    CHL_REQUIRE_MEMORY(t->section->fixed, err, "fixed points");
    if (small) {
        CHL_TRY(add_whole(t, "blind", 0.0, err));
        CHL_TRY(add_whole(t, "aligned", 1.0, err));
    } else {
        CHL_TRY(add_closed(t, err));
    }
    CHL_TRY(add_saddles(t, err));
    CHL_TRY(add_active(t, err));
out:
    return status;
}
