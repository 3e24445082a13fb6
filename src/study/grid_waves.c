/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The adversarial game near equilibrium, followed in time on a grid: the
 * discriminator u in the cells, the displacement v on the faces.
 */
#include <chladni/study.h>

#include <math.h>
#include <string.h>

#include <chladni/dynamics.h>
#include <chladni/eigen.h>

#include "base/error.h"

enum {
    DENSE_LIMIT = 128, /* cells; each column of the inverse is a solve */
    EXTRA = 3,    /* modes that start beside the one followed              */
    SAMPLES = 400 /* of its coefficient, for the fit                       */
};

/* Part of a period, or of a decay, between two samples. */
static const double sampling = 0.1;
/* Of RK4: the real axis to 2.785, the imaginary axis to 2.828. */
static const double stable = 2.0;

typedef struct waves {
    const chl_grid *grid;
    const double *rho, *faces[3];
    const chl_waves_settings *settings;
    size_t size;
    size_t stride[3];
    double step[3];
    double *flux;                    /* one axis, scratch         */
    double *state, *slope[4], *next; /* u, then v of every axis   */
} waves;

chl_waves_settings
chl_waves_settings_default(void)
{
    return (chl_waves_settings){
        .c1 = 1.0, .cg = 1.0, .gamma = 0.3, .lr_d = 1.0, .lr_g = 1.0
    };
}

static size_t
above(const waves *w, size_t axis, size_t cell)
{
    size_t n = w->grid->cells[axis], at = cell / w->stride[axis] % n;

    return at + 1 < n ? cell + w->stride[axis]
                      : cell - (n - 1) * w->stride[axis];
}

/* The two equations of theory 1: slope of (u, v). */
static void
differentiate(waves *w, const double *from, double *to)
{
    const chl_waves_settings *s = w->settings;
    const size_t n = w->size;

    for (size_t i = 0; i < n; i++) {
        to[i] = -s->lr_d * s->c2 * from[i];
    }
    for (size_t a = 0; a < w->grid->dimension; a++) {
        const double *v = from + (1 + a) * n;
        double *dv = to + (1 + a) * n;

        for (size_t i = 0; i < n; i++) {
            double face = w->faces[a][i];
            size_t j = above(w, a, i);
            double slope = face > 0.0 ? (from[j] - from[i]) / w->step[a] : 0.0;

            dv[i] = s->lr_g * s->cg * slope;
            w->flux[i] = face * (s->c1 * v[i] + s->gamma * slope);
        }
        for (size_t i = 0; i < n; i++) {
            size_t j = above(w, a, i);
            double flow = s->lr_d * w->flux[i] / w->step[a];

            if (flow != 0.0) {
                to[i] += flow / w->rho[i];
                to[j] -= flow / w->rho[j];
            }
        }
    }
}

/* One step of the classical Runge-Kutta method. */
static void
advance(waves *w, double h)
{
    static const double part[] = { 0.5, 0.5, 1.0 };
    const size_t n = w->size * (1 + w->grid->dimension);

    differentiate(w, w->state, w->slope[0]);
    for (size_t k = 0; k < 3; k++) {
        for (size_t i = 0; i < n; i++) {
            w->next[i] = w->state[i] + part[k] * h * w->slope[k][i];
        }
        differentiate(w, w->next, w->slope[k + 1]);
    }
    for (size_t i = 0; i < n; i++) {
        w->state[i] += h / 6.0
                       * (w->slope[0][i] + 2.0 * w->slope[1][i]
                          + 2.0 * w->slope[2][i] + w->slope[3][i]);
    }
}

/* A bound of the largest eigenvalue, by rows. */
static double
largest(const waves *w)
{
    double most = 0.0, *sum = w->next;

    memset(sum, 0, w->size * sizeof *sum);
    for (size_t a = 0; a < w->grid->dimension; a++) {
        for (size_t i = 0; i < w->size; i++) {
            double weight = w->faces[a][i] / (w->step[a] * w->step[a]);
            size_t j = above(w, a, i);

            if (weight > 0.0) {
                sum[i] += 2.0 * weight / w->rho[i];
                sum[j] += 2.0 * weight / w->rho[j];
            }
        }
    }
    for (size_t i = 0; i < w->size; i++) {
        most = fmax(most, sum[i]);
    }
    return most;
}

static void
clear(waves *w)
{
    chl_free(w->flux);
    chl_free(w->state);
    chl_free(w->next);
    for (size_t k = 0; k < 4; k++) {
        chl_free(w->slope[k]);
    }
}

static chl_status
init(const chl_grid_density *density, const chl_waves_settings *settings,
     waves *w, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t all, stride = 1;

    *w = (waves){ .grid = chl_grid_density_grid(density),
                  .rho = chl_grid_density_values(density),
                  .settings = settings };
    w->size = chl_grid_size(w->grid);
    all = w->size * (1 + w->grid->dimension);
    for (size_t a = w->grid->dimension; a-- > 0;) {
        w->faces[a] = chl_grid_density_faces(density, a);
        w->stride[a] = stride;
        w->step[a] =
            (w->grid->high[a] - w->grid->low[a]) / (double) w->grid->cells[a];
        stride *= w->grid->cells[a];
    }
    w->flux = chl_alloc(w->size, sizeof *w->flux);
    w->state = chl_alloc(all, sizeof *w->state);
    w->next = chl_alloc(all, sizeof *w->next);
    CHL_REQUIRE_MEMORY(w->flux, err, "waves on a grid");
    CHL_REQUIRE_MEMORY(w->state, err, "waves on a grid");
    CHL_REQUIRE_MEMORY(w->next, err, "waves on a grid");
    for (size_t k = 0; k < 4; k++) {
        w->slope[k] = chl_alloc(all, sizeof *w->slope[k]);
        CHL_REQUIRE_MEMORY(w->slope[k], err, "waves on a grid");
    }
out:
    return status;
}

/*
 * The mode to follow, times rho; its eigenvalue; and a start that is the sum
 * of it and a few others.
 */
static chl_status
find_mode(const chl_grid_density *density, waves *w, double *mode,
          double *lambda, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_eigen_settings solver = chl_eigen_settings_default();
    chl_eigen_problem problem = { NULL, NULL };
    chl_eigen_result *pairs = NULL;
    chl_grid_laplacian *laplacian = NULL;

    CHL_TRY(chl_grid_laplacian_create(density, NULL, &laplacian, err));
    CHL_TRY(chl_grid_laplacian_inverse(laplacian, &problem.a, err));
    solver.method =
        chl_grid_laplacian_size(laplacian) > DENSE_LIMIT ? "arpack" : "auto";
    solver.count = w->settings->mode + 1 + EXTRA;
    CHL_TRY(chl_eigen_solve(&problem, &solver, &pairs, err));
    CHL_REQUIRE(pairs->count > w->settings->mode, err, CHL_ENUMERIC,
                "mode %zu has not converged on the grid", w->settings->mode);
    for (size_t k = 0; k < pairs->count; k++) {
        chl_grid_laplacian_function(laplacian, pairs->vectors + k * pairs->n,
                                    mode);
        for (size_t i = 0; i < w->size; i++) {
            w->state[i] += isnan(mode[i]) ? 0.0 : mode[i];
        }
    }
    CHL_TRY(chl_grid_laplacian_quotient(
        laplacian, pairs->vectors + w->settings->mode * pairs->n, lambda, err));
    chl_grid_laplacian_function(
        laplacian, pairs->vectors + w->settings->mode * pairs->n, mode);
    for (size_t i = 0; i < w->size; i++) {
        mode[i] = isnan(mode[i]) ? 0.0 : mode[i] * w->rho[i];
    }
out:
    chl_eigen_result_free(pairs);
    chl_grid_laplacian_free(laplacian);
    return status;
}

/*
 * The roots behind samples y that obey y_{k+2} = p y_{k+1} + q y_k, by least
 * squares: z^2 = p z + q and s = log(z) / interval.
 */
static chl_status
fit_roots(const double *y, size_t count, double interval, chl_complex roots[2],
          chl_error *err)
{
    chl_status status = CHL_OK;
    double aa = 0.0, ab = 0.0, bb = 0.0, ac = 0.0, bc = 0.0, det, p, q, part;

    for (size_t k = 0; k + 2 < count; k++) {
        aa += y[k + 1] * y[k + 1];
        ab += y[k + 1] * y[k];
        bb += y[k] * y[k];
        ac += y[k + 1] * y[k + 2];
        bc += y[k] * y[k + 2];
    }
    det = aa * bb - ab * ab;
    CHL_REQUIRE(det > 0.0, err, CHL_ENUMERIC,
                "the samples of a mode do not tell its roots");
    p = (ac * bb - bc * ab) / det;
    q = (bc * aa - ac * ab) / det;
    part = 0.25 * p * p + q;
    if (part < 0.0) {
        double im = atan2(sqrt(-part), 0.5 * p) / interval;

        roots[0] = (chl_complex){ 0.5 * log(-q) / interval, im };
        roots[1] = (chl_complex){ roots[0].re, -im };
    } else {
        double large = 0.5 * p + sqrt(part), small = 0.5 * p - sqrt(part);

        CHL_REQUIRE(small > 0.0, err, CHL_ENUMERIC,
                    "the samples of a mode change sign from one to the next");
        roots[0] = (chl_complex){ log(large) / interval, 0.0 };
        roots[1] = (chl_complex){ log(small) / interval, 0.0 };
    }
out:
    return status;
}

static chl_status
check(const chl_waves_settings *s, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(s->c1 > 0.0 && s->cg > 0.0 && s->lr_d > 0.0 && s->lr_g > 0.0
                    && isfinite(s->c1 * s->cg * s->lr_d * s->lr_g),
                err, CHL_EARG,
                "c1, cg and the learning rates must be finite and above 0");
    CHL_REQUIRE(s->c2 >= 0.0 && s->gamma >= 0.0 && isfinite(s->c2 + s->gamma),
                err, CHL_EARG,
                "c2 is %g and gamma is %g; they must be finite and not "
                "negative",
                s->c2, s->gamma);
out:
    return status;
}

/* Follow the mode over SAMPLES intervals, in steps that are stable for all
 * modes. */
static chl_status
follow(waves *w, const double *mode, double lambda, chl_waves *found,
       chl_error *err)
{
    const chl_waves_settings *s = w->settings;
    const double top = largest(w), k = s->lr_d * s->lr_g * s->c1 * s->cg;
    const double damping = s->lr_d * (s->gamma * top + s->c2);
    const double own = s->lr_d * (s->gamma * lambda + s->c2);
    double interval = sampling / fmax(sqrt(k * lambda), own), y[SAMPLES];
    size_t steps =
        (size_t) ceil(interval * fmax(damping, sqrt(k * top)) / stable);

    steps = steps > 0 ? steps : 1;
    for (size_t t = 0; t < SAMPLES; t++) {
        y[t] = 0.0;
        for (size_t i = 0; i < w->size; i++) {
            y[t] += mode[i] * w->state[i];
        }
        for (size_t j = 0; j < steps; j++) {
            advance(w, interval / (double) steps);
        }
    }
    found->steps = steps * SAMPLES;
    found->step = interval / (double) steps;
    return fit_roots(y, SAMPLES, interval, found->fitted, err);
}

chl_status
chl_study_waves(const chl_grid_density *density,
                const chl_waves_settings *settings, chl_waves *out,
                chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_waves_settings s =
        settings != NULL ? *settings : chl_waves_settings_default();
    chl_waves found = { .lambda = NAN };
    chl_mode predicted = { 0 };
    waves w = { 0 };
    double *mode = NULL;

    CHL_TRY(check(&s, err));
    CHL_TRY(init(density, &s, &w, err));
    mode = chl_alloc(w.size, sizeof *mode);
    CHL_REQUIRE_MEMORY(mode, err, "a mode on a grid");
    CHL_TRY(find_mode(density, &w, mode, &found.lambda, err));
    CHL_TRY(follow(&w, mode, found.lambda, &found, err));
    predicted.damping = s.lr_d * (s.gamma * found.lambda + s.c2);
    predicted.stiffness = s.lr_d * s.lr_g * s.c1 * s.cg * found.lambda;
    chl_mode_roots(&predicted, found.predicted);
    *out = found;
out:
    chl_free(mode);
    clear(&w);
    return status;
}
