/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scales and their round numbers. */
#include "report/chart.h"

#include <math.h>

chl_axis
chl_axis_empty(const char *label, chl_scale scale)
{
    return (chl_axis){
        .label = label, .scale = scale, .low = INFINITY, .high = -INFINITY
    };
}

static bool
can_show(const chl_axis *axis, double value)
{
    return isfinite(value) && (axis->scale == CHL_SCALE_LINEAR || value > 0.0);
}

void
chl_axis_include(chl_axis *axis, const double *values, size_t count)
{
    for (size_t k = 0; values != NULL && k < count; k++) {
        if (can_show(axis, values[k])) {
            axis->low = fmin(axis->low, values[k]);
            axis->high = fmax(axis->high, values[k]);
        }
    }
}

static void
settle_log(chl_axis *axis, double margin)
{
    double ratio;

    if (axis->high / axis->low < 1.5) {
        double middle = sqrt(axis->low) * sqrt(axis->high);

        axis->low = middle / 1.5;
        axis->high = middle * 1.5;
    }
    ratio = pow(axis->high / axis->low, margin);
    axis->low /= ratio;
    axis->high *= ratio;
}

static void
settle_linear(chl_axis *axis, double margin)
{
    double span = axis->high - axis->low;
    double size = fmax(fabs(axis->low), fabs(axis->high));

    if (span <= 1e-9 * size || span == 0.0) {
        span = size > 0.0 ? size : 1.0;
        axis->low -= 0.5 * span;
        axis->high += 0.5 * span;
    }
    axis->low -= margin * span;
    axis->high += margin * span;
}

void
chl_axis_settle(chl_axis *axis, double margin)
{
    if (!(axis->low <= axis->high)) {
        axis->low = axis->scale == CHL_SCALE_LOG ? 0.1 : 0.0;
        axis->high = 1.0;
    }
    if (axis->scale == CHL_SCALE_LOG) {
        settle_log(axis, margin);
    } else {
        settle_linear(axis, margin);
    }
}

double
chl_axis_corner(const chl_axis *axis, size_t index, size_t count)
{
    double part = (double) index / (double) count;

    if (axis->scale == CHL_SCALE_LOG) {
        return axis->low * pow(axis->high / axis->low, part);
    }
    return axis->low + (axis->high - axis->low) * part;
}

static size_t
linear_ticks(const chl_axis *axis, size_t wanted, double *ticks)
{
    static const double steps[] = { 1.0, 2.0, 5.0, 10.0 };
    double span = axis->high - axis->low;
    double power = pow(10.0, floor(log10(span / (double) wanted)));
    double step = 10.0 * power;
    size_t count = 0;

    for (size_t k = 0; k < 4; k++) {
        if (span / (steps[k] * power) <= (double) wanted) {
            step = steps[k] * power;
            break;
        }
    }
    for (double i = ceil(axis->low / step);
         i * step <= axis->high && count < wanted; i++) {
        ticks[count++] = i * step;
    }
    return count;
}

/* Every `stride`-th power of ten. */
static size_t
decade_ticks(const chl_axis *axis, size_t wanted, double *ticks)
{
    int first = (int) ceil(log10(axis->low) - 1e-9);
    int last = (int) floor(log10(axis->high) + 1e-9);
    int stride = (last - first) / (int) wanted + 1;
    size_t count = 0;

    for (int e = first; e <= last && count < wanted; e += stride) {
        ticks[count++] = pow(10.0, e);
    }
    return count;
}

/* Multiples of powers of ten, for axes of about one decade. */
static size_t
multiple_ticks(const chl_axis *axis, size_t wanted, const int *multiples,
               size_t multiple_count, double *ticks)
{
    int first = (int) floor(log10(axis->low));
    int last = (int) floor(log10(axis->high));
    size_t count = 0;

    for (int e = first; e <= last; e++) {
        for (size_t m = 0; m < multiple_count; m++) {
            double value = multiples[m] * pow(10.0, e);

            if (value >= axis->low && value <= axis->high && count < wanted) {
                ticks[count++] = value;
            }
        }
    }
    return count;
}

static size_t
log_ticks(const chl_axis *axis, size_t wanted, double *ticks)
{
    static const int few[] = { 1, 3 }, some[] = { 1, 2, 5 };
    double decades = log10(axis->high / axis->low);

    if (decades * 3.0 <= (double) wanted && decades < 0.8) {
        return linear_ticks(axis, wanted, ticks);
    }
    if (decades * 3.0 <= (double) wanted) {
        return multiple_ticks(axis, wanted, some, 3, ticks);
    }
    if (decades * 2.0 <= (double) wanted) {
        return multiple_ticks(axis, wanted, few, 2, ticks);
    }
    return decade_ticks(axis, wanted, ticks);
}

size_t
chl_axis_ticks(const chl_axis *axis, size_t wanted,
               double ticks[CHL_TICK_LIMIT])
{
    wanted = wanted > CHL_TICK_LIMIT ? CHL_TICK_LIMIT : wanted;
    if (wanted == 0) {
        return 0;
    }
    return axis->scale == CHL_SCALE_LOG ? log_ticks(axis, wanted, ticks)
                                        : linear_ticks(axis, wanted, ticks);
}
