/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures of a flow: the generator's loss, where points are and go. */
#include "study/flow_scene.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "report/result.h"

enum {
    CURVE = 256, /* places of a curve                                        */
    ARROWS = 250
};

void
chl_flow_frame(chl_flow_task *task)
{
    const size_t d = task->target->dimension;
    const chl_cloud *const clouds[] = { task->source, task->target };
    double widest = 0.0;

    for (size_t k = 0; k < 2 && k < d; k++) {
        double low = INFINITY, high = -INFINITY;

        for (size_t side = 0; side < 2; side++) {
            for (size_t i = 0; i < clouds[side]->count; i++) {
                low = fmin(low, clouds[side]->points[i * d + k]);
                high = fmax(high, clouds[side]->points[i * d + k]);
            }
        }
        task->low[k] = low;
        task->high[k] = high;
        widest = fmax(widest, high - low);
    }
    /* One unit is as long across as up. */
    widest = widest > 0.0 ? 1.12 * widest : 1.0;
    for (size_t k = 0; k < 2; k++) {
        double middle = 0.5 * (task->low[k] + task->high[k]);

        task->low[k] = middle - 0.5 * widest;
        task->high[k] = middle + 0.5 * widest;
    }
}

/* Early steps move far: pictures are at squares of equal steps. */
bool
chl_flow_wants_scene(const chl_flow_task *task)
{
    const size_t count = task->settings->snapshots;
    const size_t steps = task->settings->steps;

    if (count == 0) {
        return false;
    }
    for (size_t k = 0; k < count; k++) {
        double part = count > 1 ? (double) k / (double) (count - 1) : 1.0;

        if ((size_t) lround(part * part * (double) steps) == task->step) {
            return true;
        }
    }
    return false;
}

chl_status
chl_flow_scene_create(chl_flow_task *task, const char *id, const char *title,
                      chl_result_scene **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result *made = task->made;
    const size_t d = task->target->dimension;
    chl_result_scene *scene =
        chl_realloc(made->scenes, made->scene_count + 1, sizeof *scene);

    CHL_REQUIRE_MEMORY(scene, err, "a picture");
    made->scenes = scene;
    scene += made->scene_count++;
    *scene =
        (chl_result_scene){ .d = d,
                            .columns =
                                d == 2 ? task->settings->cells + 1 : CURVE,
                            .rows = d == 2 ? task->settings->cells + 1 : 1 };
    memcpy(scene->low, task->low, sizeof scene->low);
    memcpy(scene->high, task->high, sizeof scene->high);
    CHL_TRY(chl_result_set_text(&scene->id, id, err));
    CHL_TRY(chl_result_set_text(&scene->title, title, err));
    scene->field =
        chl_alloc(scene->columns * scene->rows, sizeof *scene->field);
    CHL_REQUIRE_MEMORY(scene->field, err, "a picture");
    *out = scene;
out:
    return status;
}

chl_status
chl_flow_scene_places(const chl_result_scene *scene, double **out,
                      chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t count = scene->columns * scene->rows;
    double *places = chl_alloc(count * scene->d, sizeof *places);

    CHL_REQUIRE_MEMORY(places, err, "a picture");
    for (size_t i = 0; i < count; i++) {
        double across =
            (double) (i % scene->columns) / (double) (scene->columns - 1);

        places[i * scene->d] =
            scene->low[0] + across * (scene->high[0] - scene->low[0]);
        if (scene->d == 2) {
            double up =
                (double) (i / scene->columns) / (double) (scene->rows - 1);

            places[2 * i + 1] =
                scene->low[1] + up * (scene->high[1] - scene->low[1]);
        }
    }
    *out = places;
out:
    return status;
}

chl_status
chl_flow_scene_clouds(const chl_flow_task *task, chl_result_scene *scene,
                      chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t n = task->source->count, m = task->target->count;

    scene->points = chl_alloc(n * scene->d, sizeof *scene->points);
    CHL_REQUIRE_MEMORY(scene->points, err, "a picture");
    scene->n = n;
    memcpy(scene->points, chl_particles_points(task->particles),
           n * scene->d * sizeof *scene->points);
    scene->targets = chl_alloc(m * scene->d, sizeof *scene->targets);
    CHL_REQUIRE_MEMORY(scene->targets, err, "a picture");
    scene->m = m;
    memcpy(scene->targets, task->target->points,
           m * scene->d * sizeof *scene->targets);
out:
    return status;
}

/* c(f) over the frame. */
static chl_status
fill_field(const chl_flow_task *t, chl_result_scene *scene, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t count = scene->columns * scene->rows;
    double *places = NULL;

    CHL_TRY(chl_flow_scene_places(scene, &places, err));
    CHL_TRY(chl_particles_field(t->particles, count, places, scene->field, NULL,
                                err));
    for (size_t i = 0; i < count; i++) {
        scene->field[i] = t->loss->value(scene->field[i]);
    }
out:
    chl_free(places);
    return status;
}

/* Every so many points, or a lattice of places; *out is the caller's. */
static chl_status
choose_places(const chl_flow_task *t, const chl_result_scene *scene,
              double **out, size_t *count, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t d = scene->d, side = t->settings->vectors;
    const size_t stride = scene->n / ARROWS + 1;
    chl_result_scene lattice = { .d = d,
                                 .columns = side,
                                 .rows = d == 2 ? side : 1 };

    if (side > 0) {
        for (size_t k = 0; k < 2; k++) {
            double margin =
                0.5 * (scene->high[k] - scene->low[k]) / (double) side;

            lattice.low[k] = scene->low[k] + margin;
            lattice.high[k] = scene->high[k] - margin;
        }
        *count = lattice.columns * lattice.rows;
        return chl_flow_scene_places(&lattice, out, err);
    }
    *out = chl_alloc((scene->n / stride + 1) * d, sizeof **out);
    CHL_REQUIRE_MEMORY(*out, err, "a picture");
    *count = 0;
    for (size_t i = 0; i < scene->n; i += stride) {
        memcpy(*out + d * (*count)++, scene->points + i * d, d * sizeof **out);
    }
out:
    return status;
}

/* Down the slope of c(f): the gradients, turned; the longest of them. */
static double
turn_down(const chl_flow_task *t, const double *values, double *gradients,
          size_t count, size_t d)
{
    double longest = 0.0;

    for (size_t i = 0; i < count; i++) {
        double sum = 0.0;

        for (size_t k = 0; k < d; k++) {
            gradients[i * d + k] *= -t->loss->slope(values[i]);
            sum += gradients[i * d + k] * gradients[i * d + k];
        }
        longest = fmax(longest, sqrt(sum));
    }
    return longest;
}

/* Arrows down the slope of c(f), the longest an eighth of the frame, or as far
 * as its neighbour on a lattice. */
static chl_status
fill_arrows(const chl_flow_task *t, chl_result_scene *scene, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t d = scene->d;
    double *places = NULL, *values = NULL, *gradients = NULL, longest;
    const size_t side = t->settings->vectors;
    const double part = side > 0 ? 1.0 / (double) side : 0.125;
    size_t count = 0;

    CHL_TRY(choose_places(t, scene, &places, &count, err));
    values = chl_alloc(count, sizeof *values);
    CHL_REQUIRE_MEMORY(values, err, "a picture");
    gradients = chl_alloc(count * d, sizeof *gradients);
    CHL_REQUIRE_MEMORY(gradients, err, "a picture");
    scene->arrows = chl_alloc(count * 2 * d, sizeof *scene->arrows);
    CHL_REQUIRE_MEMORY(scene->arrows, err, "a picture");
    CHL_TRY(chl_particles_field(t->particles, count, places, values, gradients,
                                err));
    longest = turn_down(t, values, gradients, count, d);
    for (size_t i = 0; longest > 0.0 && i < count; i++) {
        double *arrow = scene->arrows + 2 * d * scene->arrow_count++;
        double unit = part * (scene->high[0] - scene->low[0]) / longest;

        for (size_t k = 0; k < d; k++) {
            arrow[k] = places[i * d + k];
            arrow[d + k] = arrow[k] + unit * gradients[i * d + k];
        }
    }
out:
    chl_free(places);
    chl_free(values);
    chl_free(gradients);
    return status;
}

chl_status
chl_flow_add_scene(chl_flow_task *task, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result_scene *scene = NULL;
    char id[32], title[48];

    if (task->dataset != NULL) {
        return chl_flow_add_sheet(task, err);
    }
    if (task->target->dimension > 2) {
        return CHL_OK;
    }
    snprintf(id, sizeof id, "step-%zu", task->step);
    snprintf(title, sizeof title, "step %zu", task->step);
    CHL_TRY(chl_flow_scene_create(task, id, title, &scene, err));
    CHL_TRY(chl_flow_scene_clouds(task, scene, err));
    CHL_TRY(fill_field(task, scene, err));
    CHL_TRY(fill_arrows(task, scene, err));
out:
    return status;
}
