/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of numbers: columns dropped, clouds enlarged and turned. */
#include "augment/method.h"

#include <math.h>
#include <string.h>

static const double pi = 3.14159265358979323846;

static bool
is_dropped(const chl_map *map, size_t column)
{
    return chl_random_uniform(&map->random, CHL_NUMBER_EACH + column)
           < map->amount;
}

static void
keep_columns(const chl_row_shape *shape, const chl_map *map, const double *x,
             double *work, double *y)
{
    (void) work;
    for (size_t k = 0; k < shape->dimension; k++) {
        y[k] = is_dropped(map, k) ? 0.0 : x[k];
    }
}

static void
fill_columns(const chl_row_shape *shape, const chl_map *map,
             const double *other, double *work, double *y)
{
    (void) other;
    (void) work;
    for (size_t k = 0; k < shape->dimension; k++) {
        y[k] += is_dropped(map, k) ? shape->mean[k] : 0.0;
    }
}

const chl_map_family chl_family_dropout = { keep_columns, keep_columns,
                                            fill_columns };

static void
multiply(const chl_row_shape *shape, const chl_map *map, const double *x,
         double *work, double *y)
{
    (void) work;
    for (size_t k = 0; k < shape->dimension; k++) {
        y[k] = map->amount * x[k];
    }
}

static void
add_rest_of_mean(const chl_row_shape *shape, const chl_map *map,
                 const double *other, double *work, double *y)
{
    (void) other;
    (void) work;
    for (size_t k = 0; k < shape->dimension; k++) {
        y[k] += (1.0 - map->amount) * shape->mean[k];
    }
}

const chl_map_family chl_family_enlarge = { multiply, multiply,
                                            add_rest_of_mean };

static double
dot(size_t n, const double *a, const double *b)
{
    double sum = 0.0;

    for (size_t k = 0; k < n; k++) {
        sum += a[k] * b[k];
    }
    return sum;
}

static void
normalise(size_t n, double *a)
{
    double length = sqrt(dot(n, a, a));

    for (size_t k = 0; k < n; k++) {
        a[k] /= length;
    }
}

/* Orthonormal a and b that span a plane drawn uniformly. Their second
 * orthogonalisation leaves rounding only. */
static void
draw_plane(const chl_row_shape *shape, const chl_map *map, double *a, double *b)
{
    size_t n = shape->dimension;

    for (size_t k = 0; k < n; k++) {
        a[k] = chl_random_normal(&map->random, CHL_NUMBER_EACH + 2 * k);
        b[k] = chl_random_normal(&map->random, CHL_NUMBER_EACH + 2 * k + 1);
    }
    normalise(n, a);
    for (int pass = 0; pass < 2; pass++) {
        double along = dot(n, a, b);

        for (size_t k = 0; k < n; k++) {
            b[k] -= along * a[k];
        }
        normalise(n, b);
    }
}

/* y += factor (R x - x) for R the turn by `angle` in the plane. */
static void
add_turn(const chl_row_shape *shape, const chl_map *map, double angle,
         double factor, const double *x, double *work, double *y)
{
    size_t n = shape->dimension;
    double *a = work, *b = work + n;
    double c = factor * (cos(angle) - 1.0), s = factor * sin(angle);
    double xa, xb;

    draw_plane(shape, map, a, b);
    xa = dot(n, a, x);
    xb = dot(n, b, x);
    for (size_t k = 0; k < n; k++) {
        y[k] += (c * xa - s * xb) * a[k] + (s * xa + c * xb) * b[k];
    }
}

static void
turn(const chl_row_shape *shape, const chl_map *map, const double *x,
     double *work, double *y)
{
    memcpy(y, x, shape->dimension * sizeof *y);
    add_turn(shape, map, map->amount, 1.0, x, work, y);
}

static void
turn_back(const chl_row_shape *shape, const chl_map *map, const double *v,
          double *work, double *u)
{
    memcpy(u, v, shape->dimension * sizeof *u);
    add_turn(shape, map, -map->amount, 1.0, v, work, u);
}

/* The mean stays where it is: t = m - R m. */
static void
hold_mean(const chl_row_shape *shape, const chl_map *map, const double *other,
          double *work, double *y)
{
    (void) other;
    add_turn(shape, map, map->amount, -1.0, shape->mean, work, y);
}

const chl_map_family chl_family_turn = { turn, turn_back, hold_mean };

static void
dropout(const chl_augment_method *method, const chl_dice *dice, chl_map *map)
{
    (void) method;
    map->family = &chl_family_dropout;
    map->amount = dice->strength;
    map->random = dice->random;
}

static void
scale(const chl_augment_method *method, const chl_dice *dice, chl_map *map)
{
    (void) method;
    map->family = &chl_family_enlarge;
    map->amount = exp2(dice->strength * chl_dice_signed(dice, 0));
}

static void
rotate(const chl_augment_method *method, const chl_dice *dice, chl_map *map)
{
    (void) method;
    map->family = &chl_family_turn;
    map->amount = pi * dice->strength * chl_dice_signed(dice, 0);
    map->random = dice->random;
}

const chl_augment_method chl_augment_dropout = {
    .type = { "dropout", 0.1, CHL_AUGMENT_POINTS },
    .draw = dropout,
};

const chl_augment_method chl_augment_points_scale = {
    .type = { "scale", 0.2, CHL_AUGMENT_POINTS },
    .draw = scale,
};

const chl_augment_method chl_augment_points_rotation = {
    .type = { "rotation", 0.1, CHL_AUGMENT_POINTS | CHL_AUGMENT_PLANE },
    .draw = rotate,
};
