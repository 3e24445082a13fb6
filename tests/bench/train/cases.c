/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Data and networks of every case. */
#include "cases.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "adam.h"
#include "base/error.h"
#include "networks.h"

static const train_case table[] = {
    { "gauss-particles", "gauss:sigma=1.5,1", 128, 128, &train_plane_critic,
      NULL, NULL, 0 },
    { "gauss", "gauss:sigma=1.5,1", 128, 128, &train_plane_critic,
      &train_plane_mover, NULL, 0 },
    { "wells", "wells:m=1.5:d=2", 128, 128, &train_plane_critic,
      &train_plane_mover, NULL, 0 },
    { "gauss8", "gauss8", 128, 128, &train_plane_critic, &train_plane_mover,
      NULL, 0 },
    { "digits", "digits8.npy", 64, 256, &train_digit_critic, &train_digit_mover,
      NULL, 0 },
    { "digits-convolution", "digits8.npy", 64, 256, &train_image_critic,
      &train_image_mover, NULL, 0 },
    { "digits-trained", "digits8.npy", 64, 256, &train_image_critic,
      &train_image_maker, &train_image_judge, 1500 },
};

const train_case *
train_case_at(size_t index)
{
    return index < sizeof table / sizeof *table ? &table[index] : NULL;
}

chl_status
train_open_data(const char *name, const char *datasets, size_t rows,
                uint64_t seed, chl_dataset **out, chl_error *err)
{
    chl_dataset_settings settings = chl_dataset_settings_default();
    char path[4096];

    settings.samples = rows;
    settings.seed = seed;
    if (strstr(name, ".npy") == NULL) {
        return chl_dataset_open(name, &settings, out, err);
    }
    settings.range = (chl_range){ CHL_RANGE_INTERVAL, -1.0, 1.0, 16.0 };
    snprintf(path, sizeof path, "%s/%s", datasets, name);
    return chl_dataset_open(path, &settings, out, err);
}

chl_status
train_read_rows(const chl_dataset *dataset, uint64_t seed, size_t first,
                size_t count, double *rows, chl_error *err)
{
    const chl_random order = { seed, CHL_STREAM_TESTS };
    const chl_dataset_info *info = chl_dataset_describe(dataset);
    chl_status status = CHL_OK;

    for (size_t k = 0; k < count; k++) {
        size_t row =
            (size_t) chl_random_permute(&order, first + k, info->count);

        CHL_TRY(chl_dataset_rows(dataset, &row, 1, rows + k * info->dimension,
                                 err));
    }
out:
    return status;
}

static double
measure_deviation(const double *rows, size_t n, size_t d)
{
    double sum = 0.0;

    for (size_t j = 0; j < d; j++) {
        double mean = 0.0, square = 0.0;

        for (size_t i = 0; i < n; i++) {
            mean += rows[i * d + j] / (double) n;
            square += rows[i * d + j] * rows[i * d + j] / (double) n;
        }
        sum += square - mean * mean;
    }
    return sqrt(sum / (double) d);
}

static chl_status
make_networks(const train_case *what, uint64_t seed, train_setup *s,
              chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_network_start start = chl_network_start_default();
    const chl_random source = { seed, CHL_STREAM_TESTS };
    const chl_random critic = chl_random_substream(&source, 0),
                     generator = chl_random_substream(&source, 1);
    size_t size, moved = what->rows * s->pair.d;

    CHL_TRY(chl_network_create(what->critic, &s->critic, err));
    size = chl_network_parameters(s->critic);
    s->theta = chl_alloc(size, sizeof *s->theta);
    s->theta0 = chl_alloc(size, sizeof *s->theta0);
    CHL_REQUIRE_MEMORY(s->theta, err, "parameters");
    CHL_REQUIRE_MEMORY(s->theta0, err, "parameters");
    chl_network_draw(s->critic, &start, &critic, s->theta0);
    if (what->generator != NULL) {
        CHL_TRY(chl_network_create(what->generator, &s->generator, err));
        moved = chl_network_parameters(s->generator);
    }
    s->eta = chl_alloc(moved, sizeof *s->eta);
    s->eta0 = chl_alloc(moved, sizeof *s->eta0);
    CHL_REQUIRE_MEMORY(s->eta, err, "parameters");
    CHL_REQUIRE_MEMORY(s->eta0, err, "parameters");
    if (what->generator != NULL) {
        chl_network_draw(s->generator, &start, &generator, s->eta0);
    }
out:
    return status;
}

enum {
    NOISE_ROWS = 4096, /* a generator is first trained on */
    NOISE_BATCH = 64
};

static double *
draw_noise(const chl_random *source, size_t count)
{
    double *noise = chl_alloc(count, sizeof *noise);

    for (size_t k = 0; noise != NULL && k < count; k++) {
        noise[k] = chl_random_normal(source, k);
    }
    return noise;
}

/* Plain training on the rows; both halves of the discriminator start from what
 * it learnt. */
static chl_status
learn(const train_case *what, uint64_t seed, train_setup *s, chl_error *err)
{
    chl_status status = CHL_OK;
    const train_adam_schedule schedule = {
        .steps = what->trained, .batch = NOISE_BATCH, .rate = 2e-3, .seed = seed
    };
    train_pair pair = s->pair;

    pair.n = what->rows;
    pair.real = s->rows;
    pair.fakes = NOISE_ROWS;
    pair.generator = s->generator;
    pair.input = s->noise;
    pair.theta = s->theta0;
    pair.eta = s->eta0;
    pair.loss = player_loss_find("non-saturating");
    pair.gamma = 1.0;
    CHL_TRY(chl_network_create(what->judge, &s->judge, err));
    pair.critic = s->judge;
    CHL_TRY(train_pair_open(&pair, NOISE_BATCH, err));
    CHL_TRY(train_adam(&pair, &schedule, err));
    memcpy(s->theta0 + chl_network_parameters(s->judge), s->theta0,
           chl_network_parameters(s->judge) * sizeof *s->theta0);
out:
    train_pair_close(&pair);
    return status;
}

/* Train on the rows; then put what was learnt in their place. */
static chl_status
learn_first(const train_case *what, uint64_t seed, train_setup *s,
            chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_random source = { seed, CHL_STREAM_TESTS };
    const chl_random draw = chl_random_substream(&source, 2);
    chl_trace *trace = NULL;

    s->noise = draw_noise(&draw, NOISE_ROWS * chl_network_inputs(s->generator));
    CHL_REQUIRE_MEMORY(s->noise, err, "noise");
    CHL_TRY(learn(what, seed, s, err));
    CHL_TRY(chl_trace_create(s->generator, what->rows, &trace, err));
    chl_network_forward(trace, s->eta0, what->rows, s->noise, NULL);
    memcpy(s->rows, chl_trace_output(trace),
           what->rows * s->pair.d * sizeof *s->rows);
out:
    chl_trace_free(trace);
    return status;
}

static void
fill_pair(const train_case *what, train_setup *s)
{
    s->deviation = measure_deviation(s->rows, what->rows, s->pair.d);
    s->pair.n = s->pair.fakes = what->rows;
    s->pair.real = s->rows;
    s->pair.critic = s->critic;
    s->pair.generator = s->generator;
    s->pair.input = s->noise == NULL ? s->rows : s->noise;
    s->pair.offset = s->noise == NULL ? s->rows : NULL;
    s->pair.theta = s->theta;
    s->pair.eta = s->eta;
    s->pair.loss = player_loss_at(0);
    train_setup_reset(s);
}

chl_status
train_setup_open(const train_case *what, const char *datasets, uint64_t seed,
                 train_setup *out, chl_error *err)
{
    chl_status status = CHL_OK;
    train_setup s = { 0 };

    CHL_TRY(train_open_data(what->data, datasets, what->rows, seed, &s.dataset,
                            err));
    s.pair.d = chl_dataset_describe(s.dataset)->dimension;
    s.rows = chl_alloc(what->rows * s.pair.d, sizeof *s.rows);
    CHL_REQUIRE_MEMORY(s.rows, err, "rows");
    CHL_TRY(train_read_rows(s.dataset, seed, 0, what->rows, s.rows, err));
    CHL_TRY(make_networks(what, seed, &s, err));
    if (what->trained > 0) {
        CHL_TRY(learn_first(what, seed, &s, err));
    }
    fill_pair(what, &s);
    CHL_TRY(train_pair_open(&s.pair, what->rows, err));
    *out = s;
    s = (train_setup){ 0 };
out:
    train_setup_close(&s);
    return status;
}

void
train_setup_close(train_setup *s)
{
    train_pair_close(&s->pair);
    chl_dataset_free(s->dataset);
    chl_network_free(s->critic);
    chl_network_free(s->judge);
    chl_network_free(s->generator);
    chl_free(s->rows);
    chl_free(s->noise);
    chl_free(s->theta);
    chl_free(s->eta);
    chl_free(s->theta0);
    chl_free(s->eta0);
}

void
train_setup_reset(train_setup *s)
{
    memcpy(s->theta, s->theta0,
           train_pair_critic_size(&s->pair) * sizeof *s->theta);
    memcpy(s->eta, s->eta0,
           train_pair_generator_size(&s->pair) * sizeof *s->eta);
}
