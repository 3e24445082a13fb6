/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One training run with an augmentation, scored at its checkpoints. */
#include "quality.h"

#include <string.h>

#include "adam.h"
#include "base/error.h"
#include "cases.h"
#include "networks.h"

enum {
    PIXELS = 64,
    FAKES = 8192,    /* rows of noise the generator is trained on            */
    JUDGED = 1000,   /* generated rows that are scored, of noise of its own  */
    HELD_OUT = 1000, /* real rows at most they are compared with             */
    STEPS_OF_ONE_SEED = 60000 /* an augmentation's draws reach              */
};

typedef struct session {
    const train_quality_settings *settings;
    chl_dataset *all, *dataset; /* every digit, and those to train on        */
    uint8_t *bytes;             /* of dataset                                */
    double *real, *held_out, *noise, *made;
    size_t held_out_count;
    size_t *judged; /* rows of noise                                         */
    train_functions functions; /* for the clock                              */
    double *theta, *eta;
    chl_network *critic, *generator;
    chl_augment *augment;
    train_pair pair;
    size_t next; /* checkpoint                                               */
    train_score *scores;
    chl_status status;
    chl_error *err;
} session;

/* A dataset of its own, so that no part of a chain reads rows held out. */
static chl_status
take_rows(session *s, uint64_t seed, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t rows = s->settings->rows;
    const chl_array array = {
        .data = s->bytes, .dtype = CHL_U8, .axes = 4, .shape = { rows, 8, 8, 1 }
    };
    chl_dataset_settings settings = chl_dataset_settings_default();

    settings.range = (chl_range){ CHL_RANGE_INTERVAL, -1.0, 1.0, 16.0 };
    CHL_TRY(train_read_rows(s->all, seed, 0, rows, s->real, err));
    for (size_t k = 0; k < rows * PIXELS; k++) {
        s->bytes[k] = (uint8_t) (8.0 * s->real[k] + 8.5);
    }
    CHL_TRY(
        chl_dataset_from_array("digits", &array, &settings, &s->dataset, err));
    CHL_TRY(train_read_rows(s->all, seed, rows, s->held_out_count, s->held_out,
                            err));
out:
    return status;
}

static chl_status
open_rows(session *s, const char *datasets, uint64_t seed, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t rows = s->settings->rows;
    size_t all;

    CHL_TRY(train_open_data("digits8.npy", datasets, 0, 0, &s->all, err));
    all = chl_dataset_describe(s->all)->count;
    CHL_REQUIRE(rows >= 2 && rows + 2 <= all, err, CHL_EARG,
                "%zu rows to train on; 2..%zu are possible", rows, all - 2);
    s->held_out_count = all - rows < HELD_OUT ? all - rows : HELD_OUT;
    s->bytes = chl_alloc(rows, PIXELS);
    s->real = chl_alloc(rows * PIXELS, sizeof *s->real);
    s->held_out = chl_alloc(s->held_out_count * PIXELS, sizeof *s->held_out);
    s->made = chl_alloc(JUDGED * PIXELS, sizeof *s->made);
    s->judged = chl_alloc(JUDGED, sizeof *s->judged);
    CHL_REQUIRE_MEMORY(s->bytes, err, "rows");
    CHL_REQUIRE_MEMORY(s->real, err, "rows");
    CHL_REQUIRE_MEMORY(s->held_out, err, "rows");
    CHL_REQUIRE_MEMORY(s->made, err, "rows");
    CHL_REQUIRE_MEMORY(s->judged, err, "rows");
    for (size_t k = 0; k < JUDGED; k++) {
        s->judged[k] = FAKES + k;
    }
    CHL_TRY(take_rows(s, seed, err));
    if (s->settings->clock) {
        CHL_TRY(train_functions_open(s->all, &s->functions, err));
    }
out:
    return status;
}

static chl_status
open_network(const chl_network_spec *spec, const chl_random *random,
             chl_network **network, double **parameters, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_network_start start = chl_network_start_default();

    CHL_TRY(chl_network_create(spec, network, err));
    *parameters =
        chl_alloc(chl_network_parameters(*network), sizeof **parameters);
    CHL_REQUIRE_MEMORY(*parameters, err, "parameters");
    chl_network_draw(*network, &start, random, *parameters);
out:
    return status;
}

static chl_status
open_networks(session *s, uint64_t seed, chl_error *err)
{
    chl_status status = CHL_OK;
    const bool is_mlp = strcmp(s->settings->network, "mlp") == 0;
    const chl_random source = { seed, CHL_STREAM_TESTS };
    const chl_random critic = chl_random_substream(&source, 0),
                     generator = chl_random_substream(&source, 1),
                     noise = chl_random_substream(&source, 2);
    const size_t count = (FAKES + JUDGED) * TRAIN_NOISE;

    CHL_TRY(open_network(is_mlp ? &train_digit_judge : &train_big_image_judge,
                         &critic, &s->critic, &s->theta, err));
    CHL_TRY(open_network(is_mlp ? &train_digit_maker : &train_big_image_maker,
                         &generator, &s->generator, &s->eta, err));
    s->noise = chl_alloc(count, sizeof *s->noise);
    CHL_REQUIRE_MEMORY(s->noise, err, "noise");
    for (size_t k = 0; k < count; k++) {
        s->noise[k] = chl_random_normal(&noise, k);
    }
out:
    return status;
}

static chl_status
open_augment(session *s, const char *text, uint64_t seed, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_augment_settings settings = chl_augment_settings_default();
    chl_augment_chain chain;

    if (strcmp(text, "none") == 0) {
        return CHL_OK;
    }
    settings.seed = seed;
    settings.threads = 1;
    CHL_TRY(chl_augment_parse(text, &chain, err));
    CHL_TRY(
        chl_augment_create(&chain, s->dataset, &settings, &s->augment, err));
out:
    return status;
}

static chl_status
open_pair(session *s, chl_error *err)
{
    s->pair = (train_pair){ .n = s->settings->rows,
                            .d = PIXELS,
                            .real = s->real,
                            .fakes = FAKES,
                            .critic = s->critic,
                            .generator = s->generator,
                            .input = s->noise,
                            .theta = s->theta,
                            .eta = s->eta,
                            .loss = player_loss_find("non-saturating"),
                            .gamma = s->settings->gamma,
                            .augment = s->augment };
    return train_pair_open(&s->pair, s->settings->batch, err);
}

static void
close_session(session *s)
{
    train_pair_close(&s->pair);
    train_functions_close(&s->functions);
    chl_augment_free(s->augment);
    chl_dataset_free(s->dataset);
    chl_dataset_free(s->all);
    chl_network_free(s->critic);
    chl_network_free(s->generator);
    chl_free(s->bytes);
    chl_free(s->real);
    chl_free(s->held_out);
    chl_free(s->noise);
    chl_free(s->made);
    chl_free(s->judged);
    chl_free(s->theta);
    chl_free(s->eta);
}

static chl_status
judge(session *s, train_score *score)
{
    chl_status status = CHL_OK;

    train_generate(&s->pair, JUDGED, s->judged, s->made);
    CHL_TRY(train_energy_distance(s->made, JUDGED, s->held_out,
                                  s->held_out_count, PIXELS, &score->held_out,
                                  s->err));
    CHL_TRY(train_energy_distance(s->made, JUDGED, s->real, s->settings->rows,
                                  PIXELS, &score->seen, s->err));
    if (s->settings->clock) {
        const train_clock_law law = { &s->functions, s->held_out,
                                      s->held_out_count };

        CHL_TRY(train_clock_read(
            &s->pair, &law, s->settings->batch,
            s->settings->method == NULL
                || strcmp(s->settings->method, "adam") == 0,
            s->settings->rate, s->settings->rate_ratio, &score->clock, s->err));
    }
out:
    return status;
}

static bool
watch(void *user, train_pair *pair, size_t done)
{
    session *s = user;

    (void) pair;
    if (s->next < s->settings->count && done == s->settings->steps[s->next]) {
        s->status = judge(s, &s->scores[s->next]);
        s->next++;
    }
    return s->status == CHL_OK;
}

chl_status
train_quality_run(const char *datasets, const char *chain,
                  const train_quality_settings *settings, uint64_t seed,
                  train_score *scores, chl_error *err)
{
    chl_status status = CHL_OK;
    session s = { .settings = settings, .scores = scores, .err = err };
    train_adam_schedule schedule = { .steps =
                                         settings->steps[settings->count - 1],
                                     .batch = settings->batch,
                                     .method = settings->method,
                                     .rate = settings->rate,
                                     .rate_ratio = settings->rate_ratio,
                                     .seed = seed,
                                     .watch = watch,
                                     .user = &s };

    CHL_REQUIRE(schedule.steps <= STEPS_OF_ONE_SEED, err, CHL_EARG,
                "%zu steps; %d are possible", schedule.steps,
                STEPS_OF_ONE_SEED);
    CHL_TRY(open_rows(&s, datasets, seed, err));
    CHL_TRY(open_networks(&s, seed, err));
    CHL_TRY(open_augment(&s, chain, seed, err));
    CHL_TRY(open_pair(&s, err));
    CHL_TRY(train_adam(&s.pair, &schedule, err));
    status = s.status;
out:
    close_session(&s);
    return status;
}
