/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a trajectory of networks does in its second half. */
#include "study/meanfield.h"

#include <math.h>

enum {
    CROSSINGS = 64,
    LEAST_PERIODS = 2
};

/* Field below which nothing moves; how far periods may differ; what part of the
 * spread of the data a swing must reach. */
static const double still = 1e-5, alike = 0.1, least_swing = 0.01;

/* Times at which g passes its middle upwards. */
static size_t
find_crossings(const chl_result_meanfield *s, size_t from, double middle,
               double out[CROSSINGS])
{
    size_t count = 0;

    for (size_t k = from; k + 1 < s->point_count && count < CROSSINGS; k++) {
        const chl_result_meanfield_point *a = &s->points[k], *b = a + 1;
        const double low = a->g - middle, high = b->g - middle;

        if (low < 0.0 && high >= 0.0) {
            out[count++] = a->t + (b->t - a->t) * low / (low - high);
        }
    }
    return count;
}

static void
find_period(chl_result_meanfield *s, size_t from, double low, double high)
{
    double times[CROSSINGS], shortest = INFINITY, longest = 0.0;
    size_t count = find_crossings(s, from, 0.5 * (low + high), times);

    if (count < LEAST_PERIODS + 1) {
        return;
    }
    for (size_t k = 0; k + 1 < count; k++) {
        shortest = fmin(shortest, times[k + 1] - times[k]);
        longest = fmax(longest, times[k + 1] - times[k]);
    }
    if (longest - shortest <= alike * longest) {
        s->period = (times[count - 1] - times[0]) / (double) (count - 1);
        s->settled = s->points[from].t;
    }
}

void
chl_meanfield_judge(chl_result_meanfield *s)
{
    const size_t from = s->point_count / 2;
    double low = INFINITY, high = -INFINITY;

    s->rest = s->speed_d <= still && s->speed_g <= still;
    s->g_max = 0.0;
    for (size_t k = from; k < s->point_count; k++) {
        low = fmin(low, s->points[k].g);
        high = fmax(high, s->points[k].g);
        s->g_max = fmax(s->g_max, fabs(s->points[k].g));
    }
    s->amplitude = 0.5 * (high - low);
    if (!s->rest && s->amplitude > least_swing * s->scatter) {
        find_period(s, from, low, high);
    }
}
