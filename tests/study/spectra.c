/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/spectra.h"

#include <math.h>

#include "report/result.h"
#include "support/runner.h"

chl_result *
spectrum_result(const double *lambda, size_t count, double width)
{
    chl_error err = { 0 };
    chl_result *result = NULL;
    chl_result_spectrum *s = NULL;

    ck_assert_ok(chl_result_create("predict", &result, &err), err);
    ck_assert_ok(chl_result_spectrum_create(count, 0, 0, &s, &err), err);
    for (size_t k = 0; k < count; k++) {
        s->lambda[k] = lambda[k];
        s->ci_low[k] = width < 0.0 ? NAN : lambda[k] * (1.0 - width);
        s->ci_high[k] = width < 0.0 ? NAN : lambda[k] * (1.0 + width);
    }
    result->spectrum = s;
    return result;
}

chl_result *
three_modes(void)
{
    const double lambda[3] = { 0.5, 1.5, 4.0 };

    return spectrum_result(lambda, 3, 0.2);
}
