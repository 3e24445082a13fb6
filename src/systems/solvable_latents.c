/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Laws of the latents, and their effective second moments. */
#include "systems/solvable.h"

#include <math.h>
#include <string.h>

#include "base/error.h"

static chl_status
check_class(const chl_latent_law *law, size_t k, chl_error *err)
{
    const chl_latent_class *c = &law->classes[k];
    chl_status status = CHL_OK;

    CHL_REQUIRE(c->weight >= 0.0 && isfinite(c->weight), err, CHL_EARG,
                "the weight of class %zu is %g; it must be 0 or above", k,
                c->weight);
    CHL_REQUIRE(c->covariance != NULL, err, CHL_EARG,
                "class %zu has no covariance", k);
    for (size_t i = 0; c->mean != NULL && i < law->size; i++) {
        CHL_REQUIRE(isfinite(c->mean[i]), err, CHL_EARG,
                    "mean %zu of class %zu is %g; it must be finite", i, k,
                    c->mean[i]);
    }
out:
    return status;
}

static chl_status
weight_sum(const chl_latent_law *law, double *out, chl_error *err)
{
    chl_status status = CHL_OK;
    double sum = 0.0;

    CHL_REQUIRE(law->size > 0 && law->count > 0, err, CHL_EARG,
                "a law of %zu latents with %zu classes; both must be 1 or more",
                law->size, law->count);
    for (size_t k = 0; k < law->count; k++) {
        CHL_TRY(check_class(law, k, err));
        sum += law->classes[k].weight;
    }
    CHL_REQUIRE(sum > 0.0, err, CHL_EARG, "the weights of the classes are 0");
    *out = sum;
out:
    return status;
}

chl_status
chl_latent_second_moment(const chl_latent_law *law, double *out, chl_error *err)
{
    chl_status status = CHL_OK;
    double sum, value;

    CHL_TRY(weight_sum(law, &sum, err));
    for (size_t i = 0; i < law->size; i++) {
        for (size_t j = 0; j < law->size; j++) {
            value = 0.0;
            for (size_t k = 0; k < law->count; k++) {
                const chl_latent_class *c = &law->classes[k];
                double square = c->mean != NULL ? c->mean[i] * c->mean[j] : 0.0;

                value += c->weight / sum
                         * (c->covariance[i * law->size + j] + square);
            }
            out[i * law->size + j] = value;
        }
    }
out:
    return status;
}

static chl_status
check_covariance(size_t size, const double *cov, const char *what, size_t k,
                 chl_error *err)
{
    chl_status status = CHL_OK;
    double largest = 0.0;

    for (size_t i = 0; i < size * size; i++) {
        CHL_REQUIRE(isfinite(cov[i]), err, CHL_EARG,
                    "entry %zu, %zu of the covariance of %s is %g; it must be "
                    "finite",
                    i / size, i % size, what, cov[i]);
        largest = fmax(largest, fabs(cov[i]));
    }
    for (size_t i = 0; i < size; i++) {
        for (size_t j = 0; j < i; j++) {
            CHL_REQUIRE(fabs(cov[i * size + j] - cov[j * size + i])
                            <= 1e-9 * largest,
                        err, CHL_EARG,
                        "the covariance of %s is not symmetric: entry %zu, %zu "
                        "is %g, its mirror %g (class %zu)",
                        what, i, j, cov[i * size + j], cov[j * size + i], k);
        }
    }
out:
    return status;
}

static chl_status
fill(const chl_latent_law *law, const char *what, chl_latents *l,
     chl_error *err)
{
    chl_status status = CHL_OK;
    size_t n = l->size;
    double sum;

    CHL_TRY(weight_sum(law, &sum, err));
    for (size_t k = 0; k < l->count; k++) {
        const chl_latent_class *c = &law->classes[k];

        CHL_TRY(check_covariance(n, c->covariance, what, k, err));
        l->weights[k] = c->weight / sum;
        if (c->mean != NULL) {
            memcpy(l->means + k * n, c->mean, n * sizeof *l->means);
        }
        memcpy(l->covariances + k * n * n, c->covariance,
               n * n * sizeof *l->covariances);
        CHL_REQUIRE(
            chl_small_cholesky(n, c->covariance, l->factors + k * n * n), err,
            CHL_EARG,
            "the covariance of %s is not positive semidefinite (class "
            "%zu)",
            what, k);
    }
out:
    return status;
}

chl_status
chl_latents_init(const chl_latent_law *law, size_t size, const double *cov,
                 const char *what, chl_latents *out, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_latent_class one = { 1.0, NULL, cov };
    const chl_latent_law plain = { size, 1, &one };
    chl_latents made = { 0 };

    law = law != NULL ? law : &plain;
    CHL_REQUIRE(law->size == size, err, CHL_ESHAPE,
                "the law of %s has %zu latents; there are %zu features", what,
                law->size, size);
    made.size = size;
    made.count = law->count;
    made.weights = chl_alloc(made.count, sizeof *made.weights);
    made.means = chl_alloc(made.count * size, sizeof *made.means);
    made.covariances =
        chl_alloc(made.count * size * size, sizeof *made.covariances);
    made.factors = chl_alloc(made.count * size * size, sizeof *made.factors);
    CHL_REQUIRE(made.weights != NULL && made.means != NULL
                    && made.covariances != NULL && made.factors != NULL,
                err, CHL_ENOMEM, "out of memory for the law of %s", what);
    CHL_TRY(fill(law, what, &made, err));
    *out = made;
    made = (chl_latents){ 0 };
out:
    chl_latents_clear(&made);
    return status;
}

void
chl_latents_clear(chl_latents *latents)
{
    chl_free(latents->weights);
    chl_free(latents->means);
    chl_free(latents->covariances);
    chl_free(latents->factors);
    *latents = (chl_latents){ 0 };
}
