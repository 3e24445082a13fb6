/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An operator that watches another one keep the promises of apply. */
#include <chladni/operators.h>

#include <math.h>
#include <string.h>

#include "base/error.h"

typedef struct checked {
    const chl_operator *inner;
    double *before; /* n, what x held */
} checked;

static chl_status
apply(void *self, const double *x, double *y, chl_error *err)
{
    chl_status status = CHL_OK;
    const checked *c = self;
    const char *name = chl_operator_name(c->inner);
    size_t n = chl_operator_size(c->inner);

    memcpy(c->before, x, n * sizeof *x);
    for (size_t i = 0; i < n; i++) {
        y[i] = NAN;
    }
    CHL_TRY(chl_operator_apply(c->inner, x, y, err));
    CHL_REQUIRE(memcmp(c->before, x, n * sizeof *x) == 0, err, CHL_ENUMERIC,
                "apply of '%s' changed its input", name);
    for (size_t i = 0; i < n; i++) {
        CHL_REQUIRE(!isnan(y[i]), err, CHL_ENUMERIC,
                    "apply of '%s' left entry %zu of %zu unset or not a number",
                    name, i, n);
    }
out:
    return status;
}

static void
destroy(void *self)
{
    checked *c = self;

    chl_free(c->before);
    chl_free(c);
}

/* No entries: whoever uses it has to go through apply. */
static const chl_operator_type type = {
    .name = "checked",
    .apply = apply,
    .destroy = destroy,
};

chl_status
chl_operator_checked(const chl_operator *inner, chl_operator **out,
                     chl_error *err)
{
    chl_status status = CHL_OK;
    size_t n = chl_operator_size(inner);
    checked *self = chl_alloc(1, sizeof *self);

    CHL_REQUIRE_MEMORY(self, err, "a checked operator");
    self->inner = inner;
    self->before = chl_alloc(n, sizeof *self->before);
    CHL_REQUIRE_MEMORY(self->before, err, "a checked operator");
    CHL_TRY(chl_operator_create(&type, self, n, chl_operator_flags(inner), out,
                                err));
    self = NULL;
out:
    if (self != NULL) {
        destroy(self);
    }
    return status;
}
