/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the weights of networks and what they generate lie over time. */
#include <math.h>
#include <stdio.h>

#include "base/error.h"
#include "report/result.h"
#include "study/meanfield.h"

enum {
    CLOUDS = 6
};

/* (a, b_1, .., e), as in meanfield.h. */
static void
name_weight(size_t index, size_t columns, char name[64])
{
    if (index == 0) {
        snprintf(name, 64, "critic's outer weight a");
    } else if (index == columns + 1) {
        snprintf(name, 64, "critic's offset e");
    } else if (columns == 1) {
        snprintf(name, 64, "critic's inner weight b");
    } else {
        snprintf(name, 64, "critic's inner weight b_%zu", index);
    }
}

size_t
chl_meanfield_times(const chl_meanfield_run *run)
{
    return run->settings->points < CHL_DENSITY_TIMES ? run->settings->points
                                                     : CHL_DENSITY_TIMES;
}

chl_status
chl_meanfield_prepare_weights(chl_meanfield_run *run, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t width = chl_meanfield_critic_width(&run->model);
    chl_result_meanfield *out = run->section;
    char name[64];

    out->weights = chl_result_blank(&chl_record_density, width);
    CHL_REQUIRE_MEMORY(out->weights, err, "the weights in time");
    out->weight_count = width;
    for (size_t i = 0; i < width; i++) {
        out->weights[i].low = -run->model.clip;
        out->weights[i].high = run->model.clip;
        name_weight(i, run->model.columns, name);
        CHL_TRY(chl_density_create(name, chl_meanfield_times(run),
                                   CHL_DENSITY_BINS, true, out->time,
                                   &out->weights[i], err));
    }
out:
    return status;
}

void
chl_meanfield_add_weights(chl_meanfield_run *run, size_t column)
{
    const size_t width = chl_meanfield_critic_width(&run->model);
    const size_t critics = run->settings->critics;
    const chl_meanfield_view view = chl_meanfield_look(run->mf);

    chl_meanfield_critics(run->mf, run->now_w);
    for (size_t i = 0; i < width; i++) {
        chl_result_density *d = &run->section->weights[i];

        d->at_low[column] = view.low[i];
        d->at_high[column] = view.high[i];
        for (size_t k = 0; k < critics; k++) {
            chl_density_add(d, column, run->now_w[k * width + i],
                            1.0 / (double) critics);
        }
    }
}

/* Of the data and of all that is generated, but not far out. */
static void
find_ends(const chl_meanfield_run *run, double *low, double *high)
{
    const chl_target *t = &run->target;
    const double far = 4.0 * t->scatter;

    *low = *high = t->mean[0];
    for (size_t k = 0; k < t->fine; k++) {
        *low = fmin(*low, t->points[k]);
        *high = fmax(*high, t->points[k]);
    }
    for (size_t k = 0; k < run->settings->points * t->fine; k++) {
        *low = fmin(*low, run->law[k]);
        *high = fmax(*high, run->law[k]);
    }
    *low = fmax(*low, t->mean[0] - far);
    *high = fmin(*high, t->mean[0] + far);
}

chl_status
chl_meanfield_fill_law(chl_meanfield_run *run, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t fine = run->target.fine, times = chl_meanfield_times(run);
    chl_result_density *d = chl_result_blank(&chl_record_density, 1);

    CHL_REQUIRE_MEMORY(d, err, "the generated law in time");
    run->section->law = d;
    find_ends(run, &d->low, &d->high);
    CHL_TRY(chl_density_create("generated x", times, CHL_DENSITY_BINS, false,
                               run->section->time, d, err));
    for (size_t k = 0; k < times; k++) {
        const size_t at = k * run->settings->points / times;

        for (size_t i = 0; i < fine; i++) {
            chl_density_add(d, k, run->law[at * fine + i], 1.0 / (double) fine);
        }
    }
out:
    return status;
}

static chl_status
fill_cloud(chl_result_cloud *out, double t, size_t count, size_t columns,
           const double *x, chl_error *err)
{
    chl_status status = CHL_OK;

    out->t = t;
    out->x = chl_alloc(count, sizeof *out->x);
    out->y = chl_alloc(count, sizeof *out->y);
    CHL_REQUIRE(out->x != NULL && out->y != NULL, err, CHL_ENOMEM,
                "out of memory for a cloud");
    out->count = count;
    for (size_t k = 0; k < count; k++) {
        out->x[k] = x[k * columns];
        out->y[k] = x[k * columns + 1];
    }
out:
    return status;
}

/* The data, whose time is none, then the generated law. */
chl_status
chl_meanfield_fill_clouds(chl_meanfield_run *run, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result_meanfield *out = run->section;
    const chl_target *t = &run->target;

    out->clouds = chl_result_blank(&chl_record_cloud, CLOUDS + 1);
    CHL_REQUIRE_MEMORY(out->clouds, err, "the generated law in time");
    out->cloud_count = CLOUDS + 1;
    CHL_TRY(
        fill_cloud(&out->clouds[0], NAN, t->fine, t->columns, t->points, err));
    for (size_t k = 0; k < CLOUDS; k++) {
        const size_t at = k * (out->point_count - 1) / (CLOUDS - 1);

        CHL_TRY(fill_cloud(&out->clouds[k + 1], out->points[at].t, t->fine,
                           t->columns, run->law + at * t->fine * t->columns,
                           err));
    }
out:
    return status;
}
