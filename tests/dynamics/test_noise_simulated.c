/* SPDX-License-Identifier: GPL-3.0-or-later */
/* (1.4) against trained particles: N(0, 1), three Hermite modes, batches. */
#include <math.h>

#include <chladni/dynamics.h>

#include "base/random.h"
#include "support/runner.h"

enum {
    POINTS = 49, /* -6, -5.75, ..., 6, with Gaussian weights */
    BATCH = 64,
    RUNS = 50,
    STEPS = 4000,
    WARM_UP = 1500
};

static const double step_size = 0.02;

/* He_k / sqrt(k!), orthonormal under N(0, 1), and their derivatives. */
static void
hermite(double x, double value[3], double slope[3])
{
    value[0] = x;
    value[1] = (x * x - 1.0) / sqrt(2.0);
    value[2] = (x * x * x - 3.0 * x) / sqrt(6.0);
    slope[0] = 1.0;
    slope[1] = sqrt(2.0) * value[0];
    slope[2] = sqrt(3.0) * value[1];
}

/*
 * The game itself, not its linearisation: D = sum u_k phi_k, points y_i of
 * the generator, fresh real samples and drawn points in every step. Only
 * phi1', phi2' and psi' differ between the losses.
 */
typedef struct training {
    bool logistic;
    double gamma;
    double u[3];
    double point[POINTS], weight[POINTS], cumulated[POINTS];
    chl_random random;
    uint64_t used;
} training;

static double
sigmoid(double t)
{
    return 1.0 / (1.0 + exp(-t));
}

static double
value_at(const training *t, const double value[3])
{
    return t->u[0] * value[0] + t->u[1] * value[1] + t->u[2] * value[2];
}

static size_t
draw(training *t)
{
    double p = chl_random_uniform(&t->random, t->used++);
    size_t pick = 0;

    while (pick + 1 < POINTS && t->cumulated[pick] < p) {
        pick++;
    }
    return pick;
}

/* phi1'(D(x)) phi_k(x) - gamma D'(x) phi_k'(x) over real, phi2' over fake. */
static void
discriminator_step(training *t)
{
    double pull[3] = { 0 };

    for (int i = 0; i < BATCH; i++) {
        double real[3], fake[3], slope[3], unused[3], up = 1.0, down = 1.0;
        size_t pick = draw(t);

        hermite(chl_random_normal(&t->random, t->used++), real, slope);
        hermite(t->point[pick], fake, unused);
        if (t->logistic) {
            up = 1.0 - sigmoid(value_at(t, real));
            down = sigmoid(value_at(t, fake));
        }
        for (int k = 0; k < 3; k++) {
            pull[k] += (up * real[k] - down * fake[k]
                        - t->gamma * value_at(t, slope) * slope[k])
                       / BATCH;
        }
    }
    for (int k = 0; k < 3; k++) {
        t->u[k] += step_size * pull[k];
    }
}

static void
generator_step(training *t)
{
    for (int i = 0; i < POINTS; i++) {
        double value[3], slope[3], share = 1.0;

        hermite(t->point[i], value, slope);
        if (t->logistic) {
            share = 1.0 - sigmoid(value_at(t, value));
        }
        t->point[i] += step_size * share * value_at(t, slope);
    }
}

/* sum_k m_k^2 / lambda_k of the moment errors of the points. */
static double
displacement(const training *t)
{
    double m[3] = { 0 }, sum = 0.0;

    for (int i = 0; i < POINTS; i++) {
        double value[3], slope[3];

        hermite(t->point[i], value, slope);
        for (int k = 0; k < 3; k++) {
            m[k] += t->weight[i] * value[k];
        }
    }
    for (int k = 0; k < 3; k++) {
        sum += m[k] * m[k] / (k + 1);
    }
    return sum;
}

/* Weighted points of N(0, 1): the trapezoidal rule, whose moments are right to
 * five digits up to the sixth, which equal weights would need 10^5 points for.
 */
static void
place(training *t)
{
    double sum = 0.0;

    for (int i = 0; i < POINTS; i++) {
        t->point[i] = -6.0 + 0.25 * i;
        t->weight[i] = 0.25 / sqrt(2.0 * acos(-1.0))
                       * exp(-t->point[i] * t->point[i] / 2.0);
        sum += t->weight[i];
        t->cumulated[i] = sum;
    }
}

/* Many short runs: over a long one the cloud also drifts where three modes
 * cannot see it (its sixth moment halves in 10^5 steps), which is no part of
 * the linear theory. */
static double
simulate(bool logistic, double gamma)
{
    training t = { .random = { 5, CHL_STREAM_TESTS } };
    double sum = 0.0;

    for (int run = 0; run < RUNS; run++) {
        t = (training){ .logistic = logistic,
                        .gamma = gamma,
                        .random = t.random,
                        .used = t.used };
        place(&t);
        for (int k = 0; k < STEPS; k++) {
            discriminator_step(&t);
            generator_step(&t);
            if (k >= WARM_UP && k % 5 == 0) {
                sum += displacement(&t);
            }
        }
    }
    return sum / (RUNS * (STEPS - WARM_UP) / 5);
}

static const struct setting {
    bool logistic;
    double gamma;
} settings[] = { { false, 0.3 }, { false, 1.0 }, { true, 0.3 }, { true, 1.0 } };

START_TEST(trained_particles_jitter_as_predicted)
{
    const struct setting *s = &settings[_i];
    const double lambda[3] = { 1.0, 2.0, 3.0 };
    double c = s->logistic ? 0.5 : 1.0, c2 = s->logistic ? 0.5 : 0.0;
    chl_game game = { c, c2, c, 1.0, 1.0, s->gamma, 0.0 };
    double predicted = chl_noise_floor(&game, lambda, 3, BATCH, step_size);

    ck_assert_double_eq_tol(simulate(s->logistic, s->gamma) / predicted, 1.0,
                            0.1);
}
END_TEST

/* The linear mode system, where only the size of the step is an error: the
 * discriminator hears white noise of variance 2 c1^2 / B per step. */
static double
simulate_linear(double c1, double c2, double gamma, double h, uint64_t seed)
{
    chl_random random = { seed, CHL_STREAM_TESTS };
    double total = 0.0;

    for (int k = 1; k <= 3; k++) {
        double u = 0.0, v = 0.0, q = sqrt((double) k), sum = 0.0;

        for (uint64_t j = 0; j < 2000000; j++) {
            double noise =
                chl_random_normal(&random, (uint64_t) k * 100000000 + j);

            u += h
                 * (-(gamma * k + c2) * u - c1 * q * v
                    + c1 * sqrt(2.0 / BATCH) * noise);
            v += h * c1 * q * u;
            sum += v * v;
        }
        total += sum / 2000000.0;
    }
    return total;
}

START_TEST(the_linear_modes_jitter_as_predicted)
{
    const double lambda[3] = { 1.0, 2.0, 3.0 };
    const double gammas[3] = { 0.3, 1.0, 3.0 };
    chl_game game = { 1.0, 0.0, 1.0, 1.0, 1.0, gammas[_i], 0.0 };

    ck_assert_double_eq_tol(
        simulate_linear(1.0, 0.0, gammas[_i], 0.02, 3)
            / chl_noise_floor(&game, lambda, 3, BATCH, 0.02),
        1.0, 0.1);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("noise, simulated");
    TCase *tcase = tcase_create("all");

    tcase_set_timeout(tcase, 60.0);
    tcase_add_loop_test(tcase, trained_particles_jitter_as_predicted, 0,
                        (int) (sizeof settings / sizeof *settings));
    tcase_add_loop_test(tcase, the_linear_modes_jitter_as_predicted, 0, 3);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
