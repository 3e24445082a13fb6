/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mode drawn by two columns. */
#include "report/result.h"
#include "support/results.h"
#include "support/runner.h"

void
results_add_scatter(chl_result_mode *mode)
{
    chl_error err = { 0 };

    ck_assert_ok(chl_result_scatter_create(2, &mode->scatter, &err), err);
    results_name(&mode->scatter->x_name, "bright<b>ness");
    results_name(&mode->scatter->y_name, "contrast");
    mode->scatter->x[0] = mode->scatter->y[1] = 0.5;
    mode->scatter->y[0] = mode->scatter->value[0] = -2.0;
}
