/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Classes of functions by name: the radial kernels, and those of the table. */
#include <string.h>

#include <chladni/functions.h>

#include "base/error.h"
#include "base/text.h"

typedef struct named_class {
    const char *name;
    size_t depth, deepest; /* usual and largest */
    chl_status (*make)(const chl_basis *basis, size_t depth, uint64_t seed,
                       chl_functions **out, chl_error *err);
} named_class;

static chl_status
make_wide(const chl_basis *basis, const char *activation, size_t depth,
          chl_functions **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_wide network = chl_wide_default();

    CHL_TRY(chl_activation_init(activation, &network.activations[0], err));
    network.depth = depth;
    CHL_TRY(chl_functions_wide(basis, &network, out, err));
out:
    return status;
}

static chl_status
make_relu(const chl_basis *basis, size_t depth, uint64_t seed,
          chl_functions **out, chl_error *err)
{
    (void) seed;
    return make_wide(basis, "relu", depth, out, err);
}

static chl_status
make_erf(const chl_basis *basis, size_t depth, uint64_t seed,
         chl_functions **out, chl_error *err)
{
    (void) seed;
    return make_wide(basis, "erf", depth, out, err);
}

static chl_status
make_conv(const chl_basis *basis, size_t depth, uint64_t seed,
          chl_functions **out, chl_error *err)
{
    chl_conv_settings s = chl_conv_settings_default();

    s.depth = depth;
    s.channels = chl_basis_landmarks(basis);
    s.seed = seed;
    return chl_functions_conv(basis, &s, out, err);
}

static const named_class classes[] = {
    { "ntk-relu", 3, CHL_DEPTH_LIMIT, make_relu },
    { "ntk-erf", 3, CHL_DEPTH_LIMIT, make_erf },
    { "conv", 2, 3, make_conv },
};

enum {
    CLASSES = sizeof classes / sizeof *classes,
    NAMES = 32
};

const char *
chl_class_name(size_t index)
{
    size_t kernels = chl_kernel_type_count();

    if (index < kernels) {
        return chl_kernel_type_at(index)->name;
    }
    return index - kernels < CLASSES ? classes[index - kernels].name : NULL;
}

static const named_class *
find(const char *name)
{
    for (size_t k = 0; k < CLASSES; k++) {
        if (strcmp(classes[k].name, name) == 0) {
            return &classes[k];
        }
    }
    return NULL;
}

static bool
is_kernel(const char *name)
{
    for (size_t k = 0; k < chl_kernel_type_count(); k++) {
        if (strcmp(chl_kernel_type_at(k)->name, name) == 0) {
            return true;
        }
    }
    return false;
}

bool
chl_class_has_bandwidth(const char *name)
{
    return find(name) == NULL;
}

static chl_status
refuse_name(const char *name, chl_error *err)
{
    const char *names[NAMES];
    size_t count = 0, nearest;

    while (count < NAMES && chl_class_name(count) != NULL) {
        names[count] = chl_class_name(count);
        count++;
    }
    nearest = chl_text_nearest(name, names, count);
    if (nearest < count) {
        return CHL_FAIL(err, CHL_EARG,
                        "kernel '%s' is unknown; did you mean '%s'?", name,
                        names[nearest]);
    }
    return CHL_FAIL(err, CHL_EARG,
                    "kernel '%s' is unknown; it must be matern52, matern32, "
                    "gauss, laplace, ntk-relu, ntk-erf or conv",
                    name);
}

chl_status
chl_class_check(const chl_class_settings *s, chl_error *err)
{
    chl_status status = CHL_OK;
    const named_class *found = find(s->name);

    if (found == NULL && !is_kernel(s->name)) {
        return refuse_name(s->name, err);
    }
    if (found == NULL) {
        CHL_REQUIRE(s->depth == 0, err, CHL_EARG,
                    "depth is %zu; kernel %s has none, only ntk-relu, ntk-erf "
                    "and conv",
                    s->depth, s->name);
        goto out;
    }
    CHL_REQUIRE(!(s->bandwidth > 0.0), err, CHL_EARG,
                "bandwidth is %g; kernel %s has none", s->bandwidth, s->name);
    CHL_REQUIRE(s->depth <= found->deepest, err, CHL_EARG,
                "depth is %zu; that of %s must lie in 1..%zu", s->depth,
                s->name, found->deepest);
out:
    return status;
}

chl_status
chl_functions_create_class(const chl_basis *basis, const chl_class_settings *s,
                           chl_functions **out, chl_error *err)
{
    chl_status status = CHL_OK;
    const named_class *found = find(s->name);
    chl_kernel kernel;

    CHL_TRY(chl_class_check(s, err));
    if (found != NULL) {
        return found->make(basis, s->depth > 0 ? s->depth : found->depth,
                           s->seed, out, err);
    }
    CHL_TRY(chl_kernel_init(s->name, s->bandwidth, &kernel, err));
    CHL_TRY(chl_functions_radial(basis, &kernel, out, err));
out:
    return status;
}
