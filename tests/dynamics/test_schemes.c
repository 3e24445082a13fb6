/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Growth factors: order, undamped limits, agreement with running the step. */
#include <math.h>
#include <string.h>

#include <chladni/dynamics.h>

#include "support/runner.h"

static chl_error err;

enum {
    SCHEMES = 11
};

static const chl_scheme *
scheme(const char *name)
{
    const chl_scheme *found = NULL;

    ck_assert_ok(chl_scheme_find(name, &found, &err), err);
    return found;
}

static double
radius(const char *name, chl_mode mode, double h)
{
    chl_scheme_parameters parameters = chl_scheme_parameters_default();

    return chl_scheme_radius(scheme(name), &parameters, &mode, h);
}

static double
limit(const char *name, chl_mode mode)
{
    chl_scheme_parameters parameters = chl_scheme_parameters_default();

    return chl_scheme_limit(scheme(name), &parameters, &mode);
}

/* The slow root of a real pair is the radius: its error is O(h^(p+1)). */
START_TEST(halving_the_step_shows_the_order)
{
    const chl_scheme *s = chl_scheme_at((size_t) _i);
    chl_mode mode = { 3.0, 2.0, 0.0 }; /* roots -1, -2 */
    unsigned order = chl_scheme_order(s);
    double h = order == 4 ? 0.02 : 1e-3;
    double coarse = fabs(radius(chl_scheme_name(s), mode, h) - exp(-h));
    double fine =
        fabs(radius(chl_scheme_name(s), mode, h / 2.0) - exp(-h / 2.0));

    if (order > 0) {
        ck_assert_double_eq_tol(log2(coarse / fine), order + 1.0, 0.05);
    } else {
        ck_assert_double_eq_tol(log2(coarse / fine), 1.0, 0.05);
    }
}
END_TEST

/* The schemes as they are run, on (u, w) with the previous state beside. */
typedef struct state {
    double z[2], z_before[2];
} state;

static void
field(chl_mode mode, const double z[2], double out[2])
{
    double d = mode.damping - mode.generator, e = mode.generator;

    out[0] = -d * z[0] + (mode.stiffness - d * e) * z[1];
    out[1] = -z[0] - e * z[1];
}

static void
ahead(chl_mode mode, const double z[2], const double at[2], double h,
      double out[2])
{
    double f[2];

    field(mode, at, f);
    out[0] = z[0] + h * f[0];
    out[1] = z[1] + h * f[1];
}

static void
run_euler(chl_mode mode, double h, state *s)
{
    ahead(mode, s->z, s->z, h, s->z);
}

static void
run_alternating(chl_mode mode, double h, state *s)
{
    double f[2];

    for (int k = 0; k < 3; k++) {
        field(mode, s->z, f);
        s->z[0] += h * f[0];
    }
    field(mode, s->z, f);
    s->z[1] += h * f[1];
}

static void
run_rk2(chl_mode mode, double h, state *s)
{
    double f1[2], f2[2], at[2];

    field(mode, s->z, f1);
    ahead(mode, s->z, s->z, h, at);
    field(mode, at, f2);
    for (int k = 0; k < 2; k++) {
        s->z[k] += h / 2.0 * (f1[k] + f2[k]);
    }
}

static void
run_rk4(chl_mode mode, double h, state *s)
{
    double f[4][2], at[2] = { s->z[0], s->z[1] };
    const double step[3] = { 0.5, 0.5, 1.0 };

    for (int k = 0; k < 4; k++) {
        field(mode, at, f[k]);
        if (k < 3) {
            ahead(mode, s->z, at, h * step[k], at);
        }
    }
    for (int k = 0; k < 2; k++) {
        s->z[k] +=
            h / 6.0 * (f[0][k] + 2.0 * f[1][k] + 2.0 * f[2][k] + f[3][k]);
    }
}

static void
run_extragradient(chl_mode mode, double h, state *s)
{
    double at[2];

    ahead(mode, s->z, s->z, h, at);
    ahead(mode, s->z, at, h, s->z);
}

static void
run_ogda(chl_mode mode, double h, state *s)
{
    double now[2], before[2];

    field(mode, s->z, now);
    field(mode, s->z_before, before);
    for (int k = 0; k < 2; k++) {
        s->z_before[k] = s->z[k];
        s->z[k] += 2.0 * h * now[k] - h * before[k];
    }
}

static void
run_momentum(chl_mode mode, double h, double beta, double share, state *s)
{
    double f[2];

    field(mode, s->z, f);
    for (int k = 0; k < 2; k++) {
        double next =
            s->z[k] + share * h * f[k] + beta * (s->z[k] - s->z_before[k]);

        s->z_before[k] = s->z[k];
        s->z[k] = next;
    }
}

static void
run_heavy_ball(chl_mode mode, double h, state *s)
{
    run_momentum(mode, h, 0.5, 1.0, s);
}

static void
run_negative(chl_mode mode, double h, state *s)
{
    run_momentum(mode, h, -0.5, 1.0, s);
}

/* Adam with its moving average written out: z_before holds m. */
static void
run_adam(chl_mode mode, double h, state *s)
{
    double f[2];

    field(mode, s->z, f);
    for (int k = 0; k < 2; k++) {
        s->z_before[k] = 0.5 * s->z_before[k] + 0.5 * f[k];
        s->z[k] += h * s->z_before[k];
    }
}

/* (I - t J) z' = z solved by Cramer's rule. */
static void
solve(chl_mode mode, double t, double z[2])
{
    double d = mode.damping - mode.generator, e = mode.generator;
    double k = mode.stiffness - d * e;
    double det = (1.0 + t * d) * (1.0 + t * e) + t * t * k;
    double u = ((1.0 + t * e) * z[0] + t * k * z[1]) / det;
    double w = ((1.0 + t * d) * z[1] - t * z[0]) / det;

    z[0] = u;
    z[1] = w;
}

static void
run_implicit(chl_mode mode, double h, state *s)
{
    solve(mode, h, s->z);
}

static void
run_trapezoid(chl_mode mode, double h, state *s)
{
    ahead(mode, s->z, s->z, h / 2.0, s->z);
    solve(mode, h / 2.0, s->z);
}

static const struct runner {
    const char *name;
    void (*run)(chl_mode, double, state *);
} runners[SCHEMES] = {
    { "simultaneous", run_euler },
    { "alternating", run_alternating },
    { "rk2", run_rk2 },
    { "rk4", run_rk4 },
    { "extragradient", run_extragradient },
    { "ogda", run_ogda },
    { "heavy-ball", run_heavy_ball },
    { "negative-momentum", run_negative },
    { "adam", run_adam },
    { "implicit-euler", run_implicit },
    { "trapezoid", run_trapezoid },
};

/* Growth per step over a long run, from two starting points, with the state
 * pulled back to size one. */
static double
measured(const struct runner *r, chl_mode mode, double h)
{
    double most = 0.0;

    for (int start = 0; start < 2; start++) {
        state s = { { start, 1.0 - start }, { 0.0, 0.0 } };
        double sum = 0.0;

        for (int k = -300; k < 6000; k++) {
            double size;

            r->run(mode, h, &s);
            size = hypot(hypot(s.z[0], s.z[1]),
                         hypot(s.z_before[0], s.z_before[1]));
            sum += k >= 0 ? log(size) : 0.0;
            for (int j = 0; j < 2; j++) {
                s.z[j] /= size;
                s.z_before[j] /= size;
            }
        }
        most = fmax(most, exp(sum / 6000.0));
    }
    return most;
}

START_TEST(the_radius_is_the_growth_of_a_long_run)
{
    const struct runner *r = &runners[_i];
    const chl_mode modes[] = { { 0.3, 1.0, 0.0 },
                               { 2.5, 1.0, 0.0 },
                               { 1.3, 1.4, 0.5 } };
    chl_scheme_parameters parameters = { .n_d = 3, .momentum = NAN };

    for (size_t m = 0; m < 3; m++) {
        for (double h = 0.1; h < 2.0; h *= 2.3) {
            double seen = measured(r, modes[m], h);

            ck_assert_double_eq_tol(
                chl_scheme_radius(scheme(r->name), &parameters, &modes[m], h)
                    / seen,
                1.0, 2e-3);
        }
    }
}
END_TEST

static const chl_mode undamped = { 0.0, 4.0, 0.0 }; /* y = 2 h */

START_TEST(undamped_limits_are_the_closed_forms)
{
    ck_assert_double_eq(limit("simultaneous", undamped), 0.0);
    ck_assert_double_eq_tol(limit("alternating", undamped), 1.0, 1e-10);
    ck_assert_double_eq(limit("rk2", undamped), 0.0);
    ck_assert_double_eq_tol(limit("rk4", undamped), sqrt(2.0), 1e-12);
    ck_assert_double_eq_tol(limit("extragradient", undamped), 0.5, 1e-12);
    ck_assert_double_eq_tol(limit("ogda", undamped), 1.0 / sqrt(3.0) / 2.0,
                            1e-12);
    ck_assert_double_eq(limit("heavy-ball", undamped), 0.0);
    ck_assert_double_eq(limit("negative-momentum", undamped), 0.0);
    ck_assert_double_eq(limit("adam", undamped), 0.0);
    ck_assert(isinf(limit("implicit-euler", undamped)));
    ck_assert(isinf(limit("trapezoid", undamped)));
}
END_TEST

/* An odd stiffness, whose root is not exact, must not change the verdict. */
START_TEST(undamped_verdicts_do_not_hang_on_rounding)
{
    for (double k = 0.01; k < 1e5; k *= 1.37) {
        chl_mode mode = { 0.0, k, 0.0 };

        ck_assert_double_eq(limit("simultaneous", mode), 0.0);
        ck_assert_double_eq(limit("rk2", mode), 0.0);
        ck_assert_double_eq_tol(limit("rk4", mode) * sqrt(k / 8.0), 1.0, 1e-12);
        ck_assert_double_eq_tol(limit("alternating", mode) * sqrt(k / 4.0), 1.0,
                                1e-12);
    }
}
END_TEST

START_TEST(real_axis_limits_are_the_closed_forms)
{
    chl_mode mode = { 3.0, 0.0, 0.0 }; /* roots 0, -3 */

    ck_assert_double_eq_tol(limit("simultaneous", mode), 2.0 / 3.0, 1e-12);
    ck_assert_double_eq_tol(limit("rk2", mode), 2.0 / 3.0, 1e-12);
    ck_assert_double_eq_tol(limit("rk4", mode), 2.785293563405282 / 3.0, 1e-12);
    ck_assert_double_eq_tol(limit("extragradient", mode), 1.0 / 3.0, 1e-12);
    ck_assert_double_eq_tol(limit("ogda", mode), 2.0 / 3.0 / 3.0, 1e-12);
    /* h |z| < 2 (1 + beta), divided by 1 - beta for Adam */
    ck_assert_double_eq_tol(limit("heavy-ball", mode), 1.0, 1e-12);
    ck_assert_double_eq_tol(limit("negative-momentum", mode), 1.0 / 3.0, 1e-12);
    ck_assert_double_eq_tol(limit("adam", mode), 2.0, 1e-12);
}
END_TEST

START_TEST(rk2_and_alternating_grow_as_predicted_without_damping)
{
    double y = 0.1, h = y / 2.0;

    ck_assert_double_eq_tol(radius("rk2", undamped, h),
                            sqrt(1.0 + pow(y, 4.0) / 4.0), 1e-14);
    ck_assert_double_eq_tol(radius("alternating", undamped, 0.7), 1.0, 1e-14);
    ck_assert_double_gt(radius("alternating", undamped, 1.01), 1.0);
    ck_assert_double_eq_tol(radius("trapezoid", undamped, 5.0), 1.0, 1e-14);
}
END_TEST

START_TEST(euler_needs_both_of_its_conditions)
{
    /* underdamped h Kl < Gamma; overdamped 4 - 2 h Gamma + h^2 Kl > 0 */
    chl_mode under = { 0.3, 2.0, 0.0 }, over = { 5.0, 2.0, 0.0 };

    ck_assert_double_eq_tol(limit("simultaneous", under), 0.15, 1e-12);
    ck_assert_double_eq_tol(limit("simultaneous", over),
                            (10.0 - sqrt(100.0 - 32.0)) / 4.0, 1e-12);
}
END_TEST

START_TEST(alternating_has_the_closed_form)
{
    for (double g = 0.01; g < 100.0; g *= 1.9) {
        chl_mode mode = { g, 2.0, 0.0 };

        /* h^2 Kl + 2 h Gamma < 4 */
        ck_assert_double_eq_tol(limit("alternating", mode)
                                    / (4.0 / (g + sqrt(g * g + 8.0))),
                                1.0, 1e-12);
    }
}
END_TEST

/* Below the limit no radius exceeds 1; just above it one does. */
START_TEST(limits_are_where_the_radius_leaves_one)
{
    const chl_scheme *s = chl_scheme_at((size_t) _i);
    size_t n_d[] = { 1, 2, 5, 8 };

    for (double g = 0.03; g < 60.0; g *= 1.7) {
        for (size_t n = 0; n < 4; n++) {
            chl_scheme_parameters parameters = { n_d[n], NAN };
            chl_mode modes[2] = { { g, 2.0, 0.0 }, { g, 2.0, 0.4 * g } };

            for (size_t m = 0; m < 2; m++) {
                double h = chl_scheme_limit(s, &parameters, &modes[m]);

                if (isinf(h)) {
                    continue;
                }
                for (int k = 1; k < 200; k++) {
                    ck_assert_double_le(chl_scheme_radius(s, &parameters,
                                                          &modes[m],
                                                          h * k / 200.0),
                                        1.0 + 1e-12);
                }
                ck_assert_double_gt(chl_scheme_radius(s, &parameters, &modes[m],
                                                      h * (1.0 + 1e-6)),
                                    1.0);
            }
        }
    }
}
END_TEST

START_TEST(gradients_are_counted_per_player)
{
    chl_scheme_parameters parameters = { .n_d = 5, .momentum = NAN };

    ck_assert_uint_eq(chl_scheme_gradients(scheme("simultaneous"), &parameters),
                      2);
    ck_assert_uint_eq(chl_scheme_gradients(scheme("alternating"), &parameters),
                      6);
    ck_assert_uint_eq(chl_scheme_gradients(scheme("rk4"), &parameters), 8);
    ck_assert_uint_eq(chl_scheme_gradients(scheme("trapezoid"), &parameters),
                      0);
}
END_TEST

START_TEST(an_unknown_scheme_is_answered_with_the_nearest)
{
    const chl_scheme *found = NULL;

    ck_assert_fails(chl_scheme_find("rk44", &found, &err), CHL_EARG,
                    "did you mean 'rk4'", err);
    ck_assert_ptr_null(found);
    ck_assert_ptr_null(chl_scheme_at(SCHEMES));
    ck_assert_ptr_nonnull(strstr(chl_scheme_note(scheme("adam")), "frozen"));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("schemes");
    TCase *tcase = tcase_create("all");

    tcase_add_loop_test(tcase, halving_the_step_shows_the_order, 0, SCHEMES);
    tcase_add_loop_test(tcase, the_radius_is_the_growth_of_a_long_run, 0,
                        SCHEMES);
    tcase_add_test(tcase, undamped_limits_are_the_closed_forms);
    tcase_add_test(tcase, undamped_verdicts_do_not_hang_on_rounding);
    tcase_add_test(tcase, real_axis_limits_are_the_closed_forms);
    tcase_add_test(tcase,
                   rk2_and_alternating_grow_as_predicted_without_damping);
    tcase_add_test(tcase, euler_needs_both_of_its_conditions);
    tcase_add_test(tcase, alternating_has_the_closed_form);
    tcase_add_loop_test(tcase, limits_are_where_the_radius_leaves_one, 0,
                        SCHEMES);
    tcase_add_test(tcase, gradients_are_counted_per_player);
    tcase_add_test(tcase, an_unknown_scheme_is_answered_with_the_nearest);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
