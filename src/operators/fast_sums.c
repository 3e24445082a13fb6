/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gaussian sums of scattered points, and the dense graph made of them. */
#include <math.h>
#include <string.h>

#include <chladni/grid.h>

#include "base/error.h"
#include "operators/fast_transform.h"

static const double pi = 3.14159265358979323846;

typedef struct sums {
    chl_transform transform;
    double *table[3]; /* weight of each frequency, per axis              */
    double *scale;    /* y = scale K scale x; NULL: 1                    */
    double *scaled;   /* scratch of the graph                            */
} sums;

chl_fast_settings
chl_fast_settings_default(void)
{
    return (chl_fast_settings){ .bandwidth = 1.0,
                                .accuracy = 1e-10,
                                .memory = (size_t) 1 << 31 };
}

static void
destroy(void *self)
{
    sums *s = self;

    if (s == NULL) {
        return;
    }
    chl_transform_clear(&s->transform);
    for (size_t a = 0; a < 3; a++) {
        chl_free(s->table[a]);
    }
    chl_free(s->scale);
    chl_free(s->scaled);
    chl_free(s);
}

static void
sum(sums *s, const double *x, double *y)
{
    chl_transform *t = &s->transform;

    memset(t->values, 0, chl_lattice_size(&t->lattice) * sizeof *t->values);
    chl_transform_spread(t, x);
    chl_fourier_forward(t->fourier, t->values, t->modes);
    chl_transform_weigh(t, s->table);
    chl_fourier_backward(t->fourier, t->modes, t->values);
    chl_transform_gather(t, y);
}

static chl_status
apply_sums(void *self, const double *x, double *y, chl_error *err)
{
    (void) err;
    sum(self, x, y);
    return CHL_OK;
}

static chl_status
apply_graph(void *self, const double *x, double *y, chl_error *err)
{
    sums *s = self;

    (void) err;
    for (size_t k = 0; k < s->transform.n; k++) {
        s->scaled[k] = s->scale[k] * x[k];
    }
    sum(s, s->scaled, y);
    for (size_t k = 0; k < s->transform.n; k++) {
        y[k] *= s->scale[k];
    }
    return CHL_OK;
}

static const chl_operator_type sums_type = {
    .name = "Gaussian sums",
    .apply = apply_sums,
    .destroy = destroy,
};

static const chl_operator_type graph_type = {
    .name = "dense Gaussian graph",
    .apply = apply_graph,
    .destroy = destroy,
};

static chl_status
check(const double *points, size_t n, size_t d, const chl_fast_settings *s,
      chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(n >= 1, err, CHL_EARG, "there are no points to sum over");
    CHL_REQUIRE(d >= 1 && d <= 3, err, CHL_EARG,
                "points have %zu coordinates; fast sums take 1..3", d);
    CHL_REQUIRE(isfinite(s->bandwidth) && s->bandwidth > 0.0, err, CHL_EARG,
                "bandwidth is %g; it must be finite and above 0", s->bandwidth);
    CHL_REQUIRE(s->accuracy >= 1e-13 && s->accuracy <= 1e-2, err, CHL_EARG,
                "accuracy is %g; it must lie in [1e-13, 1e-2]", s->accuracy);
    for (size_t k = 0; k < n * d; k++) {
        CHL_REQUIRE(isfinite(points[k]), err, CHL_EARG,
                    "coordinate %zu of point %zu is not finite", k % d, k / d);
    }
out:
    return status;
}

/* Bandwidths after which the Gaussian and its transform are below accuracy. */
static double
reach(const chl_fast_settings *settings)
{
    return sqrt(2.0 * log(100.0 / settings->accuracy));
}

/*
 * A period of the extent and the reach of the kernel, and four cells per
 * shortest wave that counts: half of the modes are the price of the window.
 */
static chl_status
lay_lattice(const double *points, size_t n, size_t d,
            const chl_fast_settings *settings, chl_lattice *lattice,
            chl_error *err)
{
    chl_status status = CHL_OK;
    const double wide = reach(settings) * settings->bandwidth;
    double size = 1.0;

    lattice->dimension = d;
    for (size_t a = 0; a < d; a++) {
        double low = points[a], high = points[a], cells;

        for (size_t k = 1; k < n; k++) {
            low = fmin(low, points[k * d + a]);
            high = fmax(high, points[k * d + a]);
        }
        cells = (high - low + wide) * 2.0 * reach(settings)
                / (pi * settings->bandwidth);
        cells = fmax(ceil(cells), 4.0 * CHL_WINDOW_LIMIT);
        size *= cells;
        CHL_REQUIRE(size * 3.0 * sizeof(double) <= (double) settings->memory,
                    err, CHL_EUNSUPPORTED,
                    "Gaussian sums with bandwidth %g over an extent of %g "
                    "would take %.3g bytes; at most %zu are allowed",
                    settings->bandwidth, high - low,
                    size * 3.0 * sizeof(double), settings->memory);
        lattice->cells[a] = chl_lattice_cells((size_t) cells);
        lattice->low[a] = low;
        lattice->step[a] = (high - low + wide) / (double) lattice->cells[a];
    }
out:
    return status;
}

/* Transform of the periodic Gaussian over that of the window, squared: it is
 * used once to spread and once to gather. */
static chl_status
fill_tables(sums *s, double bandwidth, chl_error *err)
{
    chl_status status = CHL_OK;

    for (size_t a = 0; a < s->transform.lattice.dimension; a++) {
        size_t n = s->transform.lattice.cells[a];
        double period = s->transform.lattice.step[a] * (double) n;

        s->table[a] = chl_alloc(n, sizeof(double));
        CHL_REQUIRE_MEMORY(s->table[a], err, "weights of frequencies");
        for (size_t k = 0; k < n; k++) {
            double factor = s->transform.factors[a][k];
            double wave = 2.0 * pi / period * chl_fourier_frequency(k, n);

            s->table[a][k] = factor * factor * bandwidth * sqrt(2.0 * pi)
                             / period
                             * exp(-0.5 * bandwidth * bandwidth * wave * wave);
        }
    }
out:
    return status;
}

static chl_status
create(const double *points, size_t n, size_t d,
       const chl_fast_settings *settings, sums **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_lattice lattice = { 0 };
    sums *s = NULL;

    CHL_TRY(check(points, n, d, settings, err));
    CHL_TRY(lay_lattice(points, n, d, settings, &lattice, err));
    s = chl_alloc(1, sizeof *s);
    CHL_REQUIRE_MEMORY(s, err, "Gaussian sums");
    CHL_TRY(chl_transform_init(&s->transform, &lattice, settings->accuracy,
                               settings->threads, err));
    CHL_TRY(chl_transform_points(&s->transform, points, n, err));
    CHL_TRY(fill_tables(s, settings->bandwidth, err));
    *out = s;
    s = NULL;
out:
    destroy(s);
    return status;
}

chl_status
chl_fast_sums(const double *points, size_t n, size_t d,
              const chl_fast_settings *settings, chl_operator **out,
              chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_fast_settings s =
        settings != NULL ? *settings : chl_fast_settings_default();
    sums *self = NULL;

    CHL_TRY(create(points, n, d, &s, &self, err));
    CHL_TRY(chl_operator_create(&sums_type, self, n, CHL_SYMMETRIC, out, err));
    self = NULL;
out:
    destroy(self);
    return status;
}

/*
 * scale = q^-1/2 D^-1/2. Every sum contains its own term, so that q >= 1 and
 * W 1 >= 1 / q up to the accuracy: what comes out below is rounding.
 */
static void
balance(sums *s, double *ground)
{
    const size_t n = s->transform.n;
    double square = 0.0;

    sum(s, NULL, s->scale);
    for (size_t k = 0; k < n; k++) {
        s->scale[k] = 1.0 / sqrt(fmax(s->scale[k], 1.0));
    }
    sum(s, s->scale, s->scaled);
    for (size_t k = 0; k < n; k++) {
        double q = s->scale[k];
        double degree = fmax(q * s->scaled[k], q * q);

        s->scale[k] = q / sqrt(degree);
        s->scaled[k] = degree;
        square += degree;
    }
    for (size_t k = 0; ground != NULL && k < n; k++) {
        ground[k] = sqrt(s->scaled[k] / square);
    }
}

chl_status
chl_fast_graph(const double *points, size_t n, size_t d,
               const chl_fast_settings *settings, double *ground,
               chl_operator **out, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_fast_settings s =
        settings != NULL ? *settings : chl_fast_settings_default();
    chl_operator *op = NULL;
    sums *self = NULL;

    CHL_TRY(create(points, n, d, &s, &self, err));
    self->scale = chl_alloc(n, sizeof *self->scale);
    self->scaled = chl_alloc(n, sizeof *self->scaled);
    CHL_REQUIRE_MEMORY(self->scale, err, "degrees of a graph");
    CHL_REQUIRE_MEMORY(self->scaled, err, "degrees of a graph");
    CHL_TRY(chl_operator_create(&graph_type, self, n, CHL_SYMMETRIC, &op, err));
    balance(self, ground);
    self = NULL;
    *out = op;
out:
    destroy(self);
    return status;
}
