/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Classes of functions by name: radial kernels, wide networks, conv. */
#include <string.h>

#include <chladni/functions.h>

#include "base/error.h"
#include "base/text.h"

/* Behind the radial kernels: what is offered. Other activations, and sums, are
 * understood as well. */
static const char *const class_names[] = {
    "ntk-relu",     "ntk-leaky_relu",   "ntk-abs",   "ntk-identity",
    "ntk-erf",      "ntk-sigmoid_like", "ntk-sin",   "ntk-rbf",
    "ntk-gelu",     "nngp-relu",        "nngp-erf",  "nngp-gelu",
    "cntk-relu",    "cntk-erf",         "cntk-gelu", "cntk-gap-relu",
    "cntk-gap-erf", "dcgan-relu",       "conv",
};

enum {
    CLASSES = sizeof class_names / sizeof *class_names,
    NAMES = 32,
    WIDE_DEPTH = 3, /* unless told                                           */
    IMAGES_DEPTH = 2,
    CONV_DEPTH = 2,
    CONV_DEEPEST = 3,
    CONV_LANDMARKS = 256, /* features cost a pass back each                  */
    IMAGES_LANDMARKS = 128
};

const char *
chl_class_name(size_t index)
{
    size_t kernels = chl_kernel_type_count();

    if (index < kernels) {
        return chl_kernel_type_at(index)->name;
    }
    return index - kernels < CLASSES ? class_names[index - kernels] : NULL;
}

static bool
starts_with(const char *name, const char *start)
{
    return strncmp(name, start, strlen(start)) == 0;
}

static bool
is_conv(const char *name)
{
    return strcmp(name, "conv") == 0;
}

static bool
is_of_images(const char *name)
{
    return starts_with(name, "cntk-") || starts_with(name, "cnngp-")
           || starts_with(name, "dcgan-");
}

static bool
is_wide(const char *name)
{
    return starts_with(name, "ntk-") || starts_with(name, "nngp-")
           || is_of_images(name);
}

static size_t
usual_depth(const char *name)
{
    if (is_conv(name)) {
        return CONV_DEPTH;
    }
    return is_of_images(name) ? IMAGES_DEPTH : WIDE_DEPTH;
}

size_t
chl_class_landmarks(const char *name)
{
    if (is_conv(name)) {
        return CONV_LANDMARKS;
    }
    return is_of_images(name) ? IMAGES_LANDMARKS : SIZE_MAX;
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
    return !is_conv(name) && !is_wide(name);
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
                    "gauss, laplace, conv, or ntk-, nngp-, cntk-, cnngp-, "
                    "cntk-gap-, cnngp-gap- or dcgan- and activations such as "
                    "relu",
                    name);
}

/* The kernel of a wide network's name; of images, their shape is open. */
static chl_status
read_wide(const chl_class_settings *s, chl_pair_kernel *out, chl_error *err)
{
    chl_wide network = chl_wide_default();

    network.depth = s->depth > 0 ? s->depth : usual_depth(s->name);
    return chl_pair_kernel_init(s->name, &network, 1.0, 1.0, out, err);
}

chl_status
chl_class_check(const chl_class_settings *s, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_pair_kernel kernel;
    size_t deepest = is_conv(s->name) ? CONV_DEEPEST : CHL_DEPTH_LIMIT;

    if (chl_class_has_bandwidth(s->name)) {
        if (!is_kernel(s->name)) {
            return refuse_name(s->name, err);
        }
        CHL_REQUIRE(s->depth == 0, err, CHL_EARG,
                    "depth is %zu; kernel %s has none, only those of networks "
                    "and conv",
                    s->depth, s->name);
        goto out;
    }
    CHL_REQUIRE(!(s->bandwidth > 0.0), err, CHL_EARG,
                "bandwidth is %g; kernel %s has none", s->bandwidth, s->name);
    CHL_REQUIRE(s->depth <= deepest, err, CHL_EARG,
                "depth is %zu; that of %s must lie in 1..%zu", s->depth,
                s->name, deepest);
    if (!is_conv(s->name)) {
        CHL_TRY(read_wide(s, &kernel, err));
    }
out:
    return status;
}

static chl_status
create_conv(const chl_basis *basis, const chl_class_settings *s,
            chl_functions **out, chl_error *err)
{
    chl_conv_settings conv = chl_conv_settings_default();

    conv.depth = s->depth > 0 ? s->depth : usual_depth(s->name);
    conv.channels = chl_basis_landmarks(basis);
    conv.seed = s->seed;
    return chl_functions_conv(basis, &conv, out, err);
}

chl_status
chl_functions_create_class(const chl_basis *basis, const chl_class_settings *s,
                           chl_functions **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_pair_kernel wide;
    chl_kernel kernel;

    CHL_TRY(chl_class_check(s, err));
    if (is_conv(s->name)) {
        return create_conv(basis, s, out, err);
    }
    if (is_wide(s->name)) {
        CHL_TRY(read_wide(s, &wide, err));
        return wide.kind == CHL_PAIR_IMAGES
                   ? chl_functions_images(basis, &wide, out, err)
                   : chl_functions_wide(basis, &wide.wide, out, err);
    }
    CHL_TRY(chl_kernel_init(s->name, s->bandwidth, &kernel, err));
    CHL_TRY(chl_functions_radial(basis, &kernel, out, err));
out:
    return status;
}
