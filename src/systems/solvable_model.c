/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model: its checks, its memory, its starts. */
#include "systems/solvable.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "systems/hermite.h"

chl_solvable_model
chl_solvable_model_default(void)
{
    return (chl_solvable_model){ .d = 1,
                                 .p = 1,
                                 .m = 1,
                                 .tau = 0.2,
                                 .tau_g = 0.04,
                                 .eta_true = 2.0,
                                 .eta_gen = 2.0,
                                 .batch = 1,
                                 .constraint_w = CHL_CONSTRAINT_POLAR,
                                 .constraint_v = CHL_CONSTRAINT_COLUMNS };
}

static bool
is_linear(const chl_solvable_model *m)
{
    return m->response == NULL || strcmp(m->response->name, "linear") == 0;
}

static chl_status
check_numbers(const chl_solvable_model *m, chl_error *err)
{
    const struct {
        const char *name;
        double value;
        bool positive;
    } numbers[] = {
        { "tau", m->tau, true },
        { "tau_g", m->tau_g, true },
        { "eta_true", m->eta_true, false },
        { "eta_gen", m->eta_gen, false },
        { "decay_w", m->decay_w, false },
        { "decay_v", m->decay_v, false },
    };
    chl_status status = CHL_OK;

    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) {
        double x = numbers[k].value;

        CHL_REQUIRE(isfinite(x) && x >= 0.0
                        && (x > 0.0 || !numbers[k].positive),
                    err, CHL_EARG, "%s is %g; it must be %s", numbers[k].name,
                    x, numbers[k].positive ? "above 0" : "0 or above");
    }
    CHL_REQUIRE(m->batch > 0, err, CHL_EARG,
                "the batch is 0; it must be 1 or more");
out:
    return status;
}

static chl_status
check_shapes(const chl_solvable_model *m, chl_error *err)
{
    const size_t limit = 4096;
    chl_status status = CHL_OK;

    CHL_REQUIRE(m->d > 0 && m->p > 0 && m->m > 0 && m->d <= limit
                    && m->p <= limit && m->m <= limit,
                err, CHL_EARG,
                "d, p, m are %zu, %zu, %zu; each must lie in 1..%zu", m->d,
                m->p, m->m, limit);
    CHL_REQUIRE(m->m == 1 || is_linear(m), err, CHL_EARG,
                "the critic has %zu features; a response that is not linear "
                "takes one",
                m->m);
    CHL_REQUIRE(m->cov != NULL || m->law != NULL, err, CHL_EARG,
                "the data have no covariance");
    CHL_REQUIRE(m->cov_gen != NULL || m->law_gen != NULL, err, CHL_EARG,
                "the generator has no covariance");
out:
    return status;
}

static chl_solvable_layout
lay_out(size_t d, size_t p, size_t m)
{
    chl_solvable_layout at = { .p = 0, .q = d * p };

    at.r = at.q + d * m;
    at.s = at.r + p * m;
    at.z = at.s + p * p;
    at.size = at.z + m * m;
    return at;
}

static chl_status
copy_moment(size_t n, const double *cov, const chl_latent_law *law,
            double **out, chl_error *err)
{
    chl_status status = CHL_OK;
    double *copy = chl_alloc(n * n, sizeof *copy);

    CHL_REQUIRE_MEMORY(copy, err, "a covariance");
    if (law != NULL && cov == NULL) {
        CHL_REQUIRE(law->size == n, err, CHL_ESHAPE,
                    "a law has %zu latents; there are %zu features", law->size,
                    n);
        CHL_TRY(chl_latent_second_moment(law, copy, err));
    } else {
        memcpy(copy, cov, n * n * sizeof *copy);
    }
    *out = copy;
    copy = NULL;
out:
    chl_free(copy);
    return status;
}

static chl_status
make_nodes(chl_solvable *s, chl_error *err)
{
    chl_status status = CHL_OK;

    s->nodes = chl_alloc(CHL_HERMITE_NODES, sizeof *s->nodes);
    s->weights = chl_alloc(CHL_HERMITE_NODES, sizeof *s->weights);
    CHL_REQUIRE(s->nodes != NULL && s->weights != NULL, err, CHL_ENOMEM,
                "out of memory for Gauss-Hermite nodes");
    CHL_TRY(chl_hermite_nodes(CHL_HERMITE_NODES, s->nodes, s->weights, err));
out:
    return status;
}

chl_status
chl_solvable_create(const chl_solvable_model *model, chl_solvable **out,
                    chl_error *err)
{
    chl_status status = CHL_OK;
    chl_solvable *s = NULL;

    CHL_TRY(check_numbers(model, err));
    CHL_TRY(check_shapes(model, err));
    s = chl_alloc(1, sizeof *s);
    CHL_REQUIRE_MEMORY(s, err, "a solvable GAN");
    s->model = *model;
    s->at = lay_out(model->d, model->p, model->m);
    if (is_linear(model)) {
        s->model.response = NULL;
    } else {
        CHL_TRY(make_nodes(s, err));
    }
    CHL_TRY(copy_moment(model->d, model->cov, model->law, &s->cov, err));
    CHL_TRY(copy_moment(model->p, model->cov_gen, model->law_gen, &s->cov_gen,
                        err));
    CHL_TRY(chl_latents_init(model->law, model->d, s->cov, "the data", &s->data,
                             err));
    CHL_TRY(chl_latents_init(model->law_gen, model->p, s->cov_gen,
                             "the generator", &s->gen, err));
    s->work = chl_alloc(chl_solvable_work_size(model), sizeof *s->work);
    CHL_REQUIRE_MEMORY(s->work, err, "a field");
    s->model.cov = s->cov;
    s->model.cov_gen = s->cov_gen;
    s->model.law = s->model.law_gen = NULL;
    *out = s;
    s = NULL;
out:
    chl_solvable_free(s);
    return status;
}

void
chl_solvable_free(chl_solvable *s)
{
    if (s == NULL) {
        return;
    }
    chl_latents_clear(&s->data);
    chl_latents_clear(&s->gen);
    chl_free(s->cov);
    chl_free(s->cov_gen);
    chl_free(s->nodes);
    chl_free(s->weights);
    chl_free(s->work);
    chl_free(s);
}

const chl_solvable_model *
chl_solvable_model_of(const chl_solvable *s)
{
    return &s->model;
}

chl_solvable_layout
chl_solvable_layout_of(const chl_solvable *s)
{
    return s->at;
}
