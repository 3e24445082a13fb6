/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model of a mean-field WGAN: checks, laws, particles. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "systems/meanfield.h"

static const struct {
    const char *name;
    chl_bend_fn *bend;
} neurons[] = {
    [CHL_NEURON_TANH] = { "tanh", chl_bend_tanh },
    [CHL_NEURON_RELU] = { "relu", chl_bend_relu },
};

enum {
    NEURON_COUNT = sizeof neurons / sizeof *neurons
};

const char *
chl_neuron_name(chl_neuron neuron)
{
    return neurons[neuron].name;
}

chl_status
chl_neuron_find(const char *name, chl_neuron *out, chl_error *err)
{
    const char *names[NEURON_COUNT];
    size_t nearest;

    for (size_t k = 0; k < NEURON_COUNT; k++) {
        names[k] = neurons[k].name;
        if (strcmp(name, names[k]) == 0) {
            *out = (chl_neuron) k;
            return CHL_OK;
        }
    }
    nearest = chl_text_nearest(name, names, NEURON_COUNT);
    return CHL_FAIL(err, CHL_EARG, "no neuron is called '%s'; %s%s", name,
                    nearest < NEURON_COUNT ? "did you mean " : "there are ",
                    nearest < NEURON_COUNT ? names[nearest] : "tanh, relu");
}

chl_meanfield_model
chl_meanfield_model_default(void)
{
    return (chl_meanfield_model){
        .columns = 1, .latent = 1, .latents = 32, .ratio = 1.0, .clip = 1.0
    };
}

size_t
chl_meanfield_critic_width(const chl_meanfield_model *model)
{
    return model->columns + 2;
}

size_t
chl_meanfield_generator_width(const chl_meanfield_model *model)
{
    return model->columns * (model->latent + 2);
}

void
chl_meanfield_draw(const chl_meanfield_model *model, size_t critics,
                   size_t generators, double fill, double spread, uint64_t seed,
                   double *w, double *theta)
{
    const chl_random random = { seed, CHL_STREAM_SIMULATION };
    const chl_random box = chl_random_substream(&random, 0);
    const chl_random free = chl_random_substream(&random, 1);
    size_t p = chl_meanfield_critic_width(model);
    size_t q = chl_meanfield_generator_width(model);

    for (size_t k = 0; k < critics * p; k++) {
        w[k] = fill * model->clip * (2.0 * chl_random_uniform(&box, k) - 1.0);
    }
    for (size_t k = 0; k < generators * q; k++) {
        theta[k] = spread * chl_random_normal(&free, k);
    }
}

static bool
is_positive(double x)
{
    return x > 0.0 && isfinite(x);
}

static chl_status
check_rows(const char *what, size_t rows, size_t columns, const double *x,
           chl_error *err)
{
    for (size_t k = 0; k < rows * columns; k++) {
        if (!isfinite(x[k])) {
            return CHL_FAIL(err, CHL_EDATA,
                            "%s %zu has %g in column %zu; it must be finite",
                            what, k / columns, x[k], k % columns);
        }
    }
    return CHL_OK;
}

static chl_status
check_masses(const char *what, size_t count, const double *mass, chl_error *err)
{
    chl_status status = CHL_OK;
    double sum = 0.0;

    if (mass == NULL) {
        return CHL_OK;
    }
    for (size_t k = 0; k < count; k++) {
        CHL_REQUIRE(mass[k] >= 0.0 && isfinite(mass[k]), err, CHL_EARG,
                    "the mass of %s %zu is %g; it must be 0 or above", what, k,
                    mass[k]);
        sum += mass[k];
    }
    CHL_REQUIRE(is_positive(sum), err, CHL_EARG,
                "the masses of all %ss add up to %g", what, sum);
out:
    return status;
}

static chl_status
check_model(const chl_meanfield_model *m, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t latents;

    CHL_REQUIRE(m->columns >= 1 && m->columns <= CHL_MEANFIELD_COLUMNS, err,
                CHL_EARG,
                "the data have %zu columns; a mean-field WGAN takes "
                "1..%d",
                m->columns, CHL_MEANFIELD_COLUMNS);
    CHL_REQUIRE(m->points > 0 && m->data != NULL, err, CHL_EARG,
                "there are no data");
    CHL_REQUIRE(m->latent > 0 && m->latents > 0, err, CHL_EARG,
                "%zu latents in %zu dimensions; both must be 1 or more",
                m->latents, m->latent);
    CHL_TRY(chl_meanfield_count_latents(m, &latents, err));
    CHL_REQUIRE(is_positive(m->clip), err, CHL_EARG,
                "clip is %g; it must be above 0, or the critic cannot move",
                m->clip);
    CHL_REQUIRE(is_positive(m->ratio), err, CHL_EARG,
                "ratio is %g; it must be above 0", m->ratio);
    CHL_TRY(check_rows("datum", m->points, m->columns, m->data, err));
    CHL_TRY(check_masses("datum", m->points, m->mass, err));
    if (m->z != NULL) {
        CHL_TRY(check_rows("latent", m->latents, m->latent, m->z, err));
    }
out:
    return status;
}

static chl_status
check_start(const chl_meanfield_model *m, const chl_meanfield_start *s,
            chl_error *err)
{
    size_t p = chl_meanfield_critic_width(m);
    chl_status status = CHL_OK;

    CHL_REQUIRE(s->critics > 0 && s->generators > 0, err, CHL_EARG,
                "%zu critics and %zu generators; both must be 1 or more",
                s->critics, s->generators);
    for (size_t k = 0; k < s->critics * p; k++) {
        CHL_REQUIRE(fabs(s->w[k]) <= m->clip, err, CHL_EARG,
                    "weight %zu of critic %zu is %g; it must lie within the "
                    "clip, -%g..%g",
                    k % p, k / p, s->w[k], m->clip, m->clip);
    }
    CHL_TRY(check_rows("generator", s->generators,
                       chl_meanfield_generator_width(m), s->theta, err));
    CHL_TRY(check_masses("critic", s->critics, s->critic_mass, err));
    CHL_TRY(check_masses("generator", s->generators, s->generator_mass, err));
out:
    return status;
}

typedef struct place {
    const double *row;
    size_t width, number;
} place;

static int
by_row(const void *a, const void *b)
{
    const place *x = a, *y = b;

    for (size_t k = 0; k < x->width; k++) {
        if (x->row[k] != y->row[k]) {
            return x->row[k] < y->row[k] ? -1 : 1;
        }
    }
    return (x->number > y->number) - (x->number < y->number);
}

static bool
is_same_row(const place *a, const place *b)
{
    for (size_t k = 0; k < a->width; k++) {
        if (a->row[k] != b->row[k]) {
            return false;
        }
    }
    return true;
}

/* owner[j] becomes the first critic at the place of critic j. */
static chl_status
find_twins(chl_meanfield *mf, const double *w, chl_error *err)
{
    chl_status status = CHL_OK;
    place *places = chl_alloc(mf->created, sizeof *places);

    CHL_REQUIRE_MEMORY(places, err, "critics");
    for (size_t j = 0; j < mf->created; j++) {
        places[j] = (place){ w + j * mf->p, mf->p, j };
    }
    qsort(places, mf->created, sizeof *places, by_row);
    for (size_t j = 0; j < mf->created; j++) {
        bool same = j > 0 && is_same_row(&places[j - 1], &places[j]);

        mf->owner[places[j].number] =
            same ? mf->owner[places[j - 1].number] : places[j].number;
    }
out:
    chl_free(places);
    return status;
}

static chl_status
take_critics(chl_meanfield *mf, const chl_meanfield_start *s, chl_error *err)
{
    chl_status status = CHL_OK;
    double sum = chl_sum_masses(s->critic_mass, s->critics);

    CHL_TRY(find_twins(mf, s->w, err));
    for (size_t j = 0; j < s->critics; j++) {
        double mass = chl_mass_of(s->critic_mass, j) / sum;

        if (mf->owner[j] != j) {
            mf->owner[j] = mf->owner[mf->owner[j]];
            mf->nu[mf->owner[j]] += mass;
            continue;
        }
        mf->owner[j] = mf->critics++;
        mf->origin[mf->owner[j]] = j;
        mf->nu[mf->owner[j]] = mass;
        memcpy(mf->w + mf->owner[j] * mf->p, s->w + j * mf->p,
               mf->p * sizeof *mf->w);
    }
out:
    return status;
}

static void
take_generators(chl_meanfield *mf, const chl_meanfield_start *s)
{
    double sum = chl_sum_masses(s->generator_mass, s->generators);

    memcpy(mf->theta, s->theta, s->generators * mf->q * sizeof *mf->theta);
    for (size_t i = 0; i < s->generators; i++) {
        mf->mu[i] = chl_mass_of(s->generator_mass, i) / sum;
    }
}

static chl_status
make_room(chl_meanfield *mf, chl_error *err)
{
    size_t points = chl_meanfield_tile_width(mf);
    chl_status status = CHL_OK;

    mf->w = chl_alloc(mf->created, mf->p * sizeof *mf->w);
    mf->v = chl_alloc(mf->created, mf->p * sizeof *mf->v);
    mf->nu = chl_alloc(mf->created, sizeof *mf->nu);
    mf->owner = chl_alloc(mf->created, sizeof *mf->owner);
    mf->origin = chl_alloc(mf->created, sizeof *mf->origin);
    mf->moved = chl_alloc(mf->created, sizeof *mf->moved);
    mf->held = chl_alloc(mf->created, mf->p * sizeof *mf->held);
    mf->theta = chl_alloc(mf->generators, mf->q * sizeof *mf->theta);
    mf->u = chl_alloc(mf->generators, mf->q * sizeof *mf->u);
    mf->mu = chl_alloc(mf->generators, sizeof *mf->mu);
    mf->tiles =
        chl_alloc(mf->threads * points, 2 * CHL_TILE_ROWS * sizeof *mf->tiles);
    mf->slots = chl_alloc(mf->law.latents * mf->model.columns,
                          CHL_TILE_SLOTS * sizeof *mf->slots);
    CHL_REQUIRE(mf->w != NULL && mf->v != NULL && mf->nu != NULL
                    && mf->owner != NULL && mf->origin != NULL
                    && mf->moved != NULL && mf->held != NULL
                    && mf->theta != NULL && mf->u != NULL && mf->mu != NULL
                    && mf->tiles != NULL && mf->slots != NULL,
                err, CHL_ENOMEM,
                "out of memory for %zu critics and %zu "
                "generators",
                mf->created, mf->generators);
out:
    return status;
}

chl_status
chl_meanfield_create(const chl_meanfield_model *model,
                     const chl_meanfield_start *start, chl_meanfield **out,
                     chl_error *err)
{
    chl_status status = CHL_OK;
    chl_meanfield *mf = NULL;

    CHL_TRY(check_model(model, err));
    CHL_TRY(check_start(model, start, err));
    mf = chl_alloc(1, sizeof *mf);
    CHL_REQUIRE_MEMORY(mf, err, "a mean-field GAN");
    mf->model = *model;
    mf->model.data = mf->model.mass = mf->model.z = NULL;
    mf->normal = model->z == NULL;
    mf->p = chl_meanfield_critic_width(model);
    mf->q = chl_meanfield_generator_width(model);
    mf->threads = model->threads > 0 ? model->threads : chl_threads_default();
    mf->bend_critic = neurons[model->critic].bend;
    mf->bend_generator = neurons[model->generator].bend;
    mf->created = start->critics;
    mf->generators = start->generators;
    mf->blow_up = NAN;
    CHL_TRY(chl_meanfield_take_laws(mf, model, err));
    CHL_TRY(make_room(mf, err));
    CHL_TRY(take_critics(mf, start, err));
    take_generators(mf, start);
    *out = mf;
    mf = NULL;
out:
    chl_meanfield_free(mf);
    return status;
}

void
chl_meanfield_free(chl_meanfield *mf)
{
    if (mf == NULL) {
        return;
    }
    chl_free(mf->law.x);
    chl_free(mf->one.x);
    chl_free(mf->data_steps);
    chl_free(mf->w);
    chl_free(mf->v);
    chl_free(mf->nu);
    chl_free(mf->owner);
    chl_free(mf->origin);
    chl_free(mf->moved);
    chl_free(mf->held);
    chl_free(mf->theta);
    chl_free(mf->u);
    chl_free(mf->mu);
    chl_free(mf->tiles);
    chl_free(mf->slots);
    chl_free(mf->events);
    chl_free(mf);
}
