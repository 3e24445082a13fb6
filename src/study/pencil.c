/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pencil of mass and stiffness, and its restriction to fewer landmarks. */
#include "study/fit.h"

#include "base/error.h"

chl_status
chl_pencil_init(chl_pencil *pencil, size_t q, size_t m, chl_error *err)
{
    chl_pencil made = { .q = q, .m = m };

    made.mass = chl_alloc(q * q, sizeof(double));
    made.stiffness = chl_alloc(q * q, sizeof(double));
    if (made.mass == NULL || made.stiffness == NULL) {
        chl_pencil_clear(&made);
        return CHL_FAIL(err, CHL_ENOMEM,
                        "out of memory for a pencil of order %zu", q);
    }
    *pencil = made;
    return CHL_OK;
}

void
chl_pencil_clear(chl_pencil *pencil)
{
    chl_free(pencil->mass);
    chl_free(pencil->stiffness);
    *pencil = (chl_pencil){ 0 };
}

void
chl_restrict_matrix(size_t q, size_t m, size_t kept, const double *from,
                    double *to)
{
    size_t order = q - m + kept;

    for (size_t j = 0; j < order; j++) {
        size_t column = j < kept ? j : j - kept + m;

        for (size_t i = 0; i < order; i++) {
            size_t row = i < kept ? i : i - kept + m;

            to[j * order + i] = from[column * q + row];
        }
    }
}

chl_status
chl_pencil_restrict(const chl_pencil *from, size_t m, chl_pencil *out,
                    chl_error *err)
{
    chl_status status = chl_pencil_init(out, from->q - from->m + m, m, err);

    if (status == CHL_OK) {
        chl_restrict_matrix(from->q, from->m, m, from->mass, out->mass);
        chl_restrict_matrix(from->q, from->m, m, from->stiffness,
                            out->stiffness);
    }
    return status;
}
