/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One front for the kernels of wide networks, radial and Riesz kernels. */
#include <math.h>
#include <string.h>

#include <chladni/ntk.h>

#include "base/error.h"
#include "kernels/activation.h"
#include "kernels/kinked_block.h"
#include "kernels/pairs.h"
#include "kernels/radial.h"

enum {
    NAME_LIMIT = 32
};

/* Activations by their names, with + between them. */
static chl_status
init_activations(const char *names, chl_wide *out, chl_error *err)
{
    chl_status status = CHL_OK;
    const char *at = names;

    out->activation_count = 0;
    for (bool more = true; more;) {
        size_t length = strcspn(at, "+");
        char name[NAME_LIMIT];

        CHL_REQUIRE(out->activation_count < CHL_ACTIVATION_LIMIT, err, CHL_EARG,
                    "'%s' names more than %d activations", names,
                    CHL_ACTIVATION_LIMIT);
        CHL_REQUIRE(length > 0 && length < NAME_LIMIT, err, CHL_EARG,
                    "'%s' names no activation at '%s'", names, at);
        memcpy(name, at, length);
        name[length] = '\0';
        CHL_TRY(chl_activation_init(
            name, &out->activations[out->activation_count], err));
        out->activation_count++;
        more = at[length] == '+';
        at += length + (more ? 1 : 0);
    }
out:
    return status;
}

/* What stands before the activations in names of wide networks. */
typedef struct wide_name {
    const char *prefix;
    bool tangent;
    chl_pair_kind kind;
    bool pooled, strided;
} wide_name;

static const wide_name wide_names[] = {
    { .prefix = "ntk-", .kind = CHL_PAIR_WIDE, .tangent = true },
    { .prefix = "nngp-", .kind = CHL_PAIR_WIDE },
    { .prefix = "cntk-gap-",
      .kind = CHL_PAIR_IMAGES,
      .tangent = true,
      .pooled = true },
    { .prefix = "cnngp-gap-", .kind = CHL_PAIR_IMAGES, .pooled = true },
    { .prefix = "cntk-", .kind = CHL_PAIR_IMAGES, .tangent = true },
    { .prefix = "cnngp-", .kind = CHL_PAIR_IMAGES },
    { .prefix = "dcgan-nngp-", .kind = CHL_PAIR_IMAGES, .strided = true },
    { .prefix = "dcgan-",
      .kind = CHL_PAIR_IMAGES,
      .tangent = true,
      .strided = true },
};

static const wide_name *
find_wide_name(const char *name)
{
    for (size_t k = 0; k < sizeof wide_names / sizeof *wide_names; k++) {
        const char *prefix = wide_names[k].prefix;

        if (strncmp(name, prefix, strlen(prefix)) == 0) {
            return &wide_names[k];
        }
    }
    return NULL;
}

static chl_status
init_wide(const wide_name *found, const char *name, const chl_wide *wide,
          chl_pair_kernel *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_pair_kernel made = { .kind = found->kind,
                             .wide = *wide,
                             .images = { .pooled = found->pooled,
                                         .strided = found->strided } };

    CHL_TRY(init_activations(name + strlen(found->prefix), &made.wide, err));
    made.wide.tangent = found->tangent;
    CHL_TRY(chl_wide_check(&made.wide, err));
    *out = made;
out:
    return status;
}

static chl_status
check_images(const chl_pair_kernel *kernel, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_images *images = &kernel->images;
    const size_t limit = images->pooled ? 1024 : 65536;

    CHL_TRY(chl_wide_check(&kernel->wide, err));
    CHL_REQUIRE(images->height >= 1 && images->width >= 1
                    && images->channels >= 1 && images->height <= limit
                    && images->width <= limit / images->height
                    && images->channels <= 4096,
                err, CHL_EARG,
                "the kernel's images are %zu x %zu x %zu; %s1 to %zu pixels "
                "with at most 4096 channels are possible",
                images->height, images->width, images->channels,
                images->pooled ? "of a pooled network " : "", limit);
    CHL_REQUIRE(!images->strided || !(images->pooled || images->circular), err,
                CHL_EARG,
                "convolutions in steps of 2 are neither pooled nor circular");
    CHL_REQUIRE(kernel->wide.block == 0 && kernel->wide.width == 0, err,
                CHL_EARG,
                "a convolutional network has residual blocks of %zu layers or "
                "a width of %zu; neither is possible",
                kernel->wide.block, kernel->wide.width);
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
    const wide_name *found = find_wide_name(name);
    chl_pair_kernel made = { .kind = CHL_PAIR_RADIAL };

    if (found != NULL) {
        return init_wide(found, name, wide, out, err);
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
    case CHL_PAIR_IMAGES:
        return check_images(kernel, err);
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

static bool
network_has_cusp(const chl_wide *network)
{
    for (size_t k = 0; k < network->activation_count && network->tangent; k++) {
        double right, left;

        if (chl_activation_rays(&network->activations[k], &right, &left)
            && right != left) {
            return true;
        }
    }
    return false;
}

bool
chl_pair_kernel_has_cusp(const chl_pair_kernel *kernel)
{
    switch (kernel->kind) {
    case CHL_PAIR_RIESZ:
        return true;
    case CHL_PAIR_RADIAL:
        return kernel->radial.type == &chl_kernel_laplace;
    case CHL_PAIR_WIDE:
    case CHL_PAIR_IMAGES:
    default:
        break;
    }
    return network_has_cusp(&kernel->wide);
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
    if (kernel->kind == CHL_PAIR_RADIAL) {
        kernel->radial.type->fields(kernel->radial.bandwidth, count, squared,
                                    values, weights);
    } else if (kernel->power == 1.0) {
        energy(count, squared, values, weights);
    } else {
        riesz(kernel->power, count, squared, values, weights);
    }
}

/* Room for the fields of some pairs; r or all may be NULL. */
typedef struct fields {
    double *p, *q, *r;
} fields;

CHL_VECTORISED static void
spread(double offset, size_t count, const double *restrict weights,
       double *restrict values, fields out)
{
    double *restrict p = out.p, *restrict q = out.q, *restrict r = out.r;

    for (size_t j = 0; j < count; j++) {
        values[j] += offset;
    }
    for (size_t j = 0; p != NULL && j < count; j++) {
        p[j] = -weights[j];
        q[j] = weights[j];
    }
    for (size_t j = 0; r != NULL && j < count; j++) {
        r[j] = weights[j];
    }
}

static void
radial_chunk(const chl_pair_kernel *kernel, const chl_pairs *pairs, size_t i,
             size_t first, double *values, fields out)
{
    double squared[CHL_CHUNK], other[CHL_CHUNK], weights[CHL_CHUNK];
    size_t at = i * pairs->m + first, rest = pairs->m - first;
    size_t count = rest < CHL_CHUNK ? rest : CHL_CHUNK;
    /* Radial values are kept less 1. */
    const double offset = kernel->kind == CHL_PAIR_RADIAL ? 1.0 : 0.0;

    chl_pairs_measure(pairs, i, first, count, squared, other);
    radial_fields(kernel, count, squared, values + at, weights);
    spread(offset, count, weights, values + at,
           (fields){ out.p != NULL ? out.p + at : NULL,
                     out.q != NULL ? out.q + at : NULL,
                     out.r != NULL ? out.r + at : NULL });
}

static void
radial_block(const chl_pair_kernel *kernel, const chl_pairs *pairs,
             double *values, fields out)
{
    for (size_t i = 0; i < pairs->count; i++) {
        for (size_t first = 0; first < pairs->m; first += CHL_CHUNK) {
            radial_chunk(kernel, pairs, i, first, values, out);
        }
    }
}

void
chl_pair_block(const chl_pair_kernel *kernel, const chl_pairs *pairs,
               double *values, double *p, double *q)
{
    if (kernel->kind == CHL_PAIR_WIDE) {
        chl_wide_block(&kernel->wide, pairs, values, p, q);
    } else {
        radial_block(kernel, pairs, values, (fields){ p, q, NULL });
    }
}

bool
chl_pair_has_both(const chl_pair_kernel *kernel)
{
    return kernel->kind == CHL_PAIR_RADIAL || kernel->kind == CHL_PAIR_RIESZ
           || (kernel->kind == CHL_PAIR_WIDE
               && chl_kinked_suits(&kernel->wide));
}

void
chl_pair_block_both(const chl_pair_kernel *kernel, const chl_pairs *pairs,
                    double *values, double *p, double *q, double *r)
{
    if (kernel->kind == CHL_PAIR_WIDE) {
        chl_kinked_block(&kernel->wide, pairs, values, p, q, r);
    } else {
        radial_block(kernel, pairs, values, (fields){ p, q, r });
    }
}
