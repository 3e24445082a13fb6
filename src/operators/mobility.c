/* SPDX-License-Identifier: GPL-3.0-or-later */
/* W = F' Theta F by pairs of groups, F the values of functions at points. */
#include "operators/balanced.h"

#include <cblas.h>
#include <string.h>

#include "base/error.h"
#include "operators/groups.h"

enum {
    TILE = 256 /* points on either side */
};

struct chl_mobility {
    size_t r, groups;
    size_t *rows;  /* groups: points of each                                 */
    double *store; /* groups x groups x r r: F_g' Theta F_h for h >= g       */
};

typedef struct accumulation {
    chl_mobility *mobility;
    const chl_functions *functions;
    const chl_augment *augment;
    const double *coefficients;
    const chl_tangent *theta;
    size_t draws, threads;
    size_t *start; /* groups + 1: first point of each                        */
    double *x;     /* points x d                                             */
    double *f;     /* points x r                                             */
    double *room;  /* threads x TILE (TILE + r): Theta, and Theta F          */
    const chl_groups_job *job;
} accumulation;

/* Points of one draw of a group, and the functions there. */
static chl_status
place_draw(const accumulation *all, size_t group, size_t draw, size_t rows,
           size_t *index, double *values, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_functions *f = all->functions;
    const chl_basis *basis = f->basis;
    size_t d = basis->d, r = all->mobility->r;
    size_t at = all->start[group] + draw * rows;
    double *x = all->x + at * d;

    CHL_TRY(chl_basis_drawn_rows(basis, all->augment, draw,
                                 chl_sample_start(&basis->sample, group), rows,
                                 index, x, err));
    for (size_t i = 0; i < rows * d; i++) {
        x[i] += basis->centre[i % d];
    }
    CHL_TRY(chl_functions_values(f, rows, x, values, err));
    if (rows > 0) {
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int) rows,
                    (int) r, (int) f->q, 1.0, values, (int) f->q,
                    all->coefficients, (int) f->q, 0.0, all->f + at * r,
                    (int) r);
    }
out:
    return status;
}

static chl_status
place(void *user, size_t thread, size_t group, chl_error *err)
{
    accumulation *all = user;
    chl_status status = CHL_OK;
    size_t rows = all->mobility->rows[group] / all->draws;
    size_t *index = chl_alloc(rows, sizeof *index);
    double *values = chl_alloc(rows * all->functions->q, sizeof *values);

    CHL_REQUIRE_MEMORY(index, err, "row numbers");
    CHL_REQUIRE_MEMORY(values, err, "values of functions");
    for (size_t draw = 0; draw < all->draws; draw++) {
        CHL_TRY(chl_groups_beat(all->job, thread,
                                (double) draw / (double) all->draws, err));
        CHL_TRY(place_draw(all, group, draw, rows, index, values, err));
    }
out:
    chl_free(index);
    chl_free(values);
    return status;
}

/* sum += F_i' Theta(x_i, x_j) F_j of tiles of points. */
static chl_status
add_tile(const accumulation *all, size_t thread, size_t i, size_t a, size_t j,
         size_t b, double *sum, chl_error *err)
{
    size_t r = all->mobility->r, d = all->functions->basis->d;
    double *theta = all->room + thread * TILE * (TILE + r);
    double *product = theta + TILE * TILE;
    chl_status status = all->theta->values(
        all->theta->self, d, a, all->x + i * d, b, all->x + j * d, theta, err);

    if (status != CHL_OK) {
        return status;
    }
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) a, (int) r,
                (int) b, 1.0, theta, (int) b, all->f + j * r, (int) r, 0.0,
                product, (int) r);
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (int) r, (int) r,
                (int) a, 1.0, all->f + i * r, (int) r, product, (int) r, 1.0,
                sum, (int) r);
    return CHL_OK;
}

static chl_status
add_pair(const accumulation *all, size_t thread, size_t g, size_t h,
         chl_error *err)
{
    chl_status status = CHL_OK;
    size_t r = all->mobility->r, ends = all->start[g + 1];
    size_t finishes = all->start[h + 1];
    double *sum =
        all->mobility->store + (g * all->mobility->groups + h) * r * r;

    for (size_t i = all->start[g]; i < ends; i += TILE) {
        size_t a = ends - i < TILE ? ends - i : TILE;

        for (size_t j = all->start[h]; j < finishes; j += TILE) {
            size_t b = finishes - j < TILE ? finishes - j : TILE;

            CHL_TRY(add_tile(all, thread, i, a, j, b, sum, err));
        }
    }
out:
    return status;
}

static chl_status
pairs(void *user, size_t thread, size_t group, chl_error *err)
{
    accumulation *all = user;
    chl_status status = CHL_OK;
    size_t groups = all->mobility->groups;

    for (size_t h = group; h < groups; h++) {
        double share = (double) (h - group) / (double) (groups - group);

        CHL_TRY(chl_groups_beat(all->job, thread, share, err));
        CHL_TRY(add_pair(all, thread, group, h, err));
    }
out:
    return status;
}

static chl_status
run(accumulation *all, const char *stage, const chl_progress *progress,
    chl_status (*step)(void *, size_t, size_t, chl_error *), chl_error *err)
{
    chl_groups_job job = { .groups = all->mobility->groups,
                           .threads = all->threads,
                           .progress = progress,
                           .stage = stage,
                           .user = all,
                           .work = step };

    all->job = &job;
    return chl_groups_run(&job, err);
}

static chl_status
allocate(accumulation *all, const chl_balanced_settings *s, size_t r,
         chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_sample *sample = &all->functions->basis->sample;
    size_t groups = sample->groups, d = all->functions->basis->d, points;
    chl_mobility *mobility = all->mobility;

    mobility->r = r;
    mobility->groups = groups;
    mobility->rows = chl_alloc(groups, sizeof *mobility->rows);
    mobility->store = chl_alloc(groups * groups * r * r, sizeof(double));
    all->start = chl_alloc(groups + 1, sizeof *all->start);
    CHL_REQUIRE_MEMORY(mobility->rows, err, "groups");
    CHL_REQUIRE_MEMORY(mobility->store, err, "sums of groups");
    CHL_REQUIRE_MEMORY(all->start, err, "groups");
    for (size_t g = 0; g < groups; g++) {
        mobility->rows[g] = all->draws * chl_balanced_rows(sample, s, g);
        all->start[g + 1] = all->start[g] + mobility->rows[g];
    }
    points = all->start[groups];
    all->x = chl_alloc(points * d, sizeof *all->x);
    all->f = chl_alloc(points * r, sizeof *all->f);
    all->room = chl_alloc(all->threads * TILE * (TILE + r), sizeof(double));
    CHL_REQUIRE_MEMORY(all->x, err, "points");
    CHL_REQUIRE_MEMORY(all->f, err, "values of functions");
    CHL_REQUIRE_MEMORY(all->room, err, "a tangent kernel");
out:
    return status;
}

chl_status
chl_mobility_create(const chl_functions *functions, const chl_augment *augment,
                    const chl_balanced_settings *settings, size_t r,
                    const double *coefficients, const chl_tangent *theta,
                    chl_mobility **out, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t groups = functions->basis->sample.groups;
    chl_balanced_settings s;
    accumulation all = { .functions = functions,
                         .augment = augment,
                         .coefficients = coefficients,
                         .theta = theta };

    CHL_TRY(chl_balanced_resolve(functions, settings, r, &s, err));
    all.draws = augment != NULL ? s.draws : 1;
    all.threads = s.threads < groups ? s.threads : groups;
    all.mobility = chl_alloc(1, sizeof *all.mobility);
    CHL_REQUIRE_MEMORY(all.mobility, err, "a mobility");
    CHL_TRY(allocate(&all, &s, r, err));
    CHL_TRY(run(&all, "points", &s.progress, place, err));
    CHL_TRY(run(&all, "mobility", &s.progress, pairs, err));
    *out = all.mobility;
    all.mobility = NULL;
out:
    chl_mobility_free(all.mobility);
    chl_free(all.start);
    chl_free(all.x);
    chl_free(all.f);
    chl_free(all.room);
    return status;
}

void
chl_mobility_free(chl_mobility *mobility)
{
    if (mobility == NULL) {
        return;
    }
    chl_free(mobility->rows);
    chl_free(mobility->store);
    chl_free(mobility);
}

chl_status
chl_mobility_matrix(const chl_mobility *mobility, const double *weight,
                    double *w, chl_error *err)
{
    size_t r = mobility->r, groups = mobility->groups;
    double rows;
    chl_status status =
        chl_balanced_weigh(groups, weight, mobility->rows, &rows, err);

    if (status != CHL_OK) {
        return status;
    }
    memset(w, 0, r * r * sizeof *w);
    for (size_t g = 0; g < groups; g++) {
        for (size_t h = g; h < groups; h++) {
            const double *sum = mobility->store + (g * groups + h) * r * r;
            double share = weight[g] * weight[h] / (rows * rows);

            /* Theta is symmetric: (h, g) is the transpose of (g, h), and on
             * the diagonal rounding is shared out. */
            share *= g == h ? 0.5 : 1.0;
            for (size_t at = 0; share > 0.0 && at < r * r; at++) {
                w[at] += share * (sum[at] + sum[at % r * r + at / r]);
            }
        }
    }
    return CHL_OK;
}
