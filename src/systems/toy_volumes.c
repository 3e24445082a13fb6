/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The density of the toy's weights by finite volumes. There is one atom at each
 * end of the profile at most: what is on a face stays at the end of the profile
 * when it leaves.
 */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "systems/toy.h"

enum {
    TELL_EVERY = 256 /* steps */
};

typedef struct atom {
    double mass, place;
} atom;

typedef struct state {
    double *mass; /* cells                                                    */
    atom low, high;
    double g;
} state;

struct chl_toy_volumes {
    chl_toy_model model;
    const chl_toy_forms *forms;
    chl_toy_volumes_settings settings;
    double t, width; /* of a cell                                             */
    state now, stage;
    double *flux; /* cells + 1, mass through each wall in unit shift          */
};

chl_toy_volumes_settings
chl_toy_volumes_settings_default(void)
{
    return (
        chl_toy_volumes_settings){ .cells = 400, .order = 2, .courant = 0.4 };
}

static chl_status
check(const chl_toy_volumes_settings *s, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(s->cells >= 4, err, CHL_EARG,
                "%zu cells; there must be 4 or more", s->cells);
    CHL_REQUIRE(s->order == 1 || s->order == 2, err, CHL_EARG,
                "order is %zu; there are 1 and 2", s->order);
    CHL_REQUIRE(s->courant > 0.0 && s->courant <= 0.5, err, CHL_EARG,
                "courant is %g; it must lie above 0 and up to 0.5", s->courant);
out:
    return status;
}

static double
centre(const chl_toy_volumes *v, size_t cell)
{
    return -v->model.clip + ((double) cell + 0.5) * v->width;
}

/* A point, over the cells whose centres are next to it, so that the mean is
 * kept; in the outer half of the last cell it is that end's atom. */
static void
put_point(chl_toy_volumes *v, const chl_toy_grain *x)
{
    double at = (x->low + v->model.clip) / v->width - 0.5;
    double last = (double) (v->settings.cells - 1);
    size_t cell = (size_t) fmax(at, 0.0);
    atom *end = at < 0.0 ? &v->now.low : &v->now.high;

    if (at >= 0.0 && at < last) {
        v->now.mass[cell] += x->mass * (1.0 - (at - (double) cell));
        v->now.mass[cell + 1] += x->mass * (at - (double) cell);
        return;
    }
    end->place = end->mass > 0.0 ? (end->place * end->mass + x->low * x->mass)
                                       / (end->mass + x->mass)
                                 : x->low;
    end->mass += x->mass;
}

static void
put_spread(chl_toy_volumes *v, const chl_toy_grain *x)
{
    double density = x->mass / (x->high - x->low);

    for (size_t k = 0; k < v->settings.cells; k++) {
        double low = -v->model.clip + (double) k * v->width;
        double part = fmin(low + v->width, x->high) - fmax(low, x->low);

        v->now.mass[k] += density * fmax(part, 0.0);
    }
}

static chl_status
fill(chl_toy_volumes *v, const chl_toy_model *model, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_toy_grain *grains = NULL;
    size_t count;

    CHL_TRY(chl_toy_grains(model, &grains, &count, err));
    v->now.low.place = -model->clip;
    v->now.high.place = model->clip;
    v->now.g = model->g0;
    for (size_t k = 0; k < count; k++) {
        (grains[k].high > grains[k].low ? put_spread : put_point)(v,
                                                                  &grains[k]);
    }
out:
    chl_free(grains);
    return status;
}

chl_status
chl_toy_volumes_create(const chl_toy_model *model,
                       const chl_toy_volumes_settings *settings,
                       chl_toy_volumes **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_toy_volumes *v = NULL;
    size_t cells = settings->cells;

    CHL_TRY(chl_toy_check(model, err));
    CHL_TRY(check(settings, err));
    v = chl_alloc(1, sizeof *v);
    CHL_REQUIRE_MEMORY(v, err, "finite volumes");
    v->model = *model;
    v->model.w = v->model.mass = v->model.widths = NULL;
    v->forms = chl_toy_forms_of(model->game);
    v->settings = *settings;
    v->width = 2.0 * model->clip / (double) cells;
    v->now.mass = chl_alloc(cells, sizeof *v->now.mass);
    v->stage.mass = chl_alloc(cells, sizeof *v->stage.mass);
    v->flux = chl_alloc(cells + 1, sizeof *v->flux);
    CHL_REQUIRE(v->now.mass != NULL && v->stage.mass != NULL && v->flux != NULL,
                err, CHL_ENOMEM, "out of memory for %zu finite volumes", cells);
    CHL_TRY(fill(v, model, err));
    *out = v;
    v = NULL;
out:
    chl_toy_volumes_free(v);
    return status;
}

void
chl_toy_volumes_free(chl_toy_volumes *v)
{
    if (v != NULL) {
        chl_free(v->now.mass);
        chl_free(v->stage.mass);
        chl_free(v->flux);
    }
    chl_free(v);
}

static double
mean_of(const chl_toy_volumes *v, const state *s)
{
    double sum = s->low.mass * s->low.place + s->high.mass * s->high.place;

    for (size_t k = 0; k < v->settings.cells; k++) {
        sum += s->mass[k] * centre(v, k);
    }
    return sum;
}

static double
speed_of(const chl_toy_volumes *v, double g)
{
    return v->model.ratio
           * copysign(v->forms->drive(v->model.slope, fabs(g)), g);
}

/* Van Leer's limited difference; 0 next to the ends. */
static double
limited(const double *mass, size_t cells, size_t k)
{
    double back, on;

    if (k == 0 || k + 1 == cells) {
        return 0.0;
    }
    back = mass[k] - mass[k - 1];
    on = mass[k + 1] - mass[k];
    return back * on > 0.0 ? 2.0 * back * on / (back + on) : 0.0;
}

/* Mass in the direction of the shift, through wall k, over the cell's width. */
static double
carried(const chl_toy_volumes *v, const double *mass, size_t k, bool up)
{
    size_t cells = v->settings.cells, from = up ? k - 1 : k;

    if (k == (up ? 0 : cells)) {
        return 0.0;
    }
    return mass[from]
           + (v->settings.order == 2
                  ? (up ? 0.5 : -0.5) * limited(mass, cells, from)
                  : 0.0);
}

/* What has come to a face joins its atom; off the face that stays where the
 * mean of both is. */
static void
join(atom *a, double mass, double face)
{
    double sum = a->mass + mass;

    a->place = sum > 0.0 ? (a->mass * a->place + mass * face) / sum : face;
    a->mass = sum;
}

/* One step of Euler of `s`, into itself. */
static void
euler(chl_toy_volumes *v, state *s, double step)
{
    double clip = v->model.clip, m = mean_of(v, s);
    double shift = step * speed_of(v, s->g), share = shift / v->width;
    size_t cells = v->settings.cells;
    bool up = shift > 0.0;

    for (size_t k = 0; k <= cells; k++) {
        v->flux[k] = share * carried(v, s->mass, k, up);
    }
    for (size_t k = 0; k < cells; k++) {
        s->mass[k] += v->flux[k] - v->flux[k + 1];
    }
    s->low.place = fmax(fmin(s->low.place + shift, clip), -clip);
    s->high.place = fmax(fmin(s->high.place + shift, clip), -clip);
    join(&s->low, -v->flux[0], -clip);
    join(&s->high, v->flux[cells], clip);
    s->g -= step * m * v->forms->density(v->model.slope, s->g);
}

static void
copy(const chl_toy_volumes *v, state *to, const state *from)
{
    double *mass = to->mass;

    *to = *from;
    to->mass = mass;
    memcpy(mass, from->mass, v->settings.cells * sizeof *mass);
}

static atom
middle(const atom *a, const atom *b)
{
    double mass = 0.5 * (a->mass + b->mass);

    return (atom){ mass,
                   mass > 0.0
                       ? 0.5 * (a->mass * a->place + b->mass * b->place) / mass
                       : b->place };
}

/* Heun: the mean of now and of two steps of Euler. */
static void
heun(chl_toy_volumes *v, double step)
{
    state *a = &v->now, *b = &v->stage;

    copy(v, b, a);
    euler(v, b, step);
    euler(v, b, step);
    for (size_t k = 0; k < v->settings.cells; k++) {
        a->mass[k] = 0.5 * (a->mass[k] + b->mass[k]);
    }
    a->low = middle(&a->low, &b->low);
    a->high = middle(&a->high, &b->high);
    a->g = 0.5 * (a->g + b->g);
}

/* As far as the Courant number lets mass go, and a like share of the time in
 * which the game turns. */
static double
longest_step(const chl_toy_volumes *v)
{
    double speed = fabs(speed_of(v, v->now.g));
    double slope = v->forms->density(v->model.slope, 0.0);
    double turn = v->width / (v->model.clip * slope * sqrt(v->model.ratio));

    return v->settings.courant * fmin(v->width / fmax(speed, 1e-300), turn);
}

chl_status
chl_toy_volumes_advance(chl_toy_volumes *v, double t,
                        const chl_progress *progress, chl_error *err)
{
    const double start = v->t;
    chl_status status = CHL_OK;

    CHL_REQUIRE(t >= v->t && isfinite(t), err, CHL_EARG,
                "the time to go to is %g; it must be %g or above", t, v->t);
    for (size_t k = 0; v->t < t; k++) {
        double left = t - v->t, step = longest_step(v);

        if (k % TELL_EVERY == 0) {
            CHL_TRY(chl_progress_tell(progress, "finite volumes", v->t - start,
                                      t - start, err));
        }
        heun(v, fmin(step, left));
        v->t = step < left ? v->t + step : t;
    }
out:
    return status;
}

chl_toy_volumes_view
chl_toy_volumes_look(const chl_toy_volumes *v)
{
    return (chl_toy_volumes_view){ .t = v->t,
                                   .g = v->now.g,
                                   .m = mean_of(v, &v->now),
                                   .low = v->now.low.mass,
                                   .high = v->now.high.mass,
                                   .low_place = v->now.low.place,
                                   .high_place = v->now.high.place,
                                   .cells = v->settings.cells,
                                   .mass = v->now.mass };
}
