/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The leading modes of a discriminator: what it learns first. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "study/flow.h"
#include "study/flow_scene.h"
#include "systems/field.h"
#include "systems/inertia.h"

enum {
    POINTS_LIMIT = 20000, /* beyond, every product costs minutes             */
    PICTURES = 6
};

static void
fill(const chl_flow_task *t, const chl_eigen_result *found, double squared,
     chl_result_flow_mode *modes)
{
    const size_t n = t->source->count, m = t->target->count;
    const chl_inertia training = chl_inertia_of(&t->settings->particles);
    const bool inert = !isnan(training.friction);

    for (size_t k = 0; k < found->count; k++) {
        const double *e = found->vectors + k * found->n;
        double fake = 0.0, real = 0.0, lambda = found->values[k];

        for (size_t i = 0; i < n; i++) {
            fake += e[i] / (double) n;
        }
        for (size_t j = 0; j < m; j++) {
            real += e[n + j] / (double) m;
        }
        /* The sign of an eigenfunction means nothing. */
        fake = fabs(fake - real);
        modes[k] = (chl_result_flow_mode){
            .lambda = lambda,
            .drive = fake,
            .share = lambda * fake * fake / squared,
            .growth = inert ? NAN : lambda * fake,
            .half_life = inert ? NAN : log(2.0) / (4.0 * lambda),
            .trained = chl_inertia_learned(&training, 4.0 * lambda),
            .residual = found->residuals[k],
        };
    }
}

/* e(x) = (1 / lambda) sum_i gamma_i e_i k(x, z_i) in the frame. */
static chl_status
draw_mode(chl_flow_task *t, const chl_eigen_result *found, size_t k,
          const double *points, const double *norms, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t n = t->source->count, m = t->target->count;
    const double *e = found->vectors + k * found->n;
    double *weights = chl_alloc(n + m, sizeof *weights);
    chl_support support = { n + m, points, norms, weights };
    const size_t threads = t->settings->particles.threads;
    const chl_field field = { .kernel = &t->settings->kernel,
                              .d = t->target->dimension,
                              .threads =
                                  threads > 0 ? threads : chl_threads_default(),
                              .count = 1,
                              .supports = &support };
    chl_result_scene *scene = NULL;
    double *places = NULL;
    char id[32], title[96];

    CHL_REQUIRE_MEMORY(weights, err, "a mode");
    for (size_t i = 0; i < n + m; i++) {
        weights[i] = 0.5 * e[i] / (double) (i < n ? n : m) / found->values[k];
    }
    snprintf(id, sizeof id, "mode-%zu", k + 1);
    snprintf(title, sizeof title, "mode %zu, eigenvalue %.3g", k + 1,
             found->values[k]);
    CHL_TRY(chl_flow_scene_create(t, id, title, &scene, err));
    CHL_TRY(chl_flow_scene_places(scene, &places, err));
    CHL_TRY(chl_field_evaluate(&field, scene->columns * scene->rows, places,
                               scene->field, NULL, err));
out:
    chl_free(weights);
    chl_free(places);
    return status;
}

static chl_status
draw(chl_flow_task *t, const chl_eigen_result *found, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t n = t->source->count, m = t->target->count;
    const size_t d = t->target->dimension;
    double *points = chl_alloc((n + m) * d, sizeof *points);
    double *norms = chl_alloc(n + m, sizeof *norms);

    CHL_REQUIRE_MEMORY(points, err, "modes");
    CHL_REQUIRE_MEMORY(norms, err, "modes");
    memcpy(points, chl_particles_points(t->particles), n * d * sizeof *points);
    memcpy(points + n * d, t->target->points, m * d * sizeof *points);
    chl_field_norms(n + m, d, points, norms);
    for (size_t k = 0; k < found->count && k < PICTURES; k++) {
        CHL_TRY(draw_mode(t, found, k, points, norms, err));
    }
out:
    chl_free(points);
    chl_free(norms);
    return status;
}

static chl_status
refuse(chl_flow_task *t, bool pictures, bool *out, chl_error *err)
{
    const size_t all = t->source->count + t->target->count;
    const bool riesz = t->settings->kernel.kind == CHL_PAIR_RIESZ;

    *out = riesz || all > POINTS_LIMIT;
    if (!*out || !pictures || t->settings->modes == 0) {
        return CHL_OK;
    }
    return chl_result_warn(
        t->made, "W-NOT-APPLICABLE", "note", err,
        riesz ? "a riesz kernel is positive on differences only, so that its "
                "modes are not listed"
              : "modes of more than 20000 points are not listed");
}

chl_status
chl_flow_fill_modes(chl_flow_task *task, bool pictures,
                    chl_result_flow_mode **out, size_t *count, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t all = task->source->count + task->target->count;
    size_t wanted = task->settings->modes;
    chl_particles *whole = NULL;
    chl_particles *own = NULL;
    chl_eigen_result *found = NULL;
    chl_result_flow_mode *modes = NULL;
    bool refused = false;
    double squared;

    wanted = wanted < all ? wanted : all;
    CHL_TRY(refuse(task, pictures, &refused, err));
    if (refused || wanted == 0) {
        goto out;
    }
    CHL_TRY(chl_flow_whole(task, &own, &whole, err));
    CHL_TRY(chl_particles_modes(whole, wanted, &found, err));
    CHL_TRY(chl_particles_mmd(whole, &squared, err));
    modes = chl_alloc(found->count, sizeof *modes);
    CHL_REQUIRE_MEMORY(modes, err, "modes");
    fill(task, found, squared, modes);
    if (pictures && task->settings->snapshots > 0
        && task->target->dimension <= 2) {
        CHL_TRY(draw(task, found, err));
    }
    *out = modes;
    *count = found->count;
    modes = NULL;
out:
    chl_free(modes);
    chl_particles_free(own);
    chl_eigen_result_free(found);
    return status;
}
