/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The front of the operators: an apply function with its state and size. */
#include <chladni/operators.h>

#include "base/error.h"

struct chl_operator {
    const chl_operator_type *type;
    void *self;
    size_t n;
    unsigned flags;
};

static const char *
name_of(const chl_operator_type *type)
{
    return type != NULL && type->name != NULL ? type->name : "unnamed";
}

chl_status
chl_operator_create(const chl_operator_type *type, void *self, size_t n,
                    unsigned flags, chl_operator **out, chl_error *err)
{
    const unsigned known = CHL_SYMMETRIC | CHL_POSITIVE;
    chl_status status = CHL_OK;
    chl_operator *op;

    CHL_REQUIRE(type != NULL && type->apply != NULL, err, CHL_EARG,
                "operator '%s' has no apply function", name_of(type));
    CHL_REQUIRE(n >= 1, err, CHL_EARG,
                "operator '%s' has size 0; it must be at least 1",
                name_of(type));
    CHL_REQUIRE((flags & ~known) == 0, err, CHL_EARG,
                "operator '%s' has flags 0x%x; known are 0x%x", name_of(type),
                flags, known);
    op = chl_alloc(1, sizeof *op);
    CHL_REQUIRE_MEMORY(op, err, "an operator");
    *op = (chl_operator){ type, self, n, flags };
    *out = op;
out:
    return status;
}

void
chl_operator_free(chl_operator *op)
{
    if (op != NULL && op->type->destroy != NULL) {
        op->type->destroy(op->self);
    }
    chl_free(op);
}

size_t
chl_operator_size(const chl_operator *op)
{
    return op->n;
}

unsigned
chl_operator_flags(const chl_operator *op)
{
    return op->flags;
}

const char *
chl_operator_name(const chl_operator *op)
{
    return name_of(op->type);
}

const double *
chl_operator_entries(const chl_operator *op)
{
    return op->type->dense != NULL ? op->type->dense(op->self) : NULL;
}

chl_status
chl_operator_apply(const chl_operator *op, const double *x, double *y,
                   chl_error *err)
{
    return op->type->apply(op->self, x, y, err);
}
