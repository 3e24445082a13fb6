/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The fields of critics and generators, as products of matrices over tiles of
 * particles. Sums over particles are taken slot by slot, in a fixed order.
 */
#include <cblas.h>
#include <string.h>

#include <omp.h>

#include "systems/meanfield.h"

typedef struct tile {
    double *value, *slope; /* rows x points                                   */
    size_t rows;
} tile;

/* As many rows as stay in the cache; the same for any number of threads. */
static size_t
tile_rows(const chl_meanfield *mf)
{
    size_t points = mf->law.data + mf->law.latents, rows = 32768 / points;

    rows = rows < CHL_TILE_ROWS ? rows : CHL_TILE_ROWS;
    return rows > mf->model.columns ? rows : mf->model.columns;
}

static tile
tile_of(const chl_meanfield *mf)
{
    size_t room = CHL_TILE_ROWS * chl_meanfield_tile_width(mf);
    double *at = mf->tiles + (size_t) omp_get_thread_num() * 2 * room;

    return (tile){ at, at + room, tile_rows(mf) };
}

static size_t
slot_begin(size_t count, size_t slot)
{
    return slot * count / CHL_TILE_SLOTS;
}

static double *
slot_sum(const chl_meanfield *mf, const chl_law *law, size_t slot)
{
    double *at = mf->slots + slot * mf->model.columns * mf->law.latents;

    memset(at, 0, mf->model.columns * law->latents * sizeof *at);
    return at;
}

/* value = sig((b, e) . points), of `count` rows (a, b, e) of this width. */
static void
bend(const tile *t, chl_bend_fn *with, size_t count, size_t width,
     const double *rows, size_t points, const double *x)
{
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int) count,
                (int) points, (int) (width - 1), 1.0, rows + 1, (int) width, x,
                (int) (width - 1), 0.0, t->value, (int) points);
    with(count * points, t->value, t->slope);
}

/* From slots to the points of a law. */
static void
gather_points(chl_meanfield *mf, chl_law *law)
{
    size_t k = mf->model.columns;

    for (size_t l = 0; l < law->latents; l++) {
        double *x = law->x + (law->data + l) * (k + 1);
        double *twin = law->signed_x + (law->data + l) * (k + 1);

        for (size_t c = 0; c < k; c++) {
            x[c] = 0.0;
            for (size_t s = 0; s < CHL_TILE_SLOTS; s++) {
                x[c] +=
                    mf->slots[s * k * mf->law.latents + c * law->latents + l];
            }
            twin[c] = -law->mass[l] * x[c];
        }
    }
}

/* The particles from..to into one slot: k x latents. */
static void
generate_slot(chl_meanfield *mf, const chl_law *law, const double *theta,
              size_t slot)
{
    const tile t = tile_of(mf);
    size_t k = mf->model.columns, width = mf->model.latent + 2;
    size_t step = t.rows / k, end = slot_begin(mf->generators, slot + 1);
    double *sum = slot_sum(mf, law, slot);

    for (size_t i = slot_begin(mf->generators, slot); i < end; i += step) {
        size_t count = i + step < end ? step : end - i;
        const double *rows = theta + i * mf->q;

        bend(&t, mf->bend_generator, count * k, width, rows, law->latents,
             law->z);
        for (size_t r = 0; r < count * k; r++) {
            cblas_daxpy((int) law->latents, mf->mu[i + r / k] * rows[r * width],
                        t.value + r * law->latents, 1,
                        sum + (r % k) * law->latents, 1);
        }
    }
}

void
chl_meanfield_generate(chl_meanfield *mf, chl_law *law, const double *theta)
{
#pragma omp parallel for schedule(dynamic) num_threads((int) mf->threads)
    for (size_t s = 0; s < CHL_TILE_SLOTS; s++) {
        generate_slot(mf, law, theta, s);
    }
    gather_points(mf, law);
}

/* V at rows of critics whose bend is in the tile; then grad D, into the slot.
 */
static void
press_rows(chl_meanfield *mf, const chl_law *law, const tile *t, size_t first,
           size_t count, const double *w, double *v, double *sum)
{
    size_t p = mf->p, k = mf->model.columns, points = law->data + law->latents;
    const double *rows = w + first * p;
    double *out = v + first * p;
    int n = (int) count, d = (int) points;

    cblas_dgemv(CblasRowMajor, CblasNoTrans, n, d, mf->model.ratio, t->value, d,
                law->sign, 1, 0.0, out, (int) p);
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, (int) (k + 1), d,
                mf->model.ratio, t->slope, d, law->signed_x, (int) (k + 1), 0.0,
                out + 1, (int) p);
    for (size_t j = 0; j < count; j++) {
        cblas_dscal((int) (k + 1), rows[j * p], out + j * p + 1, 1);
        /* the values are used up: their tile holds nu a b now */
        for (size_t c = 0; c < k; c++) {
            t->value[j * k + c] =
                mf->nu[first + j] * rows[j * p] * rows[j * p + 1 + c];
        }
    }
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (int) k,
                (int) law->latents, n, 1.0, t->value, (int) k,
                t->slope + law->data, d, 1.0, sum, (int) law->latents);
}

static void
press_slot(chl_meanfield *mf, const chl_law *law, const double *w, double *v,
           size_t slot)
{
    const tile t = tile_of(mf);
    size_t end = slot_begin(mf->critics, slot + 1);
    double *sum = slot_sum(mf, law, slot);

    for (size_t j = slot_begin(mf->critics, slot); j < end; j += t.rows) {
        size_t count = j + t.rows < end ? t.rows : end - j;

        bend(&t, mf->bend_critic, count, mf->p, w + j * mf->p,
             law->data + law->latents, law->x);
        press_rows(mf, law, &t, j, count, w, v, sum);
    }
}

void
chl_meanfield_press(chl_meanfield *mf, chl_law *law, const double *w, double *v)
{
    size_t k = mf->model.columns;

#pragma omp parallel for schedule(dynamic) num_threads((int) mf->threads)
    for (size_t s = 0; s < CHL_TILE_SLOTS; s++) {
        press_slot(mf, law, w, v, s);
    }
    for (size_t i = 0; i < k * law->latents; i++) {
        double sum = 0.0;

        for (size_t s = 0; s < CHL_TILE_SLOTS; s++) {
            sum += mf->slots[s * k * mf->law.latents + i];
        }
        law->pull[i] = law->mass[i % law->latents] * sum;
    }
}

static void
push_slot(chl_meanfield *mf, const chl_law *law, const double *theta, double *u,
          size_t slot)
{
    const tile t = tile_of(mf);
    size_t k = mf->model.columns, width = mf->model.latent + 2;
    size_t end = slot_begin(mf->generators, slot + 1) * k;
    size_t step = t.rows / k * k;
    int n = (int) law->latents;

    for (size_t i = slot_begin(mf->generators, slot) * k; i < end; i += step) {
        size_t count = i + step < end ? step : end - i;
        const double *rows = theta + i * width;
        double *out = u + i * width;

        bend(&t, mf->bend_generator, count, width, rows, law->latents, law->z);
        for (size_t r = 0; r < count; r++) {
            const double *pull = law->pull + (r % k) * law->latents;
            double *slope = t.slope + r * law->latents;

            out[r * width] =
                cblas_ddot(n, t.value + r * law->latents, 1, pull, 1);
            for (size_t l = 0; l < law->latents; l++) {
                slope[l] *= rows[r * width] * pull[l];
            }
        }
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) count,
                    (int) (width - 1), n, 1.0, t.slope, n, law->z,
                    (int) (width - 1), 0.0, out + 1, (int) width);
    }
}

void
chl_meanfield_push(chl_meanfield *mf, const chl_law *law, const double *theta,
                   double *u)
{
#pragma omp parallel for schedule(dynamic) num_threads((int) mf->threads)
    for (size_t s = 0; s < CHL_TILE_SLOTS; s++) {
        push_slot(mf, law, theta, u, s);
    }
}

void
chl_meanfield_field(chl_meanfield *mf, const double *w, const double *theta,
                    double *v, double *u)
{
    chl_meanfield_generate(mf, &mf->law, theta);
    chl_meanfield_press(mf, &mf->law, w, v);
    chl_meanfield_push(mf, &mf->law, theta, u);
}
