/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The same runs in law, by the Gram matrix G of X = [U V W] alone.
 *
 * The noise a ~ N(0, I_n) enters by X'a = F x with F F' = G, x ~ N(0, I), and
 * by what is orthogonal to X: 2 B vectors in n - size dimensions, whose Gram
 * matrix is a Wishart matrix. A step is linear in [X y yt]; so is the new X,
 * and its Gram matrix follows.
 */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "systems/solvable_run.h"

/* One owned block; k = d + p + m, s = 2 B samples, all = k + s. */
typedef struct frame {
    size_t k, s, all;
    double *factor;   /* k x k                                                */
    double *latents;  /* s x max(d, p)                                        */
    double *noise;    /* s x k: the normals x                                 */
    double *wishart;  /* s x s, lower triangular factor                       */
    double *extended; /* all x all: Gram matrix of [X y yt]                   */
    double *step;     /* all x k                                              */
    double *work;     /* all x k                                              */
    double *z, *map, *square;
    size_t width;
} frame;

static chl_status
frame_init(frame *f, const chl_run *run, chl_error *err)
{
    const chl_solvable_model *o = &run->s->model;
    size_t k = run->size, s = 2 * o->batch, all = k + s;
    size_t width = o->d > o->p ? o->d : o->p;
    double *at;

    *f = (frame){ .k = k, .s = s, .all = all, .width = width };
    at = chl_alloc(3 * k * k + s * (2 * width + k + s) + all * (all + 2 * k),
                   sizeof *at);
    if (at == NULL) {
        return CHL_FAIL(err, CHL_ENOMEM, "out of memory for a chain");
    }
    f->factor = at;
    f->latents = f->factor + k * k;
    f->noise = f->latents + s * width;
    f->wishart = f->noise + s * k;
    f->extended = f->wishart + s * s;
    f->step = f->extended + all * all;
    f->work = f->step + all * k;
    f->map = f->work + all * k;
    f->square = f->map + k * k;
    f->z = f->square + k * k;
    return CHL_OK;
}

static bool
is_real(const frame *f, size_t sample)
{
    return sample < f->s / 2;
}

/* Bartlett: chi on the diagonal, normals below it. */
static void
draw_wishart(frame *f, chl_run *run)
{
    for (size_t i = 0; i < f->s; i++) {
        double freedom = (double) (run->n - f->k - i);

        f->wishart[i * f->s + i] =
            sqrt(chl_draw_chi_square(&run->draws, freedom));
        chl_draw_normals(&run->draws, i, f->wishart + i * f->s);
    }
}

static void
draw(frame *f, chl_run *run)
{
    const chl_solvable *s = run->s;

    for (size_t i = 0; i < f->s; i++) {
        chl_run_latent(&run->draws, is_real(f, i) ? &s->data : &s->gen, f->z,
                       f->latents + i * f->width);
    }
    chl_draw_normals(&run->draws, f->s * f->k, f->noise);
    draw_wishart(f, run);
}

/* Coefficients of sample i on X and on the noise. */
typedef struct source {
    size_t from, count;
    double spread;
    const double *latent;
} source;

static source
source_of(const frame *f, const chl_run *run, size_t i)
{
    const chl_solvable_model *o = &run->s->model;
    const double *latent = f->latents + i * f->width;

    return is_real(f, i) ? (source){ 0, o->d, sqrt(o->eta_true), latent }
                         : (source){ o->d, o->p, sqrt(o->eta_gen), latent };
}

static double
dot(size_t count, const double *a, const double *b)
{
    double sum = 0.0;

    for (size_t k = 0; k < count; k++) {
        sum += a[k] * b[k];
    }
    return sum;
}

/* X' sample, behind the Gram matrix of X. */
static void
project_sample(frame *f, const chl_run *run, const double *gram, size_t i)
{
    const source c = source_of(f, run, i);

    for (size_t a = 0; a < f->k; a++) {
        double value =
            dot(c.count, gram + a * f->k + c.from, c.latent)
            + c.spread * dot(a + 1, f->factor + a * f->k, f->noise + i * f->k);

        f->extended[a * f->all + f->k + i] = value;
        f->extended[(f->k + i) * f->all + a] = value;
    }
}

/* sample_i . sample_j, j <= i: latent i against X'sample_j, then noise i
 * against the latent part of j and the noise of j. */
static double
pair(const frame *f, const chl_run *run, size_t i, size_t j)
{
    const source a = source_of(f, run, i), b = source_of(f, run, j);
    const double *noise = f->noise + i * f->k;
    double value = 0.0;

    for (size_t k = 0; k < a.count; k++) {
        value += a.latent[k] * f->extended[(a.from + k) * f->all + f->k + j];
    }
    for (size_t k = 0; k < b.count; k++) {
        size_t row = b.from + k;

        value += a.spread * b.latent[k]
                 * dot(row + 1, f->factor + row * f->k, noise);
    }
    return value
           + a.spread * b.spread
                 * (dot(f->k, noise, f->noise + j * f->k)
                    + dot(j + 1, f->wishart + i * f->s, f->wishart + j * f->s));
}

static void
extend(frame *f, const chl_run *run, const double *gram)
{
    for (size_t a = 0; a < f->k; a++) {
        memcpy(f->extended + a * f->all, gram + a * f->k, f->k * sizeof *gram);
    }
    for (size_t i = 0; i < f->s; i++) {
        project_sample(f, run, gram, i);
    }
    for (size_t i = 0; i < f->s; i++) {
        for (size_t j = 0; j <= i; j++) {
            double value = pair(f, run, i, j);

            f->extended[(f->k + i) * f->all + f->k + j] = value;
            f->extended[(f->k + j) * f->all + f->k + i] = value;
        }
    }
}

/* The free step as a matrix: new X = [X y yt] step. */
static void
compose(frame *f, const chl_run *run)
{
    const chl_solvable_model *o = &run->s->model;
    const size_t v = o->d, w = o->d + o->p;
    const double n = (double) run->n, batch = (double) o->batch;

    memset(f->step, 0, f->all * f->k * sizeof *f->step);
    for (size_t a = 0; a < f->k; a++) {
        f->step[a * f->k + a] = a < v   ? 1.0
                                : a < w ? 1.0 - o->tau_g * o->decay_v / n
                                        : 1.0 - o->tau * o->decay_w / n;
    }
    for (size_t i = 0; i < f->s; i++) {
        for (size_t k = 0; k < o->m; k++) {
            double answer = chl_run_response(
                run->s, f->extended[(w + k) * f->all + f->k + i]);

            f->step[(f->k + i) * f->k + w + k] +=
                (is_real(f, i) ? 1.0 : -1.0) * o->tau * answer / (n * batch);
            for (size_t j = 0; !is_real(f, i) && j < o->p; j++) {
                f->step[(w + k) * f->k + v + j] +=
                    o->tau_g * answer * f->latents[i * f->width + j]
                    / (n * batch);
            }
        }
    }
}

/* gram = step' extended step */
static void
apply(frame *f, double *gram)
{
    chl_small_product(false, false, f->all, f->k, f->all, 1.0, f->extended,
                      f->step, 0.0, f->work);
    chl_small_product(true, false, f->k, f->k, f->all, 1.0, f->step, f->work,
                      0.0, gram);
}

/* Constrain `count` columns from `from` on. */
static chl_status
constrain(frame *f, double *gram, size_t from, size_t count,
          chl_constraint kind, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t k = f->k;

    if (kind == CHL_CONSTRAINT_NONE) {
        return CHL_OK;
    }
    for (size_t i = 0; i < count; i++) {
        memcpy(f->square + i * count, gram + (from + i) * k + from,
               count * sizeof *gram);
    }
    CHL_TRY(chl_constraint_map(kind, count, f->square, f->map, err));
    /* Rows, then columns. */
    chl_small_product(true, false, count, k, count, 1.0, f->map,
                      gram + from * k, 0.0, f->work);
    memcpy(gram + from * k, f->work, count * k * sizeof *gram);
    for (size_t i = 0; i < k; i++) {
        chl_small_product(false, false, 1, count, count, 1.0,
                          gram + i * k + from, f->map, 0.0, f->work);
        memcpy(gram + i * k + from, f->work, count * sizeof *gram);
    }
out:
    return status;
}

static chl_status
step(frame *f, chl_run *run, double *gram, chl_error *err)
{
    const chl_solvable_model *o = &run->s->model;
    chl_status status = CHL_OK;

    CHL_REQUIRE(chl_small_cholesky(f->k, gram, f->factor), err, CHL_ENUMERIC,
                "the chain has lost its Gram matrix to rounding");
    draw(f, run);
    extend(f, run, gram);
    compose(f, run);
    apply(f, gram);
    CHL_TRY(constrain(f, gram, o->d, o->p, o->constraint_v, err));
    CHL_TRY(constrain(f, gram, o->d + o->p, o->m, o->constraint_w, err));
out:
    return status;
}

chl_status
chl_run_chain(chl_run *run, double *gram, chl_error *err)
{
    chl_status status = CHL_OK;
    frame f;

    CHL_TRY(frame_init(&f, run, err));
    for (size_t t = 0; t < chl_run_steps(run); t++) {
        CHL_TRY(step(&f, run, gram, err));
        CHL_TRY(chl_run_look(run, t, gram[f.k * f.k - 1], err));
    }
out:
    chl_free(f.factor);
    return status;
}
