/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The section of a flow and its pictures, made by hand. */
#include <math.h>
#include <string.h>

#include "report/result.h"
#include "support/results.h"
#include "support/runner.h"

enum {
    COLUMNS = 5
};

static void *
room(size_t count)
{
    void *made = chl_alloc(count, sizeof(double));

    ck_assert_ptr_nonnull(made);
    return made;
}

static void
fill_course(chl_result_flow *f)
{
    f->points = chl_result_blank(&chl_record_flow_point, 3);
    ck_assert_ptr_nonnull(f->points);
    f->point_count = 3;
    for (size_t k = 0; k < 3; k++) {
        f->points[k].step = 10 * k;
        f->points[k].energy = 1.0 / (double) (k + 1);
        f->points[k].loss = -0.5 + 0.25 * (double) k;
        f->points[k].transport = k == 1 ? NAN : 2.0;
        f->points[k].mmd = 0.5;
        f->points[k].rate = 1000.0;
    }
}

static chl_result_flow_mode *
make_modes(size_t count)
{
    chl_result_flow_mode *modes =
        chl_result_blank(&chl_record_flow_mode, count);

    ck_assert_ptr_nonnull(modes);
    for (size_t k = 0; k < count; k++) {
        modes[k].lambda = 1.0 / (double) (k + 1);
        modes[k].share = 0.5;
        modes[k].residual = 1e-12;
    }
    return modes;
}

static void
fill_comparisons(chl_result_flow *f)
{
    f->decays = chl_result_blank(&chl_record_flow_decay, 1);
    f->widths = chl_result_blank(&chl_record_flow_width, 2);
    ck_assert(f->decays != NULL && f->widths != NULL);
    f->decay_count = 1;
    f->decays[0].lambda = 0.3;
    f->decays[0].measured = 0.021;
    f->decays[0].predicted = 0.02;
    f->decays[0].ratio = 1.05;
    f->width_count = 2;
    f->places = room(3);
    f->wide = room(3);
    f->place_count = 3;
    for (size_t k = 0; k < 2; k++) {
        f->widths[k].width = k == 0 ? 64 : 128;
        f->widths[k].rms = 0.1 / (double) (k + 1);
        f->widths[k].values = room(3);
        f->widths[k].count = 3;
    }
    f->places[2] = 1.0;
    f->wide[1] = 0.25;
    f->slope = -0.5;
}

/* One of two columns and one of one column: points, targets, an arrow. */
static void
fill_scene(chl_result_scene *scene, const char *id, size_t d)
{
    *scene = (chl_result_scene){ .d = d,
                                 .low = { -1.0, -1.0 },
                                 .high = { 1.0, 1.0 },
                                 .columns = COLUMNS,
                                 .rows = d == 2 ? COLUMNS : 1 };
    results_name(&scene->id, id);
    results_name(&scene->title, "step <0>");
    scene->field = room(scene->columns * scene->rows);
    for (size_t k = 0; k < scene->columns * scene->rows; k++) {
        scene->field[k] = k == 3 ? NAN : 0.1 * (double) k;
    }
    if (strncmp(id, "step-", 5) == 0) {
        scene->n = scene->m = scene->arrow_count = 1;
        scene->points = room(d);
        scene->targets = room(d);
        scene->arrows = room(2 * d);
        scene->targets[0] = 0.5;
        scene->arrows[d] = 0.4;
    }
}

void
results_add_flow(chl_result *result)
{
    chl_result_flow *f = chl_result_blank(&chl_record_flow, 1);

    ck_assert_ptr_nonnull(f);
    result->flow = f;
    fill_course(f);
    f->start = make_modes(3);
    f->start_count = 3;
    f->end = make_modes(2);
    f->end_count = 2;
    fill_comparisons(f);
    results_name(&f->loss, "ipm");
    results_name(&f->kernel, "ntk-relu");
    results_name(&f->target, "eight_gaussians");
    f->n = f->m = 1;
    f->d = 2;
    f->time = 1.0;
    f->rate = 1000.0;
    f->steps = 20;
    result->scenes = chl_alloc(3, sizeof *result->scenes);
    ck_assert_ptr_nonnull(result->scenes);
    result->scene_count = 3;
    fill_scene(&result->scenes[0], "step-0", 2);
    fill_scene(&result->scenes[1], "step-1", 1);
    fill_scene(&result->scenes[2], "mode-1", 2);
}
