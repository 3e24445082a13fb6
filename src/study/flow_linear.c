/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A flow near its equilibrium against the adversarial operator.
 *
 * Points at y + e v, v = grad psi, under f = T w of ipm: to first order in e
 * what the discriminator learns in T is -T P C psi, and the points follow its
 * slope, so that in (w, q) of adversarial.h, with c2 = gamma = 0,
 *
 *     q' = T (q part of L^2 (0, q)) = -T B'P0 B q
 *
 * by rate / n a step. Its eigenvectors are followed in the flow itself.
 */
#include <math.h>
#include <string.h>

#include <chladni/adversarial.h>

#include "base/error.h"
#include "study/flow.h"
#include "systems/inertia.h"

enum {
    FUNCTIONS = 48,
    MODES = 6,
    STEPS = 8
};

/* Of the mean distance of neighbours: small enough to be linear, and large
 * against rounding. */
static const double displacement = 1e-4;
/* What the followed mode is to lose on the way, predicted. */
static const double lost = 0.5;

typedef struct near {
    const chl_flow_task *task;
    size_t r, m, d;
    double *values;    /* m x r                                              */
    double *gradients; /* m d x r                                            */
    double *mass, *stiffness, *kernel; /* r x r                              */
    chl_adversarial *adversarial;
    chl_flow *flow;
    chl_operator *whole; /* L                                                */
    double *state, *image; /* its size                                       */
} near;

static void
clear(near *a)
{
    chl_operator_free(a->whole);
    chl_flow_free(a->flow);
    chl_adversarial_free(a->adversarial);
    chl_free(a->values);
    chl_free(a->gradients);
    chl_free(a->mass);
    chl_free(a->stiffness);
    chl_free(a->kernel);
    chl_free(a->state);
    chl_free(a->image);
}

/* k(., z), z evenly chosen among the targets, and its slopes at all of them. */
static void
fill_function(near *a, size_t f)
{
    const double *y = a->task->target->points;
    const double *z = y + f * a->m / a->r * a->d;
    double z_norm = 0.0;

    for (size_t k = 0; k < a->d; k++) {
        z_norm += z[k] * z[k];
    }
    for (size_t i = 0; i < a->m; i++) {
        const double *x = y + i * a->d;
        double norm = 0.0, p, q;

        for (size_t k = 0; k < a->d; k++) {
            norm += x[k] * x[k];
        }
        const chl_pairs pair = { 1, 1, a->d, x, z, &norm, &z_norm, NULL };

        chl_pair_block(&a->task->settings->kernel, &pair,
                       &a->values[i * a->r + f], &p, &q);
        for (size_t k = 0; k < a->d; k++) {
            a->gradients[(i * a->d + k) * a->r + f] = p * z[k] + q * x[k];
        }
    }
}

/* out = scale * rows' rows, r x r. */
static void
multiply(size_t count, size_t r, const double *rows, double scale, double *out)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t a = 0; a < r; a++) {
            for (size_t b = 0; b < r; b++) {
                out[a * r + b] += scale * rows[i * r + a] * rows[i * r + b];
            }
        }
    }
}

/* W = E E phi_i(x) k(x, y) phi_j(y), row by row of the matrix of all pairs. */
static void
fill_kernel(near *a, double *norms, double *row)
{
    const double *y = a->task->target->points;
    const double scale = 1.0 / (double) a->m / (double) a->m;

    for (size_t i = 0; i < a->m; i++) {
        norms[i] = 0.0;
        for (size_t k = 0; k < a->d; k++) {
            norms[i] += y[i * a->d + k] * y[i * a->d + k];
        }
    }
    for (size_t i = 0; i < a->m; i++) {
        const chl_pairs pairs = { 1, a->m,      a->d,  y + i * a->d,
                                  y, norms + i, norms, NULL };

        chl_pair_block(&a->task->settings->kernel, &pairs, row, NULL, NULL);
        for (size_t f = 0; f < a->r; f++) {
            double sum = 0.0;

            for (size_t j = 0; j < a->m; j++) {
                sum += row[j] * a->values[j * a->r + f];
            }
            for (size_t g = 0; g < a->r; g++) {
                a->kernel[g * a->r + f] +=
                    scale * a->values[i * a->r + g] * sum;
            }
        }
    }
}

static chl_status
allocate(near *a, chl_error *err)
{
    chl_status status = CHL_OK;

    a->values = chl_alloc(a->m * a->r, sizeof *a->values);
    a->gradients = chl_alloc(a->m * a->d * a->r, sizeof *a->gradients);
    a->mass = chl_alloc(a->r * a->r, sizeof *a->mass);
    a->stiffness = chl_alloc(a->r * a->r, sizeof *a->stiffness);
    a->kernel = chl_alloc(a->r * a->r, sizeof *a->kernel);
    CHL_REQUIRE(a->values != NULL && a->gradients != NULL && a->mass != NULL
                    && a->stiffness != NULL && a->kernel != NULL,
                err, CHL_ENOMEM, "out of memory for %zu functions", a->r);
out:
    return status;
}

static chl_status
build(near *a, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_adversarial_constants constants = {
        .c1 = 1.0, .cg = 1.0, .lr_d = 1.0, .lr_g = 1.0
    };
    chl_adversarial_matrices matrices = { .r = a->r };
    chl_adversarial_settings settings = chl_adversarial_settings_default();
    double *norms = chl_alloc(a->m, sizeof *norms);
    double *row = chl_alloc(a->m, sizeof *row);

    CHL_REQUIRE_MEMORY(norms, err, "the targets");
    CHL_REQUIRE_MEMORY(row, err, "the targets");
    CHL_TRY(allocate(a, err));
    for (size_t f = 0; f < a->r; f++) {
        fill_function(a, f);
    }
    multiply(a->m, a->r, a->values, 1.0 / (double) a->m, a->mass);
    multiply(a->m * a->d, a->r, a->gradients, 1.0 / (double) a->m,
             a->stiffness);
    fill_kernel(a, norms, row);
    matrices.mass = a->mass;
    matrices.stiffness = a->stiffness;
    matrices.kernel = a->kernel;
    CHL_TRY(chl_adversarial_create(&matrices, &settings, &a->adversarial, err));
    CHL_TRY(chl_flow_create(a->adversarial, &constants, &a->flow, err));
    CHL_TRY(chl_flow_operator(a->flow, &a->whole, err));
    a->state = chl_alloc(chl_flow_size(a->flow), sizeof *a->state);
    a->image = chl_alloc(chl_flow_size(a->flow), sizeof *a->image);
    CHL_REQUIRE_MEMORY(a->state, err, "a state");
    CHL_REQUIRE_MEMORY(a->image, err, "a state");
out:
    chl_free(norms);
    chl_free(row);
    return status;
}

/* B'P0 B: what L^2 does to q, with its sign turned. */
static chl_status
apply(void *self, const double *q, double *out, chl_error *err)
{
    chl_status status = CHL_OK;
    near *a = self;
    const size_t w = chl_flow_discriminator(a->flow);
    const size_t size = chl_flow_size(a->flow);

    memset(a->state, 0, w * sizeof *a->state);
    memcpy(a->state + w, q, (size - w) * sizeof *q);
    CHL_TRY(chl_operator_apply(a->whole, a->state, a->image, err));
    memset(a->image + w, 0, (size - w) * sizeof *a->image);
    CHL_TRY(chl_operator_apply(a->whole, a->image, a->state, err));
    for (size_t k = 0; k < size - w; k++) {
        out[k] = -a->state[w + k];
    }
out:
    return status;
}

static const chl_operator_type decays = { .name = "decays of a flow",
                                          .apply = apply };

/* v = grad psi at the targets of eigenvector q, of mean square 1. */
static chl_status
displace(near *a, const double *q, double *v, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t w = chl_flow_discriminator(a->flow);
    double *alpha = chl_alloc(a->r, sizeof *alpha);
    double *beta = chl_alloc(a->r, sizeof *beta), square = 0.0;

    CHL_REQUIRE_MEMORY(alpha, err, "a mode");
    CHL_REQUIRE_MEMORY(beta, err, "a mode");
    memset(a->state, 0, w * sizeof *a->state);
    memcpy(a->state + w, q, (chl_flow_size(a->flow) - w) * sizeof *q);
    chl_flow_coefficients(a->flow, 1, a->state, alpha, beta);
    for (size_t i = 0; i < a->m * a->d; i++) {
        v[i] = 0.0;
        for (size_t f = 0; f < a->r; f++) {
            v[i] += beta[f] * a->gradients[i * a->r + f];
        }
        square += v[i] * v[i] / (double) a->m;
    }
    for (size_t i = 0; i < a->m * a->d; i++) {
        v[i] /= sqrt(square);
    }
out:
    chl_free(alpha);
    chl_free(beta);
    return status;
}

/* The part of x - y along v, over that of one displacement. */
static double
part_along(const near *a, const double *x, const double *v, double size)
{
    const double *y = a->task->target->points;
    double sum = 0.0;

    for (size_t i = 0; i < a->m * a->d; i++) {
        sum += (x[i] - y[i]) * v[i] / (double) a->m;
    }
    return sum / size;
}

static double
length_of(const near *a)
{
    double square = 0.0;

    for (size_t k = 0; k < 2 && k < a->d; k++) {
        square = fmax(square, a->task->high[k] - a->task->low[k]);
    }
    return square > 0.0 ? square : 1.0;
}

/* Follow one mode in the flow itself; decay->predicted is known. */
static chl_status
follow(near *a, const double *v, chl_result_flow_decay *decay, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_flow_study_settings *s = a->task->settings;
    const double size = displacement * length_of(a);
    const double time = lost / decay->predicted / STEPS;
    double *x = chl_alloc(a->m * a->d, sizeof *x), part;
    chl_particles *particles = NULL;

    CHL_REQUIRE_MEMORY(x, err, "points near their targets");
    for (size_t i = 0; i < a->m * a->d; i++) {
        x[i] = a->task->target->points[i] + size * v[i];
    }
    CHL_TRY(chl_particles_create(&s->kernel, &s->particles, a->m, a->m, a->d, x,
                                 a->task->target->points, &particles, err));
    for (size_t k = 0; k < STEPS; k++) {
        CHL_TRY(chl_progress_tell(&s->progress, "linearising", (double) k,
                                  STEPS, err));
        CHL_TRY(chl_particles_step(particles, time * (double) a->m, NULL, err));
    }
    part = part_along(a, chl_particles_points(particles), v, size);
    /* Euler's steps, as the flow makes them: (1 - h rate)^STEPS. */
    decay->measured = part > 0.0 ? (1.0 - pow(part, 1.0 / STEPS)) / time : NAN;
    decay->ratio = decay->measured / decay->predicted;
out:
    chl_free(x);
    chl_particles_free(particles);
    return status;
}

static chl_status
solve(near *a, chl_result_flow *section, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_eigen_settings settings = chl_eigen_settings_default();
    chl_eigen_problem problem = { 0 };
    chl_eigen_result *found = NULL;
    chl_operator *op = NULL;
    const chl_inertia training = chl_inertia_of(&a->task->settings->particles);
    const size_t size =
        chl_flow_size(a->flow) - chl_flow_discriminator(a->flow);
    double *v = chl_alloc(a->m * a->d, sizeof *v);

    CHL_REQUIRE_MEMORY(v, err, "a mode");
    CHL_TRY(chl_operator_create(&decays, a, size, CHL_SYMMETRIC, &op, err));
    settings.count = size < MODES ? size : MODES;
    problem.a = op;
    CHL_TRY(chl_eigen_solve(&problem, &settings, &found, err));
    section->decays = chl_alloc(found->count, sizeof *section->decays);
    CHL_REQUIRE_MEMORY(section->decays, err, "decays");
    section->decay_count = found->count;
    for (size_t k = 0; k < found->count; k++) {
        chl_result_flow_decay *decay = &section->decays[k];

        *decay = (chl_result_flow_decay){ .measured = NAN };
        decay->lambda = found->values[k];
        decay->predicted = found->values[k] * chl_inertia_reach(&training);
        CHL_TRY(displace(a, found->vectors + k * found->n, v, err));
        CHL_TRY(follow(a, v, decay, err));
    }
out:
    chl_operator_free(op);
    chl_eigen_result_free(found);
    chl_free(v);
    return status;
}

static chl_status
warn_of_cusp(const chl_flow_task *t, chl_error *err)
{
    double low = INFINITY, high = 0.0;

    for (size_t k = 0; k < t->section->decay_count; k++) {
        double ratio = t->section->decays[k].ratio;

        low = isfinite(ratio) ? fmin(low, ratio) : low;
        high = isfinite(ratio) ? fmax(high, ratio) : high;
    }
    if (!chl_pair_kernel_has_cusp(&t->settings->kernel)) {
        return CHL_OK;
    }
    return low > high
               ? chl_result_warn(t->made, "W-CUSP", "warning", err,
                                 "kernel '%s' has a cusp where a generated "
                                 "point meets its target, so that its linear "
                                 "theory does not hold there",
                                 t->section->kernel)
               : chl_result_warn(t->made, "W-CUSP", "warning", err,
                                 "kernel '%s' has a cusp where a generated "
                                 "point meets its target, so that its linear "
                                 "theory does not hold there: measured decays "
                                 "are %.2g to %.2g times those predicted",
                                 t->section->kernel, low, high);
}

chl_status
chl_flow_linearise(chl_flow_task *task, chl_error *err)
{
    chl_status status = CHL_OK;
    near a = { .task = task,
               .m = task->target->count,
               .d = task->target->dimension };

    CHL_REQUIRE(strcmp(task->loss->name, "ipm") == 0
                    && !task->settings->particles.carry
                    && task->settings->particles.discriminator == NULL
                    && task->settings->particles.generator == NULL
                    && task->settings->kernel.kind != CHL_PAIR_IMAGES
                    && task->settings->kernel.transform == CHL_TRANSFORM_NONE,
                err, CHL_EARG,
                "the linear theory here is that of free points under ipm, "
                "f_0 = 0 and a discriminator of infinite width that sees them "
                "as they are");
    a.r = a.m < FUNCTIONS ? a.m : FUNCTIONS;
    CHL_TRY(build(&a, err));
    CHL_TRY(solve(&a, task->section, err));
    CHL_TRY(warn_of_cusp(task, err));
out:
    if (status != CHL_OK) {
        chl_error_prefix(err, "linearised");
    }
    clear(&a);
    return status;
}
