/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decay and frequency of the slowest mode, predicted by the adversarial
 * operator and measured on the nonlinear game. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/runner.h"
#include "training.h"

enum {
    MOST = 400,
    SAMPLES = 160
};

static const double two_pi = 6.28318530717958647692;
/* Root mean square of the displacement at the start, of the data's unit. What
 * is measured departs from the prediction in proportion to it: by up to 1.5 %
 * here and 0.7 % at a tenth. */
static const double amplitude = 0.001;

typedef struct setting {
    const char *name;
    particles law;
    double z[64], width, gamma;
    size_t count;
} setting;

/* Fixed draws of a translation, symmetric so that no mean is shifted. */
static const double shifts[] = { 0.25, 0.1, -0.25, -0.1, -0.1, 0.3, 0.1, -0.3 };

static setting
setting_create(int which, bool augmented)
{
    const double along[] = { 0.5, -0.5, 0.2, -0.2 };
    const double *offsets = which == 2 ? shifts : along;
    size_t maps = augmented ? 4 : 1;
    double x[MOST];
    setting s = { .gamma = 0.3 };

    if (which < 2) {
        s.name = which == 0 ? "gauss" : "wells";
        if (which == 0) {
            normal_quantiles(60, 0.0, 1.0, x);
        } else {
            well_quantiles(60, 1.5, 0.7, x);
        }
        s.law =
            particles_create(60, 1, x, maps, NULL, augmented ? offsets : NULL);
        s.count = which == 0 ? 4 : 6;
        s.width = 0.7;
        for (size_t j = 0; j < s.count; j++) {
            s.z[j] = (double) j - (double) (s.count - 1) / 2.0;
        }
        return s;
    }
    s.name = "8 gaussians";
    eight_gaussians(6, 2.0, 0.3, x);
    s.law = particles_create(48, 2, x, maps, NULL, augmented ? offsets : NULL);
    s.count = 16;
    s.width = 0.7;
    for (size_t j = 0; j < s.count; j++) {
        double angle = two_pi * ((double) (j / 2) + 0.1) / 8.0;
        double r = j % 2 == 0 ? 2.5 : 1.7;

        s.z[2 * j] = r * cos(angle);
        s.z[2 * j + 1] = r * sin(angle);
    }
    return s;
}

static chl_convergence *
predict(const setting *s, const player_loss *loss, functions *f)
{
    chl_convergence_settings settings = chl_convergence_settings_default();
    chl_adversarial *adversarial = NULL;
    chl_convergence *out = NULL;
    const chl_loss *entry = NULL;
    chl_game game;
    chl_adversarial_constants constants;
    chl_error err = { 0 };
    const chl_penalty *r1 = NULL;
    matrices m;

    ck_assert_ok(chl_loss_find(loss->name, &entry, &err), err);
    ck_assert_ok(chl_penalty_find("r1", &r1, &err), err);
    ck_assert_ok(chl_game_init(entry, r1, s->gamma, 1.0, 1.0, &game, &err),
                 err);
    constants = chl_game_constants(&game, NULL);
    *f = functions_gauss(&s->law, s->count, s->z, s->width, false);
    m = matrices_create(&s->law, f, 0.0);
    settings.solver.count = 2 * s->count;
    ck_assert_ok(chl_adversarial_create(&m.view, NULL, &adversarial, &err),
                 err);
    ck_assert_ok(
        chl_convergence_solve(adversarial, &constants, &settings, &out, &err),
        err);
    chl_adversarial_free(adversarial);
    matrices_clear(&m);
    return out;
}

/* Re E_T[J' grad psi(Tx)], n x d, of the mode. */
static void
displace(const setting *s, const functions *f, const chl_complex *beta,
         double *v)
{
    const particles *p = &s->law;
    size_t d = p->d;

    memset(v, 0, p->n * d * sizeof *v);
    for (size_t j = 0; j < f->count; j++) {
        for (size_t i = 0; i < p->nodes * d * d; i++) {
            size_t node = i / (d * d), a = i / d % d, b = i % d;

            v[node % p->n * d + b] +=
                beta[j].re * p->jacobian[(node / p->n * d + a) * d + b]
                * f->gradients[(a * f->count + j) * p->nodes + node]
                / (double) p->maps;
        }
    }
}

/*
 * y_{k+1} = p y_k + q y_{k-1} by least squares; the roots of mu^2 = p mu + q
 * are e^{s dt}. Without oscillation y_{k+1} = p y_k.
 */
static void
fit(const double *y, size_t count, double dt, bool pair, double *rate,
    double *frequency)
{
    double aa = 0, ab = 0, bb = 0, ya = 0, yb = 0, p, q;

    for (size_t k = 1; k + 1 < count; k++) {
        aa += y[k] * y[k];
        ab += y[k] * y[k - 1];
        bb += y[k - 1] * y[k - 1];
        ya += y[k + 1] * y[k];
        yb += y[k + 1] * y[k - 1];
    }
    *frequency = 0.0;
    if (!pair) {
        *rate = -log(ya / aa) / dt;
        return;
    }
    p = (ya * bb - yb * ab) / (aa * bb - ab * ab);
    q = (yb * aa - ya * ab) / (aa * bb - ab * ab);
    *rate = -log(-q) / (2.0 * dt);
    *frequency = acos(p / (2.0 * sqrt(-q))) / dt;
}

typedef struct outcome {
    double rate, frequency;
} outcome;

/* Start on the mode, follow E <v_mode, y - x>. */
static outcome
measure(const setting *s, const player_loss *loss, const functions *f,
        const chl_convergence *mode)
{
    size_t k = mode->slowest, m = s->count, rows = s->law.n * s->law.d;
    training t = training_create(&s->law, loss, s->gamma, s->width, m, s->z);
    double *state = calloc(training_size(&t), sizeof *state), *v, y[SAMPLES];
    double fastest = 0.0, size = 0.0, rate = mode->rate,
           frequency = mode->frequency;
    double span = fmin(2.0 / rate, 4.0 * two_pi / frequency);
    double dt = span / SAMPLES;
    size_t steps;
    outcome out;

    v = calloc(rows, sizeof *v);
    ck_assert(state != NULL && v != NULL);
    displace(s, f, mode->beta + k * m, v);
    for (size_t i = 0; i < rows; i++) {
        size += v[i] * v[i] / (double) s->law.n;
    }
    for (size_t j = 0; j < m; j++) {
        state[j] = amplitude / sqrt(size) * mode->alpha[k * m + j].re;
    }
    for (size_t i = 0; i < rows; i++) {
        state[m + i] = s->law.x[i] + amplitude / sqrt(size) * v[i];
    }
    for (size_t i = 0; i < mode->count; i++) {
        fastest = fmax(fastest, hypot(mode->values[i].re, mode->values[i].im));
    }
    steps = (size_t) ceil(dt * fastest / 0.3);
    steps = steps > 0 ? steps : 1;
    for (size_t i = 0; i < SAMPLES; i++) {
        y[i] = 0.0;
        for (size_t j = 0; j < rows; j++) {
            y[i] += v[j] * (state[m + j] - s->law.x[j]);
        }
        for (size_t j = 0; j < steps; j++) {
            training_step(&t, dt / (double) steps, state);
        }
    }
    fit(y, SAMPLES, dt, frequency > 0.0, &out.rate, &out.frequency);
    free(state);
    free(v);
    training_clear(&t);
    return out;
}

START_TEST(the_slowest_mode_of_the_nonlinear_game_is_the_predicted_one)
{
    const player_loss *loss = player_loss_at((size_t) _i % 3);
    setting s = setting_create(_i / 3 % 3, _i / 9 == 1);
    functions f;
    chl_convergence *mode = predict(&s, loss, &f);
    outcome got = measure(&s, loss, &f, mode);

    ck_assert_uint_lt(mode->slowest, mode->count);
    ck_assert_msg(fabs(got.rate / mode->rate - 1.0) < 0.02
                      && fabs(got.frequency - mode->frequency)
                             <= 0.02 * mode->frequency,
                  "%s, %s, %zu maps: rate %g of %g, frequency %g of %g", s.name,
                  loss->name, s.law.maps, got.rate, mode->rate, got.frequency,
                  mode->frequency);
    chl_convergence_free(mode);
    functions_clear(&f);
    particles_clear(&s.law);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("training");
    TCase *tests = tcase_create("training");

    tcase_set_timeout(tests, 600);
    tcase_add_loop_test(
        tests, the_slowest_mode_of_the_nonlinear_game_is_the_predicted_one, 0,
        18);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
