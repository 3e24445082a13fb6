/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stochastic gradients on vectors of length n, as they stand in the model. */
#include <cblas.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "systems/solvable_run.h"

/* One owned block. X = [U V W] is n x size, row-major. */
typedef struct bench {
    double *x, *change_v, *change_w; /* n x p, n x m                          */
    double *y, *fake;                /* n                                     */
    double *c, *c_gen, *z;
    double *answer, *answer_fake; /* m: f(W'y), f(W'yt)                       */
    double *gram, *map, *row;
} bench;

static chl_status
bench_init(bench *b, const chl_run *run, chl_error *err)
{
    const chl_solvable_model *o = &run->s->model;
    size_t n = run->n, k = run->size;
    double *at = chl_alloc(n * (k + o->p + o->m + 2) + 2 * (o->d + o->p)
                               + 2 * o->m + 2 * k * k + k,
                           sizeof *at);

    *b = (bench){ .x = at };
    if (at == NULL) {
        return CHL_FAIL(err, CHL_ENOMEM,
                        "out of memory for a run in %zu dimensions", n);
    }
    b->change_v = b->x + n * k;
    b->change_w = b->change_v + n * o->p;
    b->y = b->change_w + n * o->m;
    b->fake = b->y + n;
    b->c = b->fake + n;
    b->c_gen = b->c + o->d;
    b->z = b->c_gen + o->p;
    b->answer = b->z + o->d + o->p;
    b->answer_fake = b->answer + o->m;
    b->gram = b->answer_fake + o->m;
    b->map = b->gram + k * k;
    b->row = b->map + k * k;
    return CHL_OK;
}

/* Rows with this Gram matrix, in the first coordinates: the noise is isotropic,
 * so that any rotation will do. */
static chl_status
place(bench *b, const chl_run *run, const double *gram, chl_error *err)
{
    size_t k = run->size;

    if (!chl_small_cholesky(k, gram, b->map)) {
        return CHL_FAIL(err, CHL_EARG, "the start is no Gram matrix");
    }
    for (size_t i = 0; i < k; i++) {
        for (size_t j = 0; j < k; j++) {
            b->x[i * k + j] = b->map[j * k + i];
        }
    }
    return CHL_OK;
}

/* out = X[:, from..] latent + sqrt(noise) a */
static void
emit(bench *b, chl_run *run, size_t from, size_t count, const double *latent,
     double noise, double *out)
{
    const double spread = sqrt(noise);

    for (size_t i = 0; i < run->n; i++) {
        out[i] = spread * chl_draw_normal(&run->draws)
                 + cblas_ddot((int) count, b->x + i * run->size + from, 1,
                              latent, 1);
    }
}

/* f(W'y) */
static void
respond(const bench *b, const chl_run *run, const double *y, double *out)
{
    const chl_solvable_model *o = &run->s->model;

    cblas_dgemv(CblasRowMajor, CblasTrans, (int) run->n, (int) o->m, 1.0,
                b->x + o->d + o->p, (int) run->size, y, 1, 0.0, out, 1);
    for (size_t k = 0; k < o->m; k++) {
        out[k] = chl_run_response(run->s, out[k]);
    }
}

static void
add_sample(bench *b, chl_run *run)
{
    const chl_solvable_model *o = &run->s->model;
    double rate = 1.0 / (double) (run->n * o->batch);
    double tau = o->tau * rate, tau_g = o->tau_g * rate;

    chl_run_latent(&run->draws, &run->s->data, b->z, b->c);
    chl_run_latent(&run->draws, &run->s->gen, b->z, b->c_gen);
    emit(b, run, 0, o->d, b->c, o->eta_true, b->y);
    emit(b, run, o->d, o->p, b->c_gen, o->eta_gen, b->fake);
    respond(b, run, b->y, b->answer);
    respond(b, run, b->fake, b->answer_fake);
    for (size_t i = 0; i < run->n; i++) {
        double *w = b->change_w + i * o->m, *v = b->change_v + i * o->p;
        double pull = cblas_ddot((int) o->m, b->answer_fake, 1,
                                 b->x + i * run->size + o->d + o->p, 1);

        for (size_t k = 0; k < o->m; k++) {
            w[k] +=
                tau * (b->answer[k] * b->y[i] - b->answer_fake[k] * b->fake[i]);
        }
        for (size_t j = 0; j < o->p; j++) {
            v[j] += tau_g * pull * b->c_gen[j];
        }
    }
}

/* Columns from `from` on: shrink, change, constrain. */
static chl_status
move(bench *b, const chl_run *run, size_t from, size_t count, double shrink,
     const double *change, chl_constraint kind, chl_error *err)
{
    chl_status status = CHL_OK;
    double *x = b->x + from;
    int k = (int) run->size, c = (int) count;

    for (size_t i = 0; i < run->n; i++) {
        for (size_t j = 0; j < count; j++) {
            x[i * run->size + j] *= shrink;
            x[i * run->size + j] += change[i * count + j];
        }
    }
    if (kind == CHL_CONSTRAINT_NONE) {
        goto out;
    }
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, c, c, (int) run->n,
                1.0, x, k, x, k, 0.0, b->gram, c);
    CHL_TRY(chl_constraint_map(kind, count, b->gram, b->map, err));
    for (size_t i = 0; i < run->n; i++) {
        chl_small_product(false, false, 1, count, count, 1.0, x + i * run->size,
                          b->map, 0.0, b->row);
        memcpy(x + i * run->size, b->row, count * sizeof *x);
    }
out:
    return status;
}

static chl_status
step(bench *b, chl_run *run, chl_error *err)
{
    const chl_solvable_model *o = &run->s->model;
    double n = (double) run->n;
    chl_status status = CHL_OK;

    memset(b->change_v, 0, run->n * o->p * sizeof *b->change_v);
    memset(b->change_w, 0, run->n * o->m * sizeof *b->change_w);
    for (size_t k = 0; k < o->batch; k++) {
        add_sample(b, run);
    }
    CHL_TRY(move(b, run, o->d, o->p, 1.0 - o->tau_g * o->decay_v / n,
                 b->change_v, o->constraint_v, err));
    CHL_TRY(move(b, run, o->d + o->p, o->m, 1.0 - o->tau * o->decay_w / n,
                 b->change_w, o->constraint_w, err));
out:
    return status;
}

chl_status
chl_run_direct(chl_run *run, double *gram, chl_error *err)
{
    chl_status status = CHL_OK;
    bench b;
    int k = (int) run->size;

    CHL_TRY(bench_init(&b, run, err));
    CHL_TRY(place(&b, run, gram, err));
    for (size_t t = 0; t < chl_run_steps(run); t++) {
        CHL_TRY(step(&b, run, err));
        CHL_TRY(chl_run_look(run, t, b.x[run->size - 1], err));
    }
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, k, k, (int) run->n,
                1.0, b.x, k, b.x, k, 0.0, gram, k);
out:
    chl_free(b.x);
    return status;
}
