/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The coupling C = B B', split by how much of A it lets through. */
#include "operators/adversarial.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "operators/symmetric.h"

/* A^-1/2 C A^-1/2 where A > 0; `first` places of the basis are its kernel. */
static chl_status
whiten(const chl_adversarial *self, const double *coupling, double *out,
       chl_error *err)
{
    size_t first = self->info.kernel, n = self->info.kept - first;
    chl_status status =
        chl_dense_project(self->info.functions, coupling, n,
                          self->basis + first * self->info.functions, out, err);

    for (size_t j = 0; status == CHL_OK && j < n; j++) {
        for (size_t i = j; i < n; i++) {
            out[j * n + i] /=
                sqrt(self->lambda[first + i] * self->lambda[first + j]);
        }
    }
    return status;
}

static chl_status
allocate(chl_adversarial *self, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t r = self->info.functions, m = self->info.kept;

    self->coupling = chl_alloc(m, self->info.visible * sizeof *self->coupling);
    CHL_REQUIRE_MEMORY(self->coupling, err, "the coupling");
    self->potential =
        chl_alloc(r, self->info.visible * sizeof *self->potential);
    CHL_REQUIRE_MEMORY(self->potential, err, "the coupling");
    self->unseen = chl_alloc(m, self->info.hidden * sizeof *self->unseen);
    CHL_REQUIRE_MEMORY(self->unseen, err, "hidden directions");
    self->hidden = chl_alloc(r, self->info.hidden * sizeof *self->hidden);
    CHL_REQUIRE_MEMORY(self->hidden, err, "hidden directions");
out:
    return status;
}

/* With A^-1/2 C A^-1/2 = Y t Y':  B = A^1/2 Y t^1/2 and psi = A^-1/2 Y t^-1/2 q
 * for visible, psi = A^-1/2 y for hidden columns. */
static void
split(const double *vectors, double *scratch, chl_adversarial *self)
{
    size_t r = self->info.functions, m = self->info.kept;
    size_t first = self->info.kernel, n = m - first, hidden = self->info.hidden;

    for (size_t k = 0; k < n; k++) {
        const double *y = vectors + k * n, *lambda = self->lambda + first;
        double *root = scratch + k * m + first;
        double t = k < hidden ? 1.0 : sqrt(self->transmission[k]);

        for (size_t i = 0; i < n; i++) {
            root[i] = y[i] / sqrt(lambda[i]) / t;
            if (k >= hidden) {
                self->coupling[(k - hidden) * m + first + i] =
                    y[i] * sqrt(lambda[i]) * t;
            }
        }
    }
    if (hidden > 0) {
        memcpy(self->unseen, scratch, m * hidden * sizeof *scratch);
        chl_dense_combine(r, m, self->basis, hidden, scratch, self->hidden);
    }
    chl_dense_combine(r, m, self->basis, self->info.visible,
                      scratch + hidden * m, self->potential);
}

static void
fill_identity(size_t n, double *vectors, double *values)
{
    for (size_t i = 0; i < n; i++) {
        vectors[i * n + i] = 1.0;
        values[i] = 1.0;
    }
}

chl_status
chl_adversarial_couple(chl_adversarial *self, const double *coupling,
                       double cut, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t m = self->info.kept, n = m - self->info.kernel;
    double *vectors = NULL, *scratch = NULL;

    CHL_REQUIRE(n > 0, err, CHL_EARG,
                "the stiffness of all %zu functions kept is 0", m);
    self->transmission = chl_alloc(n, sizeof *self->transmission);
    CHL_REQUIRE_MEMORY(self->transmission, err, "the coupling");
    vectors = chl_alloc(n, n * sizeof *vectors);
    CHL_REQUIRE_MEMORY(vectors, err, "the coupling");
    scratch = chl_alloc(m, n * sizeof *scratch);
    CHL_REQUIRE_MEMORY(scratch, err, "the coupling");
    if (coupling == NULL) {
        fill_identity(n, vectors, self->transmission);
    } else {
        CHL_TRY(whiten(self, coupling, vectors, err));
        CHL_TRY(chl_symmetric_eigen(n, vectors, self->transmission, err));
    }
    while (self->info.hidden < n
           && !(self->transmission[self->info.hidden] > cut)) {
        self->info.hidden++;
    }
    CHL_REQUIRE(self->info.hidden < n, err, CHL_EARG,
                "nothing reaches the generator: C/A is %g at most",
                self->transmission[n - 1]);
    self->info.visible = n - self->info.hidden;
    self->info.lowest = self->transmission[0];
    self->info.highest = self->transmission[n - 1];
    CHL_TRY(allocate(self, err));
    split(vectors, scratch, self);
out:
    chl_free(vectors);
    chl_free(scratch);
    return status;
}
