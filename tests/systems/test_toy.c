/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The closed toy: reference values, its theorem, and input at the edges. */
#include <chladni/toy.h>

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "support/runner.h"
#include "systems/toy_cases.h"

static const double pi = 3.14159265358979323846;

static chl_toy *
solve(const chl_toy_model *model, double until)
{
    chl_toy *toy = NULL;
    chl_error err = { 0 };

    ck_assert_ok(chl_toy_solve(model, until, NULL, &toy, &err), err);
    return toy;
}

/* Event number `index` of a kind. */
static chl_toy_event
event(const chl_toy *toy, chl_toy_event_kind kind, size_t index)
{
    size_t count;
    const chl_toy_event *events = chl_toy_events(toy, &count);

    for (size_t k = 0; k < count; k++) {
        if (events[k].kind == kind && index-- == 0) {
            return events[k];
        }
    }
    ck_abort_msg("there is no such %s", chl_toy_event_name(kind));
}

static size_t
count_events(const chl_toy *toy, chl_toy_event_kind kind)
{
    size_t count, found = 0;
    const chl_toy_event *events = chl_toy_events(toy, &count);

    for (size_t k = 0; k < count; k++) {
        found += events[k].kind == kind ? 1 : 0;
    }
    return found;
}

/* The values below with twelve decimals come from the event-driven solver that
 * the theory was checked with, which agreed with the closed forms to 1e-11. */
START_TEST(periods_and_reaches_match_the_table)
{
    static const struct {
        double a, period, reach, distance;
    } table[] = {
        { 0.1, 15.769286712191, 0.099916798371, 0.0795896201 },
        { 0.5, 16.235496312679, 0.489977717837, 0.3758503337 },
        { 1.0, 17.623223088163, 0.927839481792, 0.6465091595 },
        { 2.0, 22.386397547179, 1.580205419558, 0.8859401689 },
    };
    double reach = chl_toy_reach(table[_i].a);

    ck_assert_double_eq_tol(chl_toy_period(table[_i].a), table[_i].period,
                            1e-11);
    ck_assert_double_eq_tol(reach, table[_i].reach, 1e-11);
    ck_assert_double_eq_tol(erf(reach / sqrt(2.0)), table[_i].distance, 1e-10);
}
END_TEST

START_TEST(small_amplitudes_follow_the_expansion)
{
    ck_assert_double_eq_tol(chl_toy_period(0.0), pow(2.0 * pi, 1.5), 1e-14);
    for (double a = 0.16; a > 0.01; a *= 0.5) {
        double series = pow(2.0 * pi, 1.5)
                        * (1.0 + a * a / 8.0 - 5.0 * pow(a, 4.0) / 768.0);

        ck_assert_double_lt(fabs(chl_toy_period(a) - series),
                            0.1 * pow(a, 6.0) + 1e-13);
    }
}
END_TEST

START_TEST(the_potential_is_the_integral_of_its_slope)
{
    const double h = 1e-3;

    for (double g = 0.25; g < 30.0; g *= 1.7) {
        double phi = exp(-0.5 * g * g) / sqrt(2.0 * pi);
        double slope = 0.5 * erf(g / sqrt(2.0)) / phi;
        double w = chl_toy_potential(g);
        double d1 = (chl_toy_potential(g + h) - chl_toy_potential(g - h)) / h;
        double d2 =
            (chl_toy_potential(g + 2.0 * h) - chl_toy_potential(g - 2.0 * h))
            / h;

        ck_assert_double_eq_tol((d1 / 1.5 - d2 / 12.0) / slope, 1.0,
                                1e-9 + pow(g * h, 4.0));
        ck_assert_double_eq_tol(chl_toy_reach(sqrt(2.0 * w)) / g, 1.0, 1e-13);
    }
}
END_TEST

START_TEST(one_weight_hits_slides_and_is_released_as_the_reference)
{
    const double w = 0.0;
    chl_toy_model model = chl_toy_model_default();
    chl_toy *toy;
    chl_toy_limit limit;
    chl_toy_event hit, release;

    model.g0 = 1.5;
    model.w = &w;
    toy = solve(&model, 0.0);
    limit = chl_toy_limit_of(toy);
    hit = event(toy, CHL_TOY_HIT, 0);
    release = event(toy, CHL_TOY_RELEASE, 0);
    ck_assert_double_eq_tol(limit.energy, 1.711267579384, 1e-11);
    ck_assert_double_eq_tol(hit.g, 1.326276427914, 1e-11);
    ck_assert_double_eq_tol(hit.t, 2.350372547376, 1e-11);
    ck_assert_double_eq_tol(release.t - hit.t, 4.620841668402, 1e-11);
    ck_assert_double_eq_tol(chl_toy_stretch(hit.g), 4.620841668402, 1e-11);
    ck_assert_double_eq_tol(release.t, 6.971214215778, 1e-11);
    ck_assert_double_eq_tol(limit.period, 17.623223088163, 1e-11);
    ck_assert_double_eq_tol(limit.amplitude, 1.0, 1e-15);
    ck_assert_double_eq_tol(limit.g_max, 0.927839481792, 1e-11);
    ck_assert_double_eq(limit.blow_up, hit.t);
    ck_assert_double_eq(limit.settled, release.t);
    chl_toy_free(toy);
}
END_TEST

START_TEST(a_uniform_density_follows_its_two_cubics)
{
    chl_toy_model model = uniform_weights();
    chl_toy *toy;
    chl_toy_limit limit;
    chl_toy_event first;

    toy = solve(&model, 0.0);
    limit = chl_toy_limit_of(toy);
    first = event(toy, CHL_TOY_CROSSING, 0);
    ck_assert_double_eq_tol(chl_toy_potential(1.0), 0.595749318513, 1e-11);
    ck_assert_double_eq_tol(first.m, 0.849216193775, 1e-11);
    ck_assert_double_eq_tol(first.t, 5.188300907, 1e-9);
    ck_assert_double_eq_tol(limit.amplitude, 0.801312782137, 1e-11);
    ck_assert_double_eq_tol(limit.width, 0.290359153508, 1e-11);
    ck_assert_double_eq_tol(limit.high, 0.611691094, 1e-9);
    ck_assert_double_eq_tol(limit.low, 0.243129329, 1e-9);
    ck_assert_double_eq_tol(limit.period, 16.973443373848, 1e-11);
    ck_assert_double_eq(limit.blow_up, 0.0);
    chl_toy_free(toy);
}
END_TEST

START_TEST(four_weights_match_the_reference)
{
    static const double samples[][3] = {
        { 1.0, 0.7652257362, 0.2601231813 },
        { 2.0, 0.6522456651, 0.4606799079 },
        { 5.0, -0.0459201674, 0.6915730674 },
        { 10.0, -0.6277196344, -0.2430122106 },
    };
    static const double hits[] = { 1.05364884, 2.67948171, 10.43842791 };
    static const double crossings[] = { 4.83374651, 13.39878305, 21.64964414,
                                        29.90050524 };
    chl_toy_model model = four_weights();
    chl_toy *toy = solve(&model, 30.0);

    for (size_t k = 0; k < 4; k++) {
        chl_toy_sample at = chl_toy_at(toy, samples[k][0]);

        ck_assert_double_eq_tol(at.g, samples[k][1], 1e-10);
        ck_assert_double_eq_tol(at.m, samples[k][2], 1e-10);
        ck_assert_double_eq_tol(event(toy, CHL_TOY_CROSSING, k).t, crossings[k],
                                1e-8);
    }
    ck_assert_uint_eq(count_events(toy, CHL_TOY_HIT), 3);
    ck_assert_uint_eq(count_events(toy, CHL_TOY_MERGE), 1);
    ck_assert_uint_eq(count_events(toy, CHL_TOY_RELEASE), 2);
    for (size_t k = 0; k < 3; k++) {
        ck_assert_double_eq_tol(event(toy, CHL_TOY_HIT, k).t, hits[k], 1e-8);
    }
    chl_toy_free(toy);
}
END_TEST

/* The sample is a solution: its mean is that of the places, and differences in
 * time are the field. */
START_TEST(samples_solve_the_equations)
{
    static const double games[] = { CHL_TOY_NORMAL, CHL_TOY_BILINEAR };
    const double h = 1e-4;
    chl_toy_model model = four_weights();
    chl_toy *toy;

    model.game = (chl_toy_game) games[_i];
    model.ratio = 0.7;
    model.slope = 0.6;
    toy = solve(&model, 0.0);
    for (double t = 0.15; t < 60.0; t += 0.37) {
        chl_toy_sample at = chl_toy_at(toy, t), before = chl_toy_at(toy, t - h);
        chl_toy_sample after = chl_toy_at(toy, t + h);
        double phi = _i == 0 ? exp(-0.5 * at.g * at.g) / sqrt(2.0 * pi) : 0.6;
        double drive = _i == 0 ? 0.5 * erf(at.g / sqrt(2.0)) : 0.6 * at.g;
        double m = 0.0;

        for (size_t k = 0; k < 4; k++) {
            m += 0.25 * chl_toy_place(&at, model.w[k]);
        }
        ck_assert_double_eq_tol(at.m, m, 1e-13);
        ck_assert_double_eq_tol((after.g - before.g) / (2.0 * h), -phi * m,
                                1e-5);
        if (before.low + before.high == after.low + after.high) {
            ck_assert_double_eq_tol((after.m - before.m) / (2.0 * h),
                                    0.7 * drive * (1.0 - at.low - at.high),
                                    1e-6);
        }
        ck_assert_double_eq_tol(at.energy, drive * m, 1e-13);
    }
    chl_toy_free(toy);
}
END_TEST

static double
uniform(const chl_random *random, size_t index, double low, double high)
{
    return low + (high - low) * chl_random_uniform(random, index);
}

/* Random profiles of points and spread mass: two passages later all is the same
 * again, from the second one on at the latest. */
START_TEST(random_profiles_repeat_from_the_second_passage_on)
{
    for (uint64_t seed = 0; seed < 1000; seed++) {
        const chl_random random = { seed, CHL_STREAM_TESTS };
        chl_toy_model model = chl_toy_model_default();
        double w[8], mass[8], widths[8];
        chl_toy *toy;
        chl_toy_limit limit;
        chl_toy_sample a, b;
        double second;

        model.count = 1 + seed % 8;
        model.g0 = uniform(&random, 0, -2.5, 2.5);
        model.ratio = exp(uniform(&random, 1, -2.0, 2.0));
        model.clip = exp(uniform(&random, 2, -2.0, 1.0));
        for (size_t k = 0; k < model.count; k++) {
            w[k] = model.clip * uniform(&random, 3 + 3 * k, -1.0, 1.0);
            mass[k] = uniform(&random, 4 + 3 * k, 0.0, 1.0);
            widths[k] = seed % 3 == 0
                            ? 2.0 * (model.clip - fabs(w[k]))
                                  * uniform(&random, 5 + 3 * k, 0.0, 1.0)
                            : 0.0;
        }
        model.w = w;
        model.mass = mass;
        model.widths = widths;
        toy = solve(&model, 0.0);
        limit = chl_toy_limit_of(toy);
        second = event(toy, CHL_TOY_CROSSING, 1).t;
        ck_assert_double_le(limit.settled, second);
        ck_assert_double_eq_tol(
            limit.period * sqrt(model.ratio)
                / chl_toy_period(limit.amplitude / sqrt(model.ratio)),
            1.0, 1e-12);
        ck_assert_double_le(limit.amplitude + 0.5 * limit.width,
                            model.clip * (1.0 + 1e-12) + 0.5 * limit.width);
        a = chl_toy_at(toy, second + 0.3);
        b = chl_toy_at(toy, second + 0.3 + limit.period);
        ck_assert_double_eq_tol(a.g, b.g, 1e-12 * (1.0 + second));
        ck_assert_double_eq_tol(a.m, b.m, 1e-12 * (1.0 + second));
        for (size_t k = 0; k < model.count; k++) {
            ck_assert_double_eq_tol(chl_toy_place(&a, w[k]),
                                    chl_toy_place(&b, w[k]),
                                    1e-12 * (1.0 + second));
            ck_assert_double_le(fabs(chl_toy_place(&a, w[k])),
                                model.clip * (1.0 + 1e-15));
        }
        chl_toy_free(toy);
    }
}
END_TEST

START_TEST(the_bilinear_game_is_harmonic)
{
    const double k = 0.7, ratio = 2.5, clip = 0.4, w = 0.0;
    chl_toy_model model = { .game = CHL_TOY_BILINEAR,
                            .slope = k,
                            .g0 = 0.9,
                            .ratio = ratio,
                            .clip = clip,
                            .count = 1,
                            .w = &w };
    double g1 = sqrt(0.81 - clip * clip / ratio);
    chl_toy *toy = solve(&model, 0.0);
    chl_toy_event hit = event(toy, CHL_TOY_HIT, 0);

    ck_assert_double_eq_tol(hit.g, g1, 1e-14);
    ck_assert_double_eq_tol(
        hit.t, asin(clip / (0.9 * sqrt(ratio))) / (k * sqrt(ratio)), 1e-13);
    ck_assert_double_eq_tol(event(toy, CHL_TOY_RELEASE, 0).t - hit.t,
                            g1 / (k * clip), 1e-13);
    ck_assert_double_eq_tol(chl_toy_limit_of(toy).period,
                            2.0 * pi / (k * sqrt(ratio)), 1e-12);
    ck_assert(isnan(chl_toy_limit_of(toy).distance));
    chl_toy_free(toy);
}
END_TEST

START_TEST(nothing_moves_at_rest)
{
    const double w[] = { -0.3, 0.1, 0.2 };
    chl_toy_model model = chl_toy_model_default();
    chl_toy *toy;
    size_t count;

    model.g0 = 0.0;
    model.count = 3;
    model.w = w;
    toy = solve(&model, 100.0);
    ck_assert(chl_toy_limit_of(toy).rest);
    ck_assert(isnan(chl_toy_limit_of(toy).period));
    ck_assert_double_eq(chl_toy_limit_of(toy).width, 0.5);
    chl_toy_events(toy, &count);
    ck_assert_uint_eq(count, 0);
    ck_assert_double_eq(chl_toy_at(toy, 50.0).g, 0.0);
    chl_toy_free(toy);
}
END_TEST

START_TEST(tiny_starts_swing_with_the_period_of_small_amplitudes)
{
    chl_toy_model model = chl_toy_model_default();

    for (double g0 = 1e-6; g0 > 1e-140; g0 *= 1e-20) {
        chl_toy *toy;

        model.g0 = g0;
        toy = solve(&model, 0.0);
        ck_assert_double_eq_tol(chl_toy_limit_of(toy).period,
                                pow(2.0 * pi, 1.5), 1e-11);
        ck_assert_double_eq_tol(chl_toy_limit_of(toy).g_max / g0, 1.0, 1e-11);
        chl_toy_free(toy);
    }
}
END_TEST

START_TEST(a_far_start_slides_for_as_long_as_it_takes)
{
    chl_toy_model model = chl_toy_model_default();
    chl_toy *toy;
    chl_toy_event hit;

    model.g0 = 30.0;
    toy = solve(&model, 0.0);
    hit = event(toy, CHL_TOY_HIT, 0);
    ck_assert_double_eq_tol(hit.t, 2.0, 1e-12); /* F is 1/2 there */
    ck_assert_double_eq_tol(
        event(toy, CHL_TOY_RELEASE, 0).t / chl_toy_stretch(30.0), 1.0, 1e-12);
    ck_assert_double_eq_tol(chl_toy_at(toy, 1e9).g, 30.0, 1e-12);
    ck_assert_double_eq_tol(chl_toy_limit_of(toy).period, chl_toy_period(1.0),
                            1e-11);
    chl_toy_free(toy);
}
END_TEST

/* F is 1/2 but for a share 1/a of the way: tau(a) = 8 a (1 + O(log a / a^2)).
 */
START_TEST(large_amplitudes_are_those_of_a_saturated_game)
{
    const double w = -1.0;
    chl_toy_model model = chl_toy_model_default();

    model.g0 = 0.0;
    model.w = &w;
    for (double a = 1e6; a < 1e16; a *= 1e3) {
        chl_toy *toy;

        model.ratio = 1.0 / (a * a);
        toy = solve(&model, 0.0);
        ck_assert_double_eq_tol(chl_toy_period(a) / (8.0 * a), 1.0, 1e-10);
        ck_assert_double_eq_tol(chl_toy_limit_of(toy).period / (8.0 * a * a),
                                1.0, 1e-10);
        chl_toy_free(toy);
    }
}
END_TEST

START_TEST(weights_at_one_place_are_one_weight)
{
    const double two[] = { 0.2, -0.4, 0.2 }, one[] = { -0.4, 0.2 };
    const double masses[] = { 1.0, 2.0 };
    chl_toy_model model = chl_toy_model_default();
    chl_toy *a, *b;
    size_t events_a, events_b;

    model.count = 3;
    model.w = two;
    a = solve(&model, 40.0);
    model.count = 2;
    model.w = one;
    model.mass = masses;
    b = solve(&model, 40.0);
    chl_toy_events(a, &events_a);
    chl_toy_events(b, &events_b);
    ck_assert_uint_eq(events_a, events_b);
    for (double t = 0.0; t < 40.0; t += 1.3) {
        ck_assert_double_eq_tol(chl_toy_at(a, t).g, chl_toy_at(b, t).g, 1e-13);
    }
    chl_toy_free(a);
    chl_toy_free(b);
}
END_TEST

START_TEST(a_mirrored_start_gives_the_mirrored_solution)
{
    double mirrored[4];
    chl_toy_model model = four_weights();
    chl_toy *a = solve(&model, 0.0), *b;

    for (size_t k = 0; k < 4; k++) {
        mirrored[k] = -model.w[k];
    }
    model.w = mirrored;
    model.g0 = -model.g0;
    b = solve(&model, 0.0);
    for (double t = 0.0; t < 30.0; t += 0.7) {
        ck_assert_double_eq_tol(chl_toy_at(a, t).g, -chl_toy_at(b, t).g, 1e-13);
        ck_assert_double_eq_tol(chl_toy_at(a, t).high, chl_toy_at(b, t).low,
                                1e-15);
    }
    chl_toy_free(a);
    chl_toy_free(b);
}
END_TEST

START_TEST(bad_models_are_refused_with_a_sentence)
{
    const double w[] = { 0.0, NAN }, far[] = { 1.5 }, none[] = { 0.0 };
    chl_toy_model model = chl_toy_model_default(), bad;
    chl_toy *toy = NULL;
    chl_error err = { 0 };

    bad = model;
    bad.clip = 0.0;
    ck_assert_fails(chl_toy_solve(&bad, 0.0, NULL, &toy, &err), CHL_EARG,
                    "clip is 0", err);
    bad = model;
    bad.g0 = NAN;
    ck_assert_fails(chl_toy_solve(&bad, 0.0, NULL, &toy, &err), CHL_EARG,
                    "g0 is", err);
    bad.g0 = 38.0;
    ck_assert_fails(chl_toy_solve(&bad, 0.0, NULL, &toy, &err), CHL_EARG,
                    "-37..37", err);
    bad = model;
    bad.ratio = -1.0;
    ck_assert_fails(chl_toy_solve(&bad, 0.0, NULL, &toy, &err), CHL_EARG,
                    "ratio is -1", err);
    bad = model;
    bad.count = 2;
    bad.w = w;
    ck_assert_fails(chl_toy_solve(&bad, 0.0, NULL, &toy, &err), CHL_EARG,
                    "weight 1 of the critic is", err);
    bad = model;
    bad.w = far;
    ck_assert_fails(chl_toy_solve(&bad, 0.0, NULL, &toy, &err), CHL_EARG,
                    "within the clip, -1..1", err);
    bad = model;
    bad.mass = none;
    ck_assert_fails(chl_toy_solve(&bad, 0.0, NULL, &toy, &err), CHL_EARG,
                    "add up to 0", err);
    bad = model;
    bad.count = 0;
    ck_assert_fails(chl_toy_solve(&bad, 0.0, NULL, &toy, &err), CHL_EARG,
                    "no weights", err);
    ck_assert_fails(chl_toy_solve(&model, 1e12, NULL, &toy, &err), CHL_EARG,
                    "at most", err);
    ck_assert_fails(chl_toy_solve(&model, NAN, NULL, &toy, &err), CHL_EARG,
                    "until", err);
    ck_assert_ptr_null(toy);
}
END_TEST

START_TEST(a_lost_block_is_survived)
{
    chl_toy_model model = four_weights();
    chl_toy *toy = NULL;
    chl_error err = { 0 };

    ck_assert_survives_lost_memory(
        (chl_toy_free(toy), toy = NULL,
         chl_toy_solve(&model, 300.0, NULL, &toy, &err)));
    chl_toy_free(toy);
}
END_TEST

static bool
refuse(void *user, const chl_progress_event *now)
{
    (void) user;
    (void) now;
    return false;
}

START_TEST(a_solution_can_be_cancelled)
{
    const chl_progress progress = { refuse, NULL };
    chl_toy_model model = four_weights();
    chl_toy *toy = NULL;
    chl_error err = { 0 };

    ck_assert_fails(chl_toy_solve(&model, 0.0, &progress, &toy, &err),
                    CHL_ECANCELLED, "", err);
}
END_TEST

START_TEST(games_are_found_by_name)
{
    chl_toy_game game = CHL_TOY_NORMAL;
    chl_error err = { 0 };

    ck_assert_ok(chl_toy_game_find("bilinear", &game, &err), err);
    ck_assert_int_eq(game, CHL_TOY_BILINEAR);
    ck_assert_str_eq(chl_toy_game_name(CHL_TOY_NORMAL), "normal");
    ck_assert_fails(chl_toy_game_find("norml", &game, &err), CHL_EARG,
                    "did you mean normal", err);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("toy");
    TCase *forms = tcase_create("closed forms");
    TCase *orbits = tcase_create("orbits");
    TCase *edges = tcase_create("edges");

    tcase_add_loop_test(forms, periods_and_reaches_match_the_table, 0, 4);
    tcase_add_test(forms, small_amplitudes_follow_the_expansion);
    tcase_add_test(forms, the_potential_is_the_integral_of_its_slope);
    tcase_add_test(forms, games_are_found_by_name);
    tcase_add_test(orbits,
                   one_weight_hits_slides_and_is_released_as_the_reference);
    tcase_add_test(orbits, a_uniform_density_follows_its_two_cubics);
    tcase_add_test(orbits, four_weights_match_the_reference);
    tcase_add_loop_test(orbits, samples_solve_the_equations, 0, 2);
    tcase_add_test(orbits, random_profiles_repeat_from_the_second_passage_on);
    tcase_add_test(orbits, the_bilinear_game_is_harmonic);
    tcase_add_test(orbits, a_mirrored_start_gives_the_mirrored_solution);
    tcase_add_test(orbits, weights_at_one_place_are_one_weight);
    tcase_add_test(edges, nothing_moves_at_rest);
    tcase_add_test(edges,
                   tiny_starts_swing_with_the_period_of_small_amplitudes);
    tcase_add_test(edges, large_amplitudes_are_those_of_a_saturated_game);
    tcase_add_test(edges, a_far_start_slides_for_as_long_as_it_takes);
    tcase_add_test(edges, bad_models_are_refused_with_a_sentence);
    tcase_add_test(edges, a_lost_block_is_survived);
    tcase_add_test(edges, a_solution_can_be_cancelled);
    suite_add_tcase(suite, forms);
    suite_add_tcase(suite, orbits);
    suite_add_tcase(suite, edges);
    return run_suite(suite);
}
