/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The game over a run, where its modes do not mix and closed forms are known.
 */
#include <math.h>
#include <string.h>

#include "base/random.h"
#include "study/expected.h"
#include "support/runner.h"

enum {
    MODES = 3,
    SIZE = MODES + 1
};

static const double lambda[MODES] = { 0.4, 1.1, 2.5 };
static chl_error err;

/* M = 1, A = C = lambda, S = 1 but for the constant. */
typedef struct plain {
    double mass[SIZE * SIZE], stiffness[SIZE * SIZE], coupling[SIZE * SIZE],
        average[SIZE * SIZE];
} plain;

static plain
plain_game(void)
{
    plain p;

    memset(&p, 0, sizeof p);
    for (size_t k = 0; k < SIZE; k++) {
        size_t at = k * SIZE + k;

        p.mass[at] = 1.0;
        if (k < MODES) {
            p.stiffness[at] = p.coupling[at] = lambda[k];
            p.average[at] = 1.0;
        }
    }
    return p;
}

static chl_expected_run
run_of(double steps, double batch)
{
    return (chl_expected_run){ .constants = { .c1 = 0.5,
                                              .cg = 0.5,
                                              .c2 = 0.5,
                                              .c2_constant = 0.5,
                                              .lr_d = 0.3,
                                              .lr_g = 0.2,
                                              .gamma = 0.7 },
                               .steps = steps,
                               .batch = batch,
                               .samples = 50.0 };
}

static chl_expected_matrices
matrices_of(const plain *p, const double *kernel)
{
    return (chl_expected_matrices){ SIZE,         lambda,      p->mass,
                                    p->stiffness, p->coupling, kernel,
                                    p->average };
}

static chl_expected
find_moved(const chl_expected_run *run, const plain *p, const double *kernel)
{
    const chl_expected_matrices matrices = matrices_of(p, kernel);
    chl_expected e;

    ck_assert_ok(chl_expected_find(run, &matrices, &e, &err), err);
    return e;
}

static chl_expected
find(const chl_expected_run *run, const plain *p)
{
    return find_moved(run, p, NULL);
}

/* What is left of a displacement of mode lambda after a time: from (1.1). */
static double
left(const chl_adversarial_constants *c, double eigenvalue, double t)
{
    double damping = c->lr_d * (c->gamma * eigenvalue + c->c2);
    double k = c->lr_d * c->lr_g * c->c1 * c->cg * eigenvalue;
    double square = damping * damping / 4.0 - k, root = sqrt(fabs(square));
    double even = square > 0.0 ? cosh(root * t) : cos(root * t);
    double odd = square > 0.0 ? sinh(root * t) : sin(root * t);

    return exp(-damping * t / 2.0) * (even + damping / (2.0 * root) * odd);
}

START_TEST(a_run_follows_the_roots_of_every_mode)
{
    const plain p = plain_game();

    for (double steps = 1.0; steps < 300.0; steps *= 4.0) {
        const chl_expected_run run = run_of(steps, 0.0);
        const chl_expected e = find(&run, &p);
        double start = 0.0, noise = 0.0;

        for (size_t k = 0; k < MODES; k++) {
            double q = left(&run.constants, lambda[k], steps);

            start += q * q / lambda[k];
            noise += (1.0 - q) * (1.0 - q) / lambda[k] / run.samples;
        }
        ck_assert_double_eq_tol(e.transient, start, 1e-9);
        ck_assert_double_eq_tol(e.sampling, noise, 1e-9);
        ck_assert(e.hidden == 0.0);
        ck_assert(e.minibatch == 0.0);
    }
}
END_TEST

START_TEST(a_long_run_ends_in_its_noise)
{
    const plain p = plain_game();
    const chl_expected_run run = run_of(0.0, 16.0);
    const chl_expected e = find(&run, &p);
    chl_game game = {
        .c1 = 0.5, .c2 = 0.5, .cg = 0.5, .lr_d = 0.3, .lr_g = 0.2, .gamma = 0.7
    };
    double sum = 0.0, floor = chl_noise_floor(&game, lambda, MODES, 16.0, 1.0);

    for (size_t k = 0; k < MODES; k++) {
        sum += 1.0 / lambda[k] / run.samples;
    }
    ck_assert_double_lt(e.transient, 1e-4);
    ck_assert_double_eq_tol(e.sampling, sum, 0.01 * sum);
    ck_assert_double_eq_tol(e.minibatch, floor, 0.01 * floor);
    ck_assert_double_eq_tol(
        e.rate, chl_game_rate(&game, lambda, MODES, CHL_BAND_LISTED), 1e-9);
}
END_TEST

/* The mirror: nothing of one mode gets through. */
START_TEST(what_is_hidden_stays_as_it_was)
{
    plain p = plain_game();
    const chl_expected_run run = run_of(0.0, 0.0);
    chl_expected e;

    p.coupling[1 * SIZE + 1] = 0.0;
    p.average[1 * SIZE + 1] = 0.0;
    e = find(&run, &p);
    ck_assert_double_eq_tol(e.hidden, 1.0 / lambda[1], 1e-12);
    ck_assert_double_lt(e.transient, 1e-4);
    p.coupling[0] = p.coupling[2 * SIZE + 2] = 0.0;
    e = find(&run, &p);
    ck_assert_double_eq_tol(
        e.hidden, 1.0 / lambda[0] + 1.0 / lambda[1] + 1.0 / lambda[2], 1e-12);
    ck_assert(e.rate == 0.0);
}
END_TEST

/* C known to within 1 % of A: a direction of which nothing seems to get
 * through counts as one of which 1 % does. */
START_TEST(what_may_be_slow_is_not_called_hidden)
{
    plain p = plain_game();
    const chl_expected_run run = run_of(400.0, 0.0);
    chl_expected e;
    double slow, stays;

    p.coupling[1 * SIZE + 1] = 0.0;
    p.coupling[2 * SIZE + 2] = -0.01 * lambda[2];
    e = find(&run, &p);
    stays = chl_expected_left(&run, lambda[1], 0.01 * lambda[1]);
    slow = chl_expected_left(&run, lambda[2], 0.01 * lambda[2]);
    ck_assert(e.hidden == 0.0);
    ck_assert_double_eq_tol(
        e.transient, stays * stays / lambda[1] + slow * slow / lambda[2], 1e-6);
}
END_TEST

START_TEST(one_function_is_left_as_its_roots_say)
{
    for (double steps = 0.5; steps < 300.0; steps *= 1.7) {
        const chl_expected_run run = run_of(steps, 0.0);

        for (size_t k = 0; k < MODES; k++) {
            ck_assert_double_eq_tol(
                chl_expected_left(&run, lambda[k], lambda[k]),
                left(&run.constants, lambda[k], steps), 1e-12);
        }
        ck_assert(chl_expected_left(&run, 1.0, 0.0) == 1.0);
    }
    ck_assert(chl_expected_left(&(chl_expected_run){ 0 }, 1.0, 0.0) == 1.0);
}
END_TEST

/* Half of the gradients: the same as half the rate of the generator. */
START_TEST(a_share_of_the_gradients_is_a_slower_generator)
{
    plain p = plain_game();
    chl_expected_run run = run_of(20.0, 8.0);
    const chl_expected slower = (run.constants.lr_g *= 0.5, find(&run, &p));
    chl_expected e;

    run.constants.lr_g *= 2.0;
    for (size_t k = 0; k < SIZE * SIZE; k++) {
        p.coupling[k] *= 0.5;
    }
    e = find(&run, &p);
    ck_assert_double_eq_tol(e.transient, slower.transient, 1e-9);
    ck_assert_double_eq_tol(e.rate, slower.rate, 1e-12);
}
END_TEST

/*
 * Few samples, drawn. The law has ATOMS equally likely atoms, and T swaps two
 * of them half of the time: f(atom) averages over T. What n of them say of the
 * means is off by y, and the game
 *
 *     w' = -a ((c2 M + gamma A) w + c1 (G'q - y)),   q' = b cG G w,   C = G'G
 *
 * follows y. Runge-Kutta steps, columns of the identity for y; then |q|^2 over
 * many draws.
 */
enum {
    ATOMS = 5,
    STATES = 2 * MODES,
    DRAWS = 40000
};

static const double few = 8.0;

typedef struct sampled {
    double mean[ATOMS][MODES]; /* E_T f of each atom, less the mean         */
    double pull[MODES][MODES]; /* G                                          */
    plain p;
} sampled;

static sampled
sampled_game(void)
{
    static const double values[ATOMS][MODES] = { { 1.2, -0.3, 0.4 },
                                                 { -0.7, 1.1, 0.2 },
                                                 { 0.1, -0.9, 1.3 },
                                                 { -0.9, -0.4, -1.0 },
                                                 { 0.3, 0.5, -0.9 } };
    static const double pull[MODES][MODES] = { { 0.5, 0.1, 0.0 },
                                               { 0.1, 0.7, -0.2 },
                                               { 0.0, -0.2, 0.9 } };
    sampled s;

    memset(&s, 0, sizeof s);
    s.p = plain_game();
    memcpy(s.pull, pull, sizeof pull);
    for (size_t k = 0; k < MODES; k++) {
        double both = 0.5 * (values[0][k] + values[1][k]);

        for (size_t i = 0; i < ATOMS; i++) {
            s.mean[i][k] = i < 2 ? both : values[i][k];
        }
        for (size_t i = 0; i < ATOMS; i++) {
            s.mean[i][k] -=
                (2.0 * both + values[2][k] + values[3][k] + values[4][k])
                / ATOMS;
        }
    }
    for (size_t j = 0; j < MODES; j++) {
        for (size_t k = 0; k < MODES; k++) {
            double c = 0.0, average = 0.0;

            for (size_t i = 0; i < MODES; i++) {
                c += pull[i][j] * pull[i][k];
            }
            for (size_t i = 0; i < ATOMS; i++) {
                average += s.mean[i][j] * s.mean[i][k] / ATOMS;
            }
            s.p.coupling[j * SIZE + k] = c;
            s.p.average[j * SIZE + k] = average;
        }
    }
    return s;
}

static void
slope(const sampled *s, const chl_adversarial_constants *c, const double *y,
      const double *z, double *out)
{
    for (size_t k = 0; k < MODES; k++) {
        double seen = -y[k], moved = 0.0;

        for (size_t i = 0; i < MODES; i++) {
            seen += s->pull[i][k] * z[MODES + i];
            moved += s->pull[k][i] * z[i];
        }
        out[k] =
            -c->lr_d * ((c->c2 + c->gamma * lambda[k]) * z[k] + c->c1 * seen);
        out[MODES + k] = c->lr_g * c->cg * moved;
    }
}

/* q after the run. */
static void
follow(const sampled *s, const chl_expected_run *run, const double *y,
       double *q)
{
    static const double part[4] = { 0.0, 0.5, 0.5, 1.0 };
    double z[STATES] = { 0 }, h = 0.02;

    for (double t = 0.0; t < run->steps - 0.5 * h; t += h) {
        double k[4][STATES], at[STATES];

        for (size_t stage = 0; stage < 4; stage++) {
            for (size_t i = 0; i < STATES; i++) {
                at[i] = z[i]
                        + (stage > 0 ? part[stage] * h * k[stage - 1][i] : 0.0);
            }
            slope(s, &run->constants, y, at, k[stage]);
        }
        for (size_t i = 0; i < STATES; i++) {
            z[i] +=
                h / 6.0 * (k[0][i] + 2.0 * k[1][i] + 2.0 * k[2][i] + k[3][i]);
        }
    }
    memcpy(q, z + MODES, MODES * sizeof *q);
}

START_TEST(drawn_samples_err_by_the_sampling_term)
{
    const sampled s = sampled_game();
    const chl_random random = { 7, CHL_STREAM_TESTS };

    for (double steps = 4.0; steps < 1100.0; steps *= 6.0) {
        chl_expected_run run = run_of(steps, 0.0);
        double response[MODES][MODES], sum = 0.0, square = 0.0, error;

        run.samples = few;
        for (size_t k = 0; k < MODES; k++) {
            double y[MODES] = { 0 };

            y[k] = 1.0;
            follow(&s, &run, y, response[k]);
        }
        for (size_t draw = 0; draw < DRAWS; draw++) {
            double y[MODES] = { 0 }, moved = 0.0;

            for (size_t i = 0; i < (size_t) few; i++) {
                size_t atom = (size_t) chl_random_below(
                    &random, draw * (size_t) few + i, ATOMS);

                for (size_t k = 0; k < MODES; k++) {
                    y[k] += s.mean[atom][k] / few;
                }
            }
            for (size_t i = 0; i < MODES; i++) {
                double q = 0.0;

                for (size_t k = 0; k < MODES; k++) {
                    q += y[k] * response[k][i];
                }
                moved += q * q;
            }
            sum += moved / DRAWS;
            square += moved * moved / DRAWS;
        }
        error = sqrt((square - sum * sum) / DRAWS);
        ck_assert_double_eq_tol(find(&run, &s.p).sampling, sum, 4.0 * error);
    }
}
END_TEST

/* A network that learns every mode at a rate of its own. */
START_TEST(a_kernel_gives_every_mode_its_rate)
{
    const plain p = plain_game();
    const chl_expected_run run = run_of(30.0, 0.0);
    static const double rates[SIZE] = { 2.0, 0.5, 0.05, 1.0 };
    double kernel[SIZE * SIZE] = { 0 }, noise = 0.0;
    chl_expected e;

    for (size_t k = 0; k < SIZE; k++) {
        kernel[k * SIZE + k] = rates[k];
    }
    e = find_moved(&run, &p, kernel);
    for (size_t k = 0; k < MODES; k++) {
        chl_expected_run own = run;
        double q;

        own.constants.lr_d *= rates[k];
        q = chl_expected_left(&own, lambda[k], lambda[k]);
        noise += (1.0 - q) * (1.0 - q) / lambda[k] / run.samples;
    }
    ck_assert_double_eq_tol(e.sampling, noise, 1e-9);
    e = find_moved(&run, &p, p.mass);
    ck_assert_double_eq_tol(e.sampling, find(&run, &p).sampling, 1e-12);
}
END_TEST

START_TEST(errors_over_all_lengths_are_those_of_each)
{
    const plain p = plain_game();
    const chl_expected_matrices matrices = matrices_of(&p, NULL);
    chl_expected_run run = run_of(0.0, 16.0);
    double error[60];

    ck_assert_ok(chl_expected_follow(&run, &matrices, 60, error, &err), err);
    for (size_t k = 0; k < 60; k += 7) {
        chl_expected e;

        run.steps = chl_expected_step(k);
        e = find(&run, &p);
        ck_assert_double_eq_tol(
            error[k], e.transient + e.minibatch + e.sampling, 1e-6 * error[k]);
    }
    ck_assert_double_eq_tol(error[59], error[58], 1e-6 * error[58]);
}
END_TEST

static chl_status
find_quietly(const plain *p)
{
    const chl_expected_run run = run_of(3.0, 4.0);
    const chl_expected_matrices matrices = matrices_of(p, NULL);
    chl_error own = { 0 };
    chl_expected e;

    return chl_expected_find(&run, &matrices, &e, &own);
}

static chl_status
follow_quietly(const plain *p)
{
    const chl_expected_run run = run_of(3.0, 4.0);
    const chl_expected_matrices matrices = matrices_of(p, NULL);
    chl_error own = { 0 };
    double error[6];

    return chl_expected_follow(&run, &matrices, 6, error, &own);
}

START_TEST(lost_memory_is_survived)
{
    const plain p = plain_game();

    ck_assert_survives_lost_memory(find_quietly(&p));
    ck_assert_survives_lost_memory(follow_quietly(&p));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("study/expected");
    TCase *tcase = tcase_create("expected");

    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, a_run_follows_the_roots_of_every_mode);
    tcase_add_test(tcase, a_long_run_ends_in_its_noise);
    tcase_add_test(tcase, what_is_hidden_stays_as_it_was);
    tcase_add_test(tcase, what_may_be_slow_is_not_called_hidden);
    tcase_add_test(tcase, one_function_is_left_as_its_roots_say);
    tcase_add_test(tcase, a_kernel_gives_every_mode_its_rate);
    tcase_add_test(tcase, drawn_samples_err_by_the_sampling_term);
    tcase_add_test(tcase, a_share_of_the_gradients_is_a_slower_generator);
    tcase_add_test(tcase, errors_over_all_lengths_are_those_of_each);
    tcase_add_test(tcase, lost_memory_is_survived);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
