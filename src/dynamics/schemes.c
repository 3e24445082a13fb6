/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of training schemes. */
#include "dynamics/scheme.h"

#include <math.h>
#include <string.h>

#include "dynamics/words.h"

static const chl_scheme *const schemes[] = {
    &chl_scheme_simultaneous,  &chl_scheme_alternating,
    &chl_scheme_rk2,           &chl_scheme_rk4,
    &chl_scheme_extragradient, &chl_scheme_ogda,
    &chl_scheme_heavy_ball,    &chl_scheme_negative_momentum,
    &chl_scheme_adam,          &chl_scheme_implicit_euler,
    &chl_scheme_trapezoid,
};

chl_scheme_parameters
chl_scheme_parameters_default(void)
{
    return (chl_scheme_parameters){ .n_d = 1, .momentum = NAN };
}

const chl_scheme *
chl_scheme_at(size_t index)
{
    return index < sizeof schemes / sizeof *schemes ? schemes[index] : NULL;
}

static const char *
name_at(size_t index)
{
    const chl_scheme *scheme = chl_scheme_at(index);

    return scheme != NULL ? scheme->name : NULL;
}

chl_status
chl_scheme_find(const char *name, const chl_scheme **out, chl_error *err)
{
    for (size_t k = 0; name != NULL && chl_scheme_at(k) != NULL; k++) {
        if (strcmp(name, chl_scheme_at(k)->name) == 0) {
            *out = chl_scheme_at(k);
            return CHL_OK;
        }
    }
    return chl_word_unknown("scheme", name, name_at, err);
}

const char *
chl_scheme_name(const chl_scheme *scheme)
{
    return scheme->name;
}

const char *
chl_scheme_note(const chl_scheme *scheme)
{
    return scheme->note;
}

unsigned
chl_scheme_order(const chl_scheme *scheme)
{
    return scheme->order;
}

size_t
chl_scheme_gradients(const chl_scheme *scheme,
                     const chl_scheme_parameters *parameters)
{
    return scheme == &chl_scheme_alternating
               ? scheme->gradients + parameters->n_d
               : scheme->gradients;
}

double
chl_scheme_momentum(const chl_scheme *scheme,
                    const chl_scheme_parameters *parameters)
{
    return isnan(parameters->momentum) ? scheme->momentum
                                       : parameters->momentum;
}

double
chl_scheme_radius(const chl_scheme *scheme,
                  const chl_scheme_parameters *parameters, const chl_mode *mode,
                  double h)
{
    return scheme->radius(scheme, parameters, mode, h);
}

double
chl_scheme_limit(const chl_scheme *scheme,
                 const chl_scheme_parameters *parameters, const chl_mode *mode)
{
    return scheme->limit(scheme, parameters, mode);
}
