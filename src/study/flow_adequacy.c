/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finite networks of growing width against the infinite one, on the points as
 * they begin. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "study/flow_scene.h"

enum {
    RUNS = 4,
    CELLS = 24 /* along each side, of two columns                           */
};

static const size_t widths[] = { 64, 128, 256, 512 };

enum {
    WIDTHS = sizeof widths / sizeof *widths
};

typedef struct adequacy {
    const chl_flow_task *task;
    size_t count;   /* places                                                */
    double *places; /* count x d                                             */
    double *wide;   /* f of infinite width                                   */
} adequacy;

static chl_status
make_places(adequacy *a, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_flow_task *t = a->task;
    const size_t d = t->target->dimension;
    const size_t side = d == 2 ? CELLS + 1 : 129;
    const chl_result_scene scene = { .d = d,
                                     .low = { t->low[0], t->low[1] },
                                     .high = { t->high[0], t->high[1] },
                                     .columns = side,
                                     .rows = d == 2 ? side : 1 };

    CHL_REQUIRE(d <= 2, err, CHL_EARG,
                "adequacy is drawn in 1 or 2 columns; these points have %zu",
                d);
    a->count = scene.columns * scene.rows;
    CHL_TRY(chl_flow_scene_places(&scene, &a->places, err));
out:
    return status;
}

/* f of one discriminator at the places, after one training. */
static chl_status
train(const adequacy *a, const chl_mlp *finite, double *out, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_flow_task *t = a->task;
    chl_particles_settings settings = t->settings->particles;
    chl_particles *particles = NULL;

    settings.discriminator = finite;
    settings.generator = NULL;
    CHL_TRY(chl_particles_create(&t->settings->kernel, &settings,
                                 t->source->count, t->target->count,
                                 t->target->dimension, t->source->points,
                                 t->target->points, &particles, err));
    CHL_TRY(chl_particles_train(particles, err));
    CHL_TRY(
        chl_particles_field(particles, a->count, a->places, out, NULL, err));
out:
    chl_particles_free(particles);
    return status;
}

static double
difference(const adequacy *a, const double *values)
{
    double sum = 0.0;

    for (size_t i = 0; i < a->count; i++) {
        sum += (values[i] - a->wide[i]) * (values[i] - a->wide[i]);
    }
    return sum / (double) a->count;
}

static chl_status
compare(const adequacy *a, chl_result_flow_width *w, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_mlp net = a->task->settings->finite;
    double *values = chl_alloc(a->count, sizeof *values);
    double sum = 0.0, size = 0.0;

    CHL_REQUIRE_MEMORY(values, err, "a finite network");
    net.width = w->width;
    net.antisymmetric = true;
    w->values = chl_alloc(a->count, sizeof *w->values);
    CHL_REQUIRE_MEMORY(w->values, err, "a finite network");
    w->count = a->count;
    for (size_t run = 0; run < RUNS; run++) {
        net.seed = a->task->settings->finite.seed + run;
        CHL_TRY(chl_progress_tell(&a->task->settings->progress,
                                  "finite networks", (double) run, RUNS, err));
        CHL_TRY(train(a, &net, run == 0 ? w->values : values, err));
        sum += difference(a, run == 0 ? w->values : values) / RUNS;
    }
    for (size_t i = 0; i < a->count; i++) {
        size += a->wide[i] * a->wide[i] / (double) a->count;
    }
    w->rms = sqrt(sum);
    w->relative = sqrt(sum / size);
out:
    chl_free(values);
    return status;
}

/* Least squares of log rms over log width. */
static double
slope_of(const chl_result_flow_width *w, size_t count)
{
    double x = 0.0, y = 0.0, xx = 0.0, xy = 0.0, n = (double) count;

    for (size_t k = 0; k < count; k++) {
        double u = log((double) w[k].width), v = log(w[k].rms);

        x += u / n;
        y += v / n;
        xx += u * u / n;
        xy += u * v / n;
    }
    return (xy - x * y) / (xx - x * x);
}

static chl_status
draw(chl_flow_task *t, const adequacy *a, size_t width, const double *values,
     chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result_scene *scene = NULL;
    char id[48], title[48];

    if (t->target->dimension != 2) {
        return CHL_OK;
    }
    snprintf(id, sizeof id, "field-%zu", width);
    if (width > 0) {
        snprintf(title, sizeof title, "width %zu", width);
    } else {
        snprintf(title, sizeof title, "infinite width");
    }
    CHL_TRY(chl_flow_scene_create(t, id, title, &scene, err));
    scene->columns = scene->rows = CELLS + 1;
    chl_free(scene->field);
    scene->field = chl_alloc(a->count, sizeof *scene->field);
    CHL_REQUIRE_MEMORY(scene->field, err, "a picture");
    memcpy(scene->field, values, a->count * sizeof *values);
    CHL_TRY(chl_flow_scene_clouds(t, scene, err));
out:
    return status;
}

chl_status
chl_flow_compare_widths(chl_flow_task *task, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result_flow *f = task->section;
    adequacy a = { .task = task };

    CHL_TRY(make_places(&a, err));
    a.wide = chl_alloc(a.count, sizeof *a.wide);
    f->widths = chl_alloc(WIDTHS, sizeof *f->widths);
    CHL_REQUIRE_MEMORY(a.wide, err, "a discriminator");
    CHL_REQUIRE_MEMORY(f->widths, err, "widths");
    CHL_TRY(train(&a, NULL, a.wide, err));
    CHL_TRY(draw(task, &a, 0, a.wide, err));
    for (size_t k = 0; k < WIDTHS; k++) {
        f->widths[k].width = widths[k];
        f->width_count = k + 1;
        CHL_TRY(compare(&a, &f->widths[k], err));
        CHL_TRY(draw(task, &a, widths[k], f->widths[k].values, err));
    }
    f->slope = slope_of(f->widths, WIDTHS);
    if (task->target->dimension == 1) {
        f->places = a.places;
        f->wide = a.wide;
        f->place_count = a.count;
        a.places = a.wide = NULL;
    }
out:
    if (status != CHL_OK) {
        chl_error_prefix(err, "adequacy");
    }
    chl_free(a.places);
    chl_free(a.wide);
    return status;
}
