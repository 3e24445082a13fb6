/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One front for the kernels of wide networks, radial and Riesz kernels. */
#include <math.h>
#include <string.h>

#include <chladni/ntk.h>

#include "base/error.h"
#include "kernels/activation.h"
#include "kernels/pairs.h"

static chl_status
init_wide(const char *activation, const chl_wide *wide, bool tangent,
          chl_pair_kernel *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_pair_kernel made = { .kind = CHL_PAIR_WIDE, .wide = *wide };

    CHL_TRY(chl_activation_init(activation, made.wide.activations, err));
    made.wide.activation_count = 1;
    made.wide.tangent = tangent;
    CHL_TRY(chl_wide_check(&made.wide, err));
    *out = made;
out:
    return status;
}

static chl_status
check_power(double power, chl_error *err)
{
    if (!(power > 0.0 && power < 2.0)) {
        return CHL_FAIL(err, CHL_EARG,
                        "power of the riesz kernel is %g; it must lie "
                        "between 0 and 2",
                        power);
    }
    return CHL_OK;
}

chl_status
chl_pair_kernel_init(const char *name, const chl_wide *wide, double bandwidth,
                     double power, chl_pair_kernel *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_pair_kernel made = { .kind = CHL_PAIR_RADIAL };

    if (strncmp(name, "ntk-", 4) == 0) {
        return init_wide(name + 4, wide, true, out, err);
    }
    if (strncmp(name, "nngp-", 5) == 0) {
        return init_wide(name + 5, wide, false, out, err);
    }
    if (strcmp(name, "energy") == 0 || strcmp(name, "riesz") == 0) {
        made.kind = CHL_PAIR_RIESZ;
        made.power = name[0] == 'e' ? 1.0 : power;
        CHL_TRY(check_power(made.power, err));
    } else {
        CHL_TRY(chl_kernel_init(name, bandwidth, &made.radial, err));
    }
    *out = made;
out:
    return status;
}

chl_status
chl_pair_kernel_check(const chl_pair_kernel *kernel, chl_error *err)
{
    chl_kernel same;

    switch (kernel->kind) {
    case CHL_PAIR_WIDE:
        return chl_wide_check(&kernel->wide, err);
    case CHL_PAIR_RIESZ:
        return check_power(kernel->power, err);
    case CHL_PAIR_RADIAL:
    default:
        break;
    }
    if (kernel->radial.type == NULL) {
        return CHL_FAIL(err, CHL_EARG, "the radial kernel is none");
    }
    return chl_kernel_init(kernel->radial.type->name, kernel->radial.bandwidth,
                           &same, err);
}

CHL_VECTORISED static void
energy(size_t count, const double *restrict squared, double *restrict values,
       double *restrict weights)
{
    for (size_t j = 0; j < count; j++) {
        double r = sqrt(squared[j]);

        values[j] = -r;
        weights[j] = r > 0.0 ? -1.0 / (r > 0.0 ? r : 1.0) : 0.0;
    }
}

static void
riesz(double power, size_t count, const double *squared, double *values,
      double *weights)
{
    for (size_t j = 0; j < count; j++) {
        values[j] = -pow(squared[j], 0.5 * power);
        weights[j] = squared[j] > 0.0 ? power * values[j] / squared[j] : 0.0;
    }
}

/* values and w of  grad_x k = w (x - z). */
static void
radial_fields(const chl_pair_kernel *kernel, size_t count,
              const double *squared, double *values, double *weights)
{
    if (kernel->kind == CHL_PAIR_RIESZ) {
        if (kernel->power == 1.0) {
            energy(count, squared, values, weights);
        } else {
            riesz(kernel->power, count, squared, values, weights);
        }
        return;
    }
    kernel->radial.type->fields(kernel->radial.bandwidth, count, squared,
                                values, weights);
    for (size_t j = 0; j < count; j++) {
        values[j] += 1.0;
    }
}

static void
radial_chunk(const chl_pair_kernel *kernel, const chl_pairs *pairs, size_t i,
             size_t first, double *values, double *p, double *q)
{
    double squared[CHL_CHUNK], other[CHL_CHUNK], weights[CHL_CHUNK];
    size_t at = i * pairs->m + first, rest = pairs->m - first;
    size_t count = rest < CHL_CHUNK ? rest : CHL_CHUNK;

    chl_pairs_measure(pairs, i, first, count, squared, other);
    radial_fields(kernel, count, squared, values + at, weights);
    for (size_t j = 0; p != NULL && j < count; j++) {
        p[at + j] = -weights[j];
        q[at + j] = weights[j];
    }
}

void
chl_pair_block(const chl_pair_kernel *kernel, const chl_pairs *pairs,
               double *values, double *p, double *q)
{
    if (kernel->kind == CHL_PAIR_WIDE) {
        chl_wide_block(&kernel->wide, pairs, values, p, q);
        return;
    }
    for (size_t i = 0; i < pairs->count; i++) {
        for (size_t first = 0; first < pairs->m; first += CHL_CHUNK) {
            radial_chunk(kernel, pairs, i, first, values, p, q);
        }
    }
}
