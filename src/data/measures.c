/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of measures, and the law of each. */
#include "data/measures.h"

#include <math.h>

static const double pi = 3.14159265358979323846;

double
chl_measure_entry(const chl_measure_list *list, size_t k)
{
    return k < list->count ? list->value[k] : list->rest;
}

static ptrdiff_t
draw_gauss(const chl_measure *measure, chl_variates *variates, double *row)
{
    for (size_t j = 0; j < measure->dimension; j++) {
        row[j] = chl_measure_entry(&measure->mean, j)
                 + chl_measure_entry(&measure->size, j)
                       * chl_variates_normal(variates, j);
    }
    return -1;
}

static ptrdiff_t
draw_uniform(const chl_measure *measure, chl_variates *variates, double *row)
{
    for (size_t j = 0; j < measure->dimension; j++) {
        row[j] = chl_measure_entry(&measure->size, j)
                 * chl_variates_uniform(variates, j);
    }
    return -1;
}

static ptrdiff_t
draw_torus(const chl_measure *measure, chl_variates *variates, double *row)
{
    for (size_t j = 0; j < measure->factors; j++) {
        double angle = 2 * pi * chl_variates_uniform(variates, j);
        double radius = chl_measure_entry(&measure->size, j);

        row[2 * j] = radius * cos(angle);
        row[2 * j + 1] = radius * sin(angle);
    }
    return -1;
}

static ptrdiff_t
draw_sphere(const chl_measure *measure, chl_variates *variates, double *row)
{
    double square = 0;

    for (size_t j = 0; j < measure->dimension; j++) {
        row[j] = chl_variates_normal(variates, j);
        square += row[j] * row[j];
    }
    for (size_t j = 0; j < measure->dimension; j++) {
        row[j] *= measure->size.value[0] / sqrt(square);
    }
    return -1;
}

static ptrdiff_t
draw_wells(const chl_measure *measure, chl_variates *variates, double *row)
{
    size_t d = measure->dimension;
    size_t side = chl_variates_component(variates, 2);
    double m = measure->size.value[0];

    for (size_t j = 0; j < d; j++) {
        row[j] = chl_variates_normal(variates, j);
    }
    row[0] = row[0] * measure->sd + (side == 0 ? -m : m);
    return (ptrdiff_t) side;
}

/* By the inverse of the distribution function of |x|, and a sign. */
static ptrdiff_t
draw_laplace(const chl_measure *measure, chl_variates *variates, double *row)
{
    for (size_t j = 0; j < measure->dimension; j++) {
        double u = 2 * chl_variates_uniform(variates, j) - 1;

        row[j] = -measure->size.value[0] * copysign(log1p(-fabs(u)), u);
    }
    return -1;
}

static void
add_noise(const chl_measure *measure, chl_variates *variates, double *row)
{
    row[0] += measure->sd * chl_variates_normal(variates, 0);
    row[1] += measure->sd * chl_variates_normal(variates, 1);
}

static ptrdiff_t
draw_gauss8(const chl_measure *measure, chl_variates *variates, double *row)
{
    size_t mode = chl_variates_component(variates, 8);

    row[0] = measure->size.value[0] * cos(2 * pi * (double) mode / 8);
    row[1] = measure->size.value[0] * sin(2 * pi * (double) mode / 8);
    add_noise(measure, variates, row);
    return (ptrdiff_t) mode;
}

static ptrdiff_t
draw_gauss25(const chl_measure *measure, chl_variates *variates, double *row)
{
    size_t mode = chl_variates_component(variates, 25);
    double spacing = measure->size.value[0];

    row[0] = spacing * ((double) (mode / 5) - 2);
    row[1] = spacing * ((double) (mode % 5) - 2);
    add_noise(measure, variates, row);
    return (ptrdiff_t) mode;
}

static ptrdiff_t
draw_swissroll(const chl_measure *measure, chl_variates *variates, double *row)
{
    double t = 1.5 * pi * (1 + 2 * chl_variates_uniform(variates, 2));

    row[0] = measure->size.value[0] * t * cos(t);
    row[1] = measure->size.value[0] * t * sin(t);
    add_noise(measure, variates, row);
    return -1;
}

static const char *const gauss_keys[] = { "sigma", "mean", "d", "draw", NULL };
static const char *const uniform_keys[] = { "length", "d", "draw", NULL };
static const char *const circle_keys[] = { "radius", "draw", NULL };
static const char *const sphere_keys[] = { "radius", "d", "draw", NULL };
static const char *const wells_keys[] = { "m", "sd", "d", "draw", NULL };
static const char *const laplace_keys[] = { "scale", "d", "draw", NULL };
static const char *const ring_keys[] = { "radius", "sd", "draw", NULL };
static const char *const grid_keys[] = { "spacing", "sd", "draw", NULL };
static const char *const roll_keys[] = { "scale", "sd", "draw", NULL };

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
