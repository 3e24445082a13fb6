/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of measures, and drawing from them. */
#include "data/measures.h"

#include <math.h>
#include <string.h>

#include "base/error.h"

enum {
    TELL_EVERY = 4096 /* rows between two words to the progress callback */
};

static const double pi = 3.14159265358979323846;

double
chl_measure_entry(const chl_measure_list *list, size_t k)
{
    return k < list->count ? list->value[k] : list->rest;
}

static ptrdiff_t
draw_gauss(const chl_measure *measure, const chl_random *random, uint64_t index,
           double *row)
{
    for (size_t j = 0; j < measure->dimension; j++) {
        row[j] = chl_measure_entry(&measure->mean, j)
                 + chl_measure_entry(&measure->size, j)
                       * chl_random_normal(random, index + j);
    }
    return -1;
}

static ptrdiff_t
draw_uniform(const chl_measure *measure, const chl_random *random,
             uint64_t index, double *row)
{
    for (size_t j = 0; j < measure->dimension; j++) {
        row[j] = chl_measure_entry(&measure->size, j)
                 * chl_random_uniform(random, index + j);
    }
    return -1;
}

static ptrdiff_t
draw_torus(const chl_measure *measure, const chl_random *random, uint64_t index,
           double *row)
{
    for (size_t j = 0; j < measure->factors; j++) {
        double angle = 2 * pi * chl_random_uniform(random, index + j);
        double radius = chl_measure_entry(&measure->size, j);

        row[2 * j] = radius * cos(angle);
        row[2 * j + 1] = radius * sin(angle);
    }
    return -1;
}

static ptrdiff_t
draw_sphere(const chl_measure *measure, const chl_random *random,
            uint64_t index, double *row)
{
    double square = 0;

    for (size_t j = 0; j < measure->dimension; j++) {
        row[j] = chl_random_normal(random, index + j);
        square += row[j] * row[j];
    }
    for (size_t j = 0; j < measure->dimension; j++) {
        row[j] *= measure->size.value[0] / sqrt(square);
    }
    return -1;
}

static ptrdiff_t
draw_wells(const chl_measure *measure, const chl_random *random, uint64_t index,
           double *row)
{
    size_t d = measure->dimension;
    size_t side = chl_random_below(random, index + d, 2);
    double m = measure->size.value[0];

    for (size_t j = 0; j < d; j++) {
        row[j] = chl_random_normal(random, index + j);
    }
    row[0] = row[0] * measure->sd + (side == 0 ? -m : m);
    return (ptrdiff_t) side;
}

/* By the inverse of the distribution function of |x|, and a sign. */
static ptrdiff_t
draw_laplace(const chl_measure *measure, const chl_random *random,
             uint64_t index, double *row)
{
    for (size_t j = 0; j < measure->dimension; j++) {
        double u = 2 * chl_random_uniform(random, index + j) - 1;

        row[j] = -measure->size.value[0] * copysign(log1p(-fabs(u)), u);
    }
    return -1;
}

static void
add_noise(const chl_measure *measure, const chl_random *random, uint64_t index,
          double *row)
{
    row[0] += measure->sd * chl_random_normal(random, index);
    row[1] += measure->sd * chl_random_normal(random, index + 1);
}

static ptrdiff_t
draw_gauss8(const chl_measure *measure, const chl_random *random,
            uint64_t index, double *row)
{
    size_t mode = chl_random_below(random, index + 2, 8);

    row[0] = measure->size.value[0] * cos(2 * pi * (double) mode / 8);
    row[1] = measure->size.value[0] * sin(2 * pi * (double) mode / 8);
    add_noise(measure, random, index, row);
    return (ptrdiff_t) mode;
}

static ptrdiff_t
draw_gauss25(const chl_measure *measure, const chl_random *random,
             uint64_t index, double *row)
{
    size_t mode = chl_random_below(random, index + 2, 25);
    double spacing = measure->size.value[0];

    row[0] = spacing * ((double) (mode / 5) - 2);
    row[1] = spacing * ((double) (mode % 5) - 2);
    add_noise(measure, random, index, row);
    return (ptrdiff_t) mode;
}

static ptrdiff_t
draw_swissroll(const chl_measure *measure, const chl_random *random,
               uint64_t index, double *row)
{
    double t = 1.5 * pi * (1 + 2 * chl_random_uniform(random, index + 2));

    row[0] = measure->size.value[0] * t * cos(t);
    row[1] = measure->size.value[0] * t * sin(t);
    add_noise(measure, random, index, row);
    return -1;
}

static const char *const gauss_keys[] = { "sigma", "mean", "d", NULL };
static const char *const uniform_keys[] = { "length", "d", NULL };
static const char *const circle_keys[] = { "radius", NULL };
static const char *const sphere_keys[] = { "radius", "d", NULL };
static const char *const wells_keys[] = { "m", "sd", "d", NULL };
static const char *const laplace_keys[] = { "scale", "d", NULL };
static const char *const ring_keys[] = { "radius", "sd", NULL };
static const char *const grid_keys[] = { "spacing", "sd", NULL };
static const char *const roll_keys[] = { "scale", "sd", NULL };

static const chl_measure_type measures[] = {
    { .name = "gauss",
      .keys = gauss_keys,
      .size_key = "sigma",
      .size_is_list = true,
      .size_default = 1,
      .factors_default = 1,
      .factors_min = 1,
      .width = 1,
      .draw = draw_gauss,
      .truth = chl_truth_gauss },
    { .name = "uniform",
      .keys = uniform_keys,
      .size_key = "length",
      .size_is_list = true,
      .size_default = 1,
      .factors_default = 1,
      .factors_min = 1,
      .width = 1,
      .draw = draw_uniform,
      .truth = chl_truth_uniform },
    { .name = "circle",
      .keys = circle_keys,
      .size_key = "radius",
      .size_default = 1,
      .factors_default = 1,
      .factors_min = 1,
      .width = 2,
      .draw = draw_torus,
      .truth = chl_truth_torus },
    { .name = "sphere",
      .keys = sphere_keys,
      .size_key = "radius",
      .size_default = 1,
      .factors_default = 3,
      .factors_min = 2,
      .width = 1,
      .draw = draw_sphere,
      .truth = chl_truth_sphere },
    { .name = "torus",
      .keys = sphere_keys,
      .size_key = "radius",
      .size_is_list = true,
      .size_default = 1,
      .factors_default = 2,
      .factors_min = 1,
      .width = 2,
      .draw = draw_torus,
      .truth = chl_truth_torus },
    { .name = "wells",
      .keys = wells_keys,
      .size_key = "m",
      .size_may_be_zero = true,
      .size_default = 1,
      .sd_default = 1,
      .factors_default = 1,
      .factors_min = 1,
      .width = 1,
      .modes = 2,
      .draw = draw_wells,
      .truth = chl_truth_wells },
    { .name = "laplace",
      .keys = laplace_keys,
      .size_key = "scale",
      .size_default = 1,
      .factors_default = 1,
      .factors_min = 1,
      .width = 1,
      .draw = draw_laplace,
      .truth = chl_truth_laplace },
    { .name = "gauss8",
      .keys = ring_keys,
      .size_key = "radius",
      .size_default = 2,
      .sd_default = 0.02,
      .factors_default = 2,
      .factors_min = 2,
      .width = 1,
      .modes = 8,
      .draw = draw_gauss8 },
    { .name = "gauss25",
      .keys = grid_keys,
      .size_key = "spacing",
      .size_default = 2,
      .sd_default = 0.05,
      .factors_default = 2,
      .factors_min = 2,
      .width = 1,
      .modes = 25,
      .draw = draw_gauss25 },
    { .name = "swissroll",
      .keys = roll_keys,
      .size_key = "scale",
      .size_default = 1 / 7.5,
      .sd_default = 0.03,
      .factors_default = 2,
      .factors_min = 2,
      .width = 1,
      .draw = draw_swissroll },
};

size_t
chl_measure_type_count(void)
{
    return sizeof measures / sizeof *measures;
}

const chl_measure_type *
chl_measure_type_at(size_t index)
{
    return &measures[index];
}

static chl_status
draw_all(const chl_measure *measure, size_t count, uint64_t seed,
         const chl_progress *progress, double *row, chl_table *table,
         chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_random random = { seed, CHL_STREAM_MEASURE };
    size_t d = measure->dimension;

    for (size_t k = 0; k < count; k++) {
        ptrdiff_t label;

        if (k % TELL_EVERY == 0) {
            CHL_TRY(chl_progress_tell(progress, "drawing", (double) k,
                                      (double) count, err));
        }
        label = measure->type->draw(measure, &random, k * (d + 2), row);
        CHL_TRY(chl_spool_append(&table->spool, row, d * sizeof *row, err));
        if (table->labels != NULL) {
            table->labels[k] = label;
        }
    }
    CHL_TRY(chl_spool_map(&table->spool, err));
out:
    return status;
}

chl_status
chl_measure_read(const chl_measure *measure, size_t count, uint64_t seed,
                 const chl_progress *progress, chl_table *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_table table = { .dtype = CHL_F64 };
    const size_t shape[] = { count, measure->dimension };
    double *row = chl_alloc(measure->dimension, sizeof *row);

    CHL_REQUIRE_MEMORY(row, err, "a row");
    CHL_TRY(chl_table_set_shape(&table, 2, shape, false, err));
    if (measure->type->modes > 0) {
        table.labels = chl_alloc(count, sizeof *table.labels);
        CHL_REQUIRE_MEMORY(table.labels, err, "labels");
        table.class_count = measure->type->modes;
    }
    CHL_TRY(draw_all(measure, count, seed, progress, row, &table, err));
    table.values = table.spool.base;
    *out = table;
    table = (chl_table){ 0 };
out:
    chl_free(row);
    chl_table_clear(&table);
    return status;
}
