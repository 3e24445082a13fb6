/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What networks are asked to learn. */
#include <math.h>
#include <string.h>

#include <chladni/transport.h>

#include "base/error.h"
#include "base/normal.h"
#include "base/random.h"
#include "base/text.h"
#include "study/meanfield.h"

enum {
    FINE_LINE = 1000, /* places that stand for a law on the line              */
    FINE_SPACE = 200, /* in more dimensions, where they are assigned          */
    NODES_LINE = 24,  /* per axis, of one mode                                */
    NODES_PLANE = 5,
    MODES = 8,
    ROWS = 256
};

/* Equal modes on a circle (in the plane) or at both its ends (on the line). */
static const struct {
    const char *name;
    size_t columns, modes;
    double radius, deviation;
} targets[] = {
    { "gauss", 1, 1, 0.0, 1.0 },
    { "bimodal", 1, 2, 1.5, 0.3 },
    { "eight-gaussians", 2, MODES, 2.0, 0.15 },
};

enum {
    TARGETS = sizeof targets / sizeof *targets
};

const char *
chl_meanfield_target_name(size_t index)
{
    return index < TARGETS ? targets[index].name : NULL;
}

static chl_status
find(const char *name, size_t *out, chl_error *err)
{
    const char *names[TARGETS];
    size_t nearest;

    for (size_t k = 0; k < TARGETS; k++) {
        names[k] = targets[k].name;
        if (strcmp(name, names[k]) == 0) {
            *out = k;
            return CHL_OK;
        }
    }
    nearest = chl_text_nearest(name, names, TARGETS);
    return CHL_FAIL(err, CHL_EARG, "no target is called '%s'; %s%s", name,
                    nearest < TARGETS ? "did you mean " : "there are ",
                    nearest < TARGETS ? names[nearest]
                                      : "gauss, bimodal, eight-gaussians");
}

/* Fractions of multiples of powers of g, g^(d+1) = g + 1, through the quantile
 * function. */
void
chl_normal_points(size_t columns, size_t count, size_t turn, double *out)
{
    double g = 1.5;

    for (size_t k = 0; k < 60; k++) {
        g = pow(1.0 + g, 1.0 / ((double) columns + 1.0));
    }
    for (size_t k = 0; k < count; k++) {
        double step = 1.0;

        for (size_t i = 0; i < columns; i++) {
            const double at = (double) (turn * count + k) + 0.5;
            double part = at / (double) count;

            step /= g;
            if (columns > 1) {
                part = at * step;
            }
            out[k * columns + i] = chl_normal_quantile(part - floor(part));
        }
    }
}

static void
centre_of(size_t target, size_t mode, double centre[2])
{
    const double turn =
        2.0 * acos(-1.0) * (double) mode / (double) targets[target].modes;

    centre[0] = targets[target].radius * cos(turn);
    centre[1] = targets[target].radius * sin(turn);
}

/* `count` normal points per mode, moved to it. */
static void
spread(size_t target, size_t count, const double *normal, double *out)
{
    const size_t columns = targets[target].columns;
    double centre[2];

    for (size_t mode = 0; mode < targets[target].modes; mode++) {
        centre_of(target, mode, centre);
        for (size_t k = 0; k < count * columns; k++) {
            *out++ =
                centre[k % columns] + targets[target].deviation * normal[k];
        }
    }
}

static chl_status
make_room(chl_target *t, bool others, chl_error *err)
{
    chl_status status = CHL_OK;

    t->x = chl_alloc(t->nodes * t->columns, sizeof *t->x);
    t->mass = chl_alloc(t->nodes, sizeof *t->mass);
    t->points = chl_alloc(t->fine * t->columns, sizeof *t->points);
    t->others =
        others ? chl_alloc(t->fine * t->columns, sizeof *t->others) : NULL;
    CHL_REQUIRE(t->x != NULL && t->mass != NULL && t->points != NULL
                    && (!others || t->others != NULL),
                err, CHL_ENOMEM, "out of memory for a target of %zu points",
                t->fine);
out:
    return status;
}

static void
measure(chl_target *t)
{
    double sum = 0.0, square = 0.0;

    for (size_t k = 0; k < t->nodes; k++) {
        sum += t->mass[k];
    }
    for (size_t i = 0; i < t->columns; i++) {
        t->mean[i] = 0.0;
        for (size_t k = 0; k < t->nodes; k++) {
            t->mean[i] += t->mass[k] / sum * t->x[k * t->columns + i];
        }
        for (size_t k = 0; k < t->nodes; k++) {
            const double off = t->x[k * t->columns + i] - t->mean[i];

            square += t->mass[k] / sum * off * off;
        }
    }
    t->scatter = sqrt(square);
}

/* Quadrature nodes of every mode. */
static chl_status
fill_nodes(size_t target, size_t each, chl_target *t, double *scratch,
           chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t axis = t->columns == 1 ? NODES_LINE : NODES_PLANE;

    CHL_TRY(chl_normal_rule(t->columns, axis, scratch, t->mass, err));
    spread(target, each, scratch, t->x);
    for (size_t mode = 1; mode < targets[target].modes; mode++) {
        memcpy(t->mass + mode * each, t->mass, each * sizeof *t->mass);
    }
out:
    return status;
}

chl_status
chl_target_create(const char *name, chl_target *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_target t = { 0 };
    size_t target = 0, each, fine;
    double *scratch = NULL;

    CHL_TRY(find(name, &target, err));
    t.columns = targets[target].columns;
    each = t.columns == 1 ? NODES_LINE : NODES_PLANE * NODES_PLANE;
    t.nodes = each * targets[target].modes;
    fine = (t.columns == 1 ? FINE_LINE : FINE_SPACE) / targets[target].modes;
    t.fine = fine * targets[target].modes;
    CHL_TRY(make_room(&t, t.columns > 1, err));
    scratch = chl_alloc((fine + each) * t.columns, sizeof *scratch);
    CHL_REQUIRE_MEMORY(scratch, err, "a target");
    CHL_TRY(fill_nodes(target, each, &t, scratch, err));
    chl_normal_points(t.columns, fine, 0, scratch);
    spread(target, fine, scratch, t.points);
    if (t.others != NULL) {
        chl_normal_points(t.columns, fine, 1, scratch);
        spread(target, fine, scratch, t.others);
    }
    measure(&t);
    *out = t;
    t = (chl_target){ 0 };
out:
    chl_target_clear(&t);
    chl_free(scratch);
    return status;
}

static chl_status
check_data(const chl_dataset_info *info, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(info->dimension <= CHL_MEANFIELD_COLUMNS, err, CHL_EDATA,
                "%zu columns; networks learn data of at most %d here",
                info->dimension, CHL_MEANFIELD_COLUMNS);
    CHL_REQUIRE(info->count >= 2, err, CHL_EDATA,
                "%zu rows; a law needs 2 at least", info->count);
out:
    return status;
}

chl_status
chl_target_of_data(const chl_dataset *dataset, size_t samples, uint64_t seed,
                   chl_target *out, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_dataset_info *info = chl_dataset_describe(dataset);
    const chl_random order = { seed, CHL_STREAM_SIMULATION };
    const size_t most = info->dimension == 1 ? FINE_LINE : FINE_SPACE;
    chl_target t = { .columns = info->dimension };
    size_t *index = NULL, read;

    CHL_TRY(check_data(info, err));
    t.nodes = samples > 0 ? samples : ROWS;
    t.nodes = t.nodes < info->count ? t.nodes : info->count;
    t.fine = most < info->count ? most : info->count;
    read = 2 * t.fine <= info->count ? 2 * t.fine : t.fine;
    read = read > t.nodes ? read : t.nodes;
    CHL_TRY(make_room(&t, 2 * t.fine <= info->count, err));
    index = chl_alloc(read, sizeof *index);
    CHL_REQUIRE_MEMORY(index, err, "rows of the data");
    for (size_t k = 0; k < read; k++) {
        index[k] = (size_t) chl_random_permute(&order, k, info->count);
    }
    for (size_t k = 0; k < t.nodes; k++) {
        t.mass[k] = 1.0;
    }
    CHL_TRY(chl_dataset_rows(dataset, index, t.nodes, t.x, err));
    CHL_TRY(chl_dataset_rows(dataset, index, t.fine, t.points, err));
    if (t.others != NULL) {
        CHL_TRY(
            chl_dataset_rows(dataset, index + t.fine, t.fine, t.others, err));
    }
    measure(&t);
    CHL_REQUIRE(isfinite(t.scatter), err, CHL_EDATA,
                "the rows hold a value that is not finite");
    *out = t;
    t = (chl_target){ 0 };
out:
    chl_target_clear(&t);
    chl_free(index);
    return status;
}

void
chl_target_clear(chl_target *t)
{
    chl_free(t->x);
    chl_free(t->mass);
    chl_free(t->points);
    chl_free(t->others);
    *t = (chl_target){ 0 };
}

chl_status
chl_target_distance(const chl_target *t, const double *x, double *out,
                    chl_error *err)
{
    return t->columns == 1 ? chl_transport_line(t->fine, x, NULL, t->fine,
                                                t->points, NULL, out, err)
                           : chl_transport_distance(t->fine, t->columns, x,
                                                    t->points, out, err);
}
