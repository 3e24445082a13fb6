/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The algorithm of WGAN, one datum and one latent a step, against its limit. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "report/result.h"
#include "study/meanfield.h"

enum {
    RATES = 5,
    RUNS = 8
};

/* Longer runs part from the limit for good. */
static const double longest = 1.0, largest_rate = 0.1;

/* Sum of squares to the limit over all parameters. */
static double
square_to(const chl_meanfield_run *run, const double *w, const double *theta)
{
    const size_t p = chl_meanfield_critic_width(&run->model);
    const size_t q = chl_meanfield_generator_width(&run->model);
    double sum = 0.0;

    for (size_t k = 0; k < run->settings->critics * p; k++) {
        sum += (run->now_w[k] - w[k]) * (run->now_w[k] - w[k]);
    }
    for (size_t k = 0; k < run->settings->generators * q; k++) {
        const double off = run->now_theta[k] - theta[k];

        sum += off * off;
    }
    return sum
           / (double) (run->settings->critics * p
                       + run->settings->generators * q);
}

static chl_status
run_once(chl_meanfield_run *run, double rate, uint64_t seed, chl_error *err)
{
    chl_status status = CHL_OK;
    const double steps = round(run->section->training_time / rate);
    const chl_meanfield_training training = {
        .rate = rate, .critic_steps = run->settings->critic_steps, .seed = seed
    };
    chl_meanfield *mf = NULL;

    CHL_TRY(chl_meanfield_restart(run, &mf, err));
    CHL_TRY(chl_meanfield_train(mf, &training, (size_t) steps,
                                &run->settings->progress, err));
    chl_meanfield_critics(mf, run->now_w);
    chl_meanfield_generators(mf, run->now_theta);
out:
    chl_meanfield_free(mf);
    return status;
}

double
chl_training_slope(size_t size, const chl_result_training *trainings)
{
    double x = 0.0, y = 0.0, xx = 0.0, xy = 0.0;
    const double count = (double) size;

    for (size_t k = 0; k < size; k++) {
        const double a = log(trainings[k].rate);
        const double b = log(trainings[k].deviation);

        x += a;
        y += b;
        xx += a * a;
        xy += a * b;
    }
    return (count * xy - x * y) / (count * xx - x * x);
}

static chl_status
measure(chl_meanfield_run *run, const double *w, const double *theta,
        chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result_meanfield *s = run->section;

    for (size_t k = 0; k < RATES; k++) {
        chl_result_training *t = &s->trainings[k];
        double sum = 0.0;

        /* halved, and a whole number of steps each */
        t->rate = s->training_time
                  / ceil(s->training_time / largest_rate * (double) (1 << k));
        t->runs = RUNS;
        CHL_TRY(chl_result_set_text(&t->method, "stochastic", err));
        for (size_t r = 0; r < RUNS; r++) {
            CHL_TRY(run_once(run, t->rate, run->settings->seed + 1000 * (r + 1),
                             err));
            sum += square_to(run, w, theta);
        }
        t->deviation = sqrt(sum / RUNS);
    }
    s->training_slope = chl_training_slope(RATES, s->trainings);
out:
    return status;
}

/* One run at the rate that was asked for, beside the limit. */
static chl_status
follow(chl_meanfield_run *run, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result_meanfield *s = run->section;
    const size_t size = run->target.fine * run->target.columns;
    double *x = chl_alloc(size, sizeof *x);
    chl_meanfield *mf = NULL;

    s->trained = chl_result_blank(&chl_record_meanfield_point, s->point_count);
    CHL_REQUIRE(x != NULL && s->trained != NULL, err, CHL_ENOMEM,
                "out of memory for a run");
    s->trained_count = s->point_count;
    CHL_TRY(chl_meanfield_restart(run, &mf, err));
    for (size_t k = 0; k < s->point_count; k++) {
        if (k > 0) {
            CHL_TRY(chl_meanfield_advance(run, "stochastic",
                                          s->points[k].t - s->points[k - 1].t,
                                          mf, err));
        }
        CHL_TRY(chl_meanfield_observe(run, mf, &s->trained[k], x, err));
    }
out:
    chl_meanfield_free(mf);
    chl_free(x);
    return status;
}

chl_status
chl_meanfield_fill_compare(chl_meanfield_run *run, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_meanfield_settings *s = run->settings;
    const size_t p = chl_meanfield_critic_width(&run->model);
    const size_t q = chl_meanfield_generator_width(&run->model);
    double *w = chl_alloc(s->critics * p, sizeof *w);
    double *theta = chl_alloc(s->generators * q, sizeof *theta);
    chl_meanfield *mf = NULL;

    run->section->trainings = chl_result_blank(&chl_record_training, RATES);
    CHL_REQUIRE(w != NULL && theta != NULL && run->section->trainings != NULL,
                err, CHL_ENOMEM, "out of memory for a comparison");
    run->section->training_count = RATES;
    run->section->training_time = fmin(s->time, longest);
    CHL_TRY(chl_meanfield_restart(run, &mf, err));
    CHL_TRY(chl_meanfield_advance(
        run, strcmp(run->method, "stochastic") == 0 ? "euler" : run->method,
        run->section->training_time, mf, err));
    chl_meanfield_critics(mf, w);
    chl_meanfield_generators(mf, theta);
    CHL_TRY(measure(run, w, theta, err));
    CHL_TRY(follow(run, err));
out:
    chl_meanfield_free(mf);
    chl_free(w);
    chl_free(theta);
    return status;
}
