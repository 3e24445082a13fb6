/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Augmentations side by side: closed forms, laws, refusals. */
#include <math.h>
#include <string.h>

#include <chladni/rank.h>

#include "study/candidates.h"
#include "study/ranked.h"
#include "support/runner.h"

enum {
    ROWS = 480,
    PICTURES = 200,
    PIXELS = 8
};

/* The mean over T is x, (1 - s/2) x + s/2 E x, (1 - s) x + s E x and E x, and
 * what survives of the variance is the square of the factor. */
START_TEST(the_noise_floor_is_the_square_of_what_the_mean_keeps)
{
    static const char *const names[] = { "jitter:0.3", "mixup:1", "dropout:0.3",
                                         "rotation:1" };
    static const double truth[] = { 1.0, 0.25, 0.49, 0.0 };
    chl_dataset *dataset = open_measure("gauss:sigma=2,1", 4000);
    chl_rank_settings s = quick(names, 4);
    chl_result *result;

    s.samples = 3600;
    result = rank_rows(dataset, &s);
    for (size_t k = 0; k < 4; k++) {
        const chl_result_score *score =
            score_called(item_called(result, names[k]), "noise-floor");
        double deviation = (score->high - score->low) / 3.92;

        ck_assert_double_eq_tol(score->value, truth[k], 4.0 * deviation);
        ck_assert_double_lt(deviation, 0.06);
    }
    chl_result_free(result);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(what_does_nothing_is_exactly_like_none)
{
    static const char *const names[] = { "jitter:0", "mixup:0.5:0" };
    chl_dataset *dataset = open_measure("gauss:sigma=2,1", ROWS);
    const chl_rank_settings s = quick(names, 2);
    chl_result *result = rank_rows(dataset, &s);

    for (size_t k = 0; k < 3; k++) {
        const chl_result_item *item = &result->ranking->items[k];

        ck_assert_uint_eq(item->tie_group, 0);
        ck_assert_uint_eq(item->augment->tie_count, 2);
        ck_assert(!item->leak);
        ck_assert(score_called(item, "ratio")->value == 1.0);
        for (size_t c = 0; c < item->augment->score_count; c++) {
            double difference = item->augment->scores[c].difference;

            /* There are no patches of points. */
            ck_assert(difference == 0.0
                      || strcmp(item->augment->scores[c].name, "leak-patches")
                             == 0);
        }
    }
    chl_result_free(result);
    chl_dataset_free(dataset);
}
END_TEST

/* Turned by any angle, one law stays what it is and the other becomes one
 * through which a turned copy cannot be told. */
START_TEST(a_leak_needs_a_law_that_changes)
{
    static const char *const names[] = { "rotation:1" };
    const chl_rank_settings s = quick(names, 1);
    chl_dataset *same = open_measure("gauss:sigma=1,1", 2000);
    chl_dataset *other = open_measure("gauss:sigma=4,0.5", 2000);
    chl_result *even = rank_rows(same, &s), *odd = rank_rows(other, &s);
    const chl_result_item *item = item_called(even, "rotation:1");

    ck_assert_double_gt(item->augment->leak_p, 0.01);
    ck_assert(!item->leak);
    ck_assert_uint_eq(even->warning_count, 0);
    item = item_called(odd, "rotation:1");
    ck_assert_double_lt(item->augment->leak_p, 0.01);
    ck_assert_double_lt(item->augment->leak_visible, 0.1);
    ck_assert(item->leak);
    ck_assert_uint_eq(odd->warning_count, 1);
    ck_assert_str_eq(odd->warnings[0].code, "W-LEAK");
    chl_result_free(even);
    chl_result_free(odd);
    chl_dataset_free(same);
    chl_dataset_free(other);
}
END_TEST

/* T = 1 with probability 1 - p, else the mean over the circle: a leaked law is
 * (1 - p) as far away through T, and its square counts. */
START_TEST(what_shows_of_a_leak_falls_with_the_probability)
{
    static const char *const names[] = { "rotation:1:0.3", "rotation:1:0.7" };
    chl_rank_settings s = quick(names, 2);
    chl_dataset *dataset = open_measure("gauss:sigma=3,0.5", 8000);
    chl_result *result;

    s.samples = 7900;
    result = rank_rows(dataset, &s);
    for (size_t k = 0; k < 2; k++) {
        const chl_result_item *item = item_called(result, names[k]);
        double kept = k == 0 ? 0.7 : 0.3;

        ck_assert_double_eq_tol(item->augment->leak_visible, kept * kept, 0.1);
        ck_assert_ptr_nonnull(item->augment->condition);
        ck_assert(!item->leak);
    }
    chl_result_free(result);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(real_only_leaks_whatever_changes_the_law)
{
    static const char *const names[] = { "jitter:0.5" };
    chl_rank_settings s = quick(names, 1);
    chl_dataset *dataset = open_measure("gauss:sigma=2,1", 2000);
    chl_result *result;
    const chl_result_item *item;

    s.real_only = true;
    result = rank_rows(dataset, &s);
    item = item_called(result, "jitter:0.5");
    ck_assert(item->leak);
    ck_assert(isnan(item->augment->leak_visible));
    ck_assert_ptr_null(item->augment->condition);
    ck_assert_str_eq(result->ranking->law, "real-only");
    chl_result_free(result);
    chl_dataset_free(dataset);
}
END_TEST

/* jitter makes N(0, S) into N(0, (1 + s^2) S). The undamped game with weak R1
 * rings at every mode, and decays as gamma lambda / 2 (theory 1.1). */
START_TEST(real_only_is_the_game_on_the_augmented_law)
{
    static const char *const names[] = { "jitter:0.5", "jitter:0" };
    chl_rank_settings s = quick(names, 2);
    chl_dataset *dataset = open_measure("gauss:sigma=2,1", 2000);
    const double lambda = 0.25 / 1.25, gamma = 0.1;
    chl_result *result;
    const chl_result_score *score;

    s.real_only = true;
    s.game.loss = "wgan";
    s.game.gamma = gamma;
    result = rank_rows(dataset, &s);
    score = score_called(item_called(result, "jitter:0.5"), "lambda-1");
    ck_assert_double_eq_tol(score->value, lambda,
                            score->high - score->low + 0.01 * lambda);
    score = score_called(item_called(result, "jitter:0.5"), "rate");
    ck_assert_double_eq_tol(score->value, 0.5 * gamma * lambda,
                            score->high - score->low + 0.005 * gamma * lambda);
    score = score_called(item_called(result, "none"), "rate");
    ck_assert_double_eq_tol(score->value, 0.5 * gamma * 0.25,
                            score->high - score->low + 0.005 * gamma * lambda);
    for (size_t c = 0; c < CHL_RANK_SCORES; c++) {
        const chl_result_item *same = item_called(result, "jitter:0");

        ck_assert(same->augment->scores[c].difference == 0.0
                  || isnan(same->augment->scores[c].value));
    }
    chl_result_free(result);
    chl_dataset_free(dataset);
}
END_TEST

static void
pictures(uint8_t *pixels, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        pixels[k] = (uint8_t) ((k * k * 31 + k * 17 + k / 7) % 251);
    }
}

static chl_dataset *
open_pictures(const uint8_t *pixels)
{
    chl_array array = { .data = pixels,
                        .dtype = CHL_U8,
                        .axes = 4,
                        .shape = { PICTURES, PIXELS, PIXELS, 3 } };
    chl_dataset *dataset = NULL;

    ck_assert_ok(
        chl_dataset_from_array("pictures", &array, NULL, &dataset, &err), err);
    return dataset;
}

START_TEST(candidates_of_pictures_are_the_usual_ones)
{
    static uint8_t pixels[PICTURES * PIXELS * PIXELS * 3];
    chl_dataset *dataset, *points = open_measure("gauss:sigma=2,1", ROWS);
    size_t count = 0;

    pictures(pixels, sizeof pixels);
    dataset = open_pictures(pixels);
    ck_assert_str_eq(chl_rank_candidate_at(dataset, 0), "flip");
    for (; chl_rank_candidate_at(dataset, count) != NULL; count++) {
        ck_assert(strncmp(chl_rank_candidate_at(dataset, count), "ada-", 4)
                  != 0);
    }
    ck_assert_uint_eq(count, 22);
    ck_assert_str_eq(chl_rank_candidate_at(points, 0), "jitter");
    ck_assert_str_eq(chl_rank_candidate_at(points, 1), "scale");
    ck_assert_str_eq(chl_rank_candidate_at(points, 2), "rotation");
    ck_assert_ptr_null(chl_rank_candidate_at(points, 3));
    chl_dataset_free(dataset);
    chl_dataset_free(points);
}
END_TEST

START_TEST(threads_change_no_byte)
{
    static const char *const names[] = { "flip:1", "noise:0.1:0.5",
                                         "translation:0.2,cutout:0.5",
                                         "flip:1" };
    static uint8_t pixels[PICTURES * PIXELS * PIXELS * 3];
    chl_rank_settings s = quick(names, 4);
    chl_document_settings d = chl_document_settings_default();
    char *text[2] = { NULL, NULL };
    chl_dataset *dataset;
    size_t size[2];

    pictures(pixels, sizeof pixels);
    dataset = open_pictures(pixels);
    for (size_t k = 0; k < 2; k++) {
        chl_result *result;

        s.threads = 1 + 2 * k;
        result = rank_rows(dataset, &s);
        /* At least: draws of each, and what the mirrors hide. */
        ck_assert_uint_ge(result->sprite_count, 8);
        ck_assert_ok(
            chl_document_render(result, "json", &d, &text[k], &size[k], &err),
            err);
        chl_result_free(result);
    }
    ck_assert_uint_eq(size[0], size[1]);
    ck_assert_mem_eq(text[0], text[1], size[0]);
    chl_free(text[0]);
    chl_free(text[1]);
    chl_dataset_free(dataset);
}
END_TEST

/* A mirror shows everything; a heavy blur little of noise. */
START_TEST(a_mirror_hides_less_than_a_blur)
{
    static const char *const names[] = { "flip:1", "blur:1" };
    static uint8_t pixels[PICTURES * PIXELS * PIXELS * 3];
    const chl_rank_settings s = quick(names, 2);
    chl_dataset *dataset;
    chl_result *result;

    pictures(pixels, sizeof pixels);
    dataset = open_pictures(pixels);
    result = rank_rows(dataset, &s);
    ck_assert_double_gt(
        score_called(item_called(result, "flip:1"), "sensitivity")->value, 0.7);
    ck_assert_double_lt(
        score_called(item_called(result, "blur:1"), "sensitivity")->value, 0.6);
    chl_result_free(result);
    chl_dataset_free(dataset);
}
END_TEST

/* In the plane a turn by any angle leaves only functions of the radius: of a
 * long law the slowest mode is hidden, and named. */
START_TEST(a_turned_law_hides_its_slowest_mode)
{
    static const char *const names[] = { "rotation:1" };
    chl_dataset *dataset = open_measure("gauss:sigma=3,0.5", 2000);
    chl_rank_settings s = quick(names, 1);
    chl_result *result;
    const chl_result_item *item;

    s.game.steps = 100;
    result = rank_rows(dataset, &s);
    item = item_called(result, "rotation:1");
    ck_assert_str_eq(result->ranking->items[0].name, "none");
    ck_assert_double_lt(item->augment->transmission[0], 0.1);
    ck_assert_uint_gt(item->augment->hidden_count, 0);
    ck_assert_double_lt(item->augment->hidden_transmission[0], 0.05);
    ck_assert_uint_gt(item->augment->hidden[0].high_count, 0);
    chl_result_free(result);
    chl_dataset_free(dataset);
}
END_TEST

/* What a turn by any angle does to the law is never seen through it; noise can
 * be undone, and is, the sooner the better the law is seen. */
START_TEST(a_way_is_undone_as_far_as_it_is_seen)
{
    static const char *const names[] = { "rotation:1", "jitter:0.5" };
    chl_dataset *dataset = open_measure("gauss:sigma=3,0.5", 1000);
    chl_rank_settings s = quick(names, 2);
    double turned[3], noisy[3];

    for (size_t k = 0; k < 3; k++) {
        chl_result *result;

        s.game.steps = k < 2 ? 10 + 90 * k : 0;
        result = rank_rows(dataset, &s);
        turned[k] =
            score_called(item_called(result, "rotation:1"), "leaked")->value;
        noisy[k] =
            score_called(item_called(result, "jitter:0.5"), "leaked")->value;
        chl_result_free(result);
    }
    ck_assert_double_gt(turned[0], 0.1);
    ck_assert_double_eq_tol(turned[1], turned[0], 1e-12);
    ck_assert_double_eq_tol(turned[2], turned[0], 1e-12);
    ck_assert_double_gt(noisy[0], noisy[1]);
    ck_assert(noisy[2] == 0.0);
    chl_dataset_free(dataset);
}
END_TEST

/* Of what is odd under a mirror nothing comes through, whatever the leading
 * modes are; a sentence and two sheets show it. */
START_TEST(a_mirror_hides_exactly_what_is_odd)
{
    static const char *const names[] = { "flip:1", "flip:1:0.9" };
    static uint8_t pixels[PICTURES * PIXELS * PIXELS * 3];
    const chl_rank_settings s = quick(names, 2);
    chl_dataset *dataset;
    chl_result *result;

    pictures(pixels, sizeof pixels);
    dataset = open_pictures(pixels);
    result = rank_rows(dataset, &s);
    for (size_t k = 0; k < 2; k++) {
        const chl_result_augment *a = item_called(result, names[k])->augment;

        ck_assert_double_eq(a->hidden_cut, 0.05);
        ck_assert_uint_ge(a->hidden_total, a->hidden_count);
        ck_assert_uint_eq(a->hidden_count, 4);
        for (size_t h = 0; h < 4; h++) {
            /* (1 - p)^2, less where the data favour one side. */
            ck_assert_double_lt(a->hidden_transmission[h],
                                k == 0 ? 1e-12 : 0.011);
            ck_assert_double_ge(a->hidden[h].lambda,
                                a->hidden[h > 0 ? h - 1 : 0].lambda);
        }
        ck_assert_ptr_nonnull(
            strstr(a->hidden_words, "directions of the data"));
        ck_assert_double_le(a->direction_transmission[0], a->transmission[0]);
    }
    ck_assert_str_eq(result->sprites[2].id, "hidden-flip:1-1");
    ck_assert_str_eq(result->sprites[3].id, "hidden-flip:1-2");
    ck_assert_ptr_null(item_called(result, "none")->augment->hidden_words);
    chl_result_free(result);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(a_network_ends_at_the_same_noise_of_samples)
{
    static const char *const names[] = { "jitter:0.5" };
    static const char *const moved[] = { "l2", "ntk-relu", "ntk-erf" };
    chl_dataset *dataset = open_measure("gauss:sigma=1.5,0.5", ROWS);
    chl_rank_settings s = quick(names, 1);
    double fitted[3];

    for (size_t k = 0; k < 3; k++) {
        chl_result *result;

        s.mobility = moved[k];
        result = rank_rows(dataset, &s);
        fitted[k] =
            score_called(item_called(result, "none"), "sampling")->value;
        chl_result_free(result);
    }
    for (size_t k = 1; k < 3; k++) {
        ck_assert_double_eq_tol(fitted[k], fitted[0], 0.02 * fitted[0]);
    }
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(pictures_are_seen_by_convolutions)
{
    static const char *const names[] = { "flip:1" };
    static uint8_t pixels[PICTURES * PIXELS * PIXELS * 3];
    chl_rank_settings s = quick(names, 1);
    chl_dataset *dataset;
    chl_result *result;

    pictures(pixels, sizeof pixels);
    dataset = open_pictures(pixels);
    s.discriminator = "auto";
    result = rank_rows(dataset, &s);
    ck_assert_str_eq(result->ranking->functions, "conv");
    ck_assert_double_gt(item_called(result, "none")->rate, 0.0);
    chl_result_free(result);
    chl_dataset_free(dataset);
}
END_TEST

START_TEST(conditions_are_known_by_the_parts)
{
    static const struct {
        const char *chain;
        bool known, images;
    } cases[] = {
        { "noise:0.5", true, true },
        { "flip:1", false, true },
        { "flip:1:0.9", true, true },
        { "flip:0.9", true, true },
        { "translation:0.2", false, true },
        { "translation:0.2:0.4", true, true },
        { "rotation:1:0.9", false, true },
        { "rotation:1:0.9", true, false },
        { "brightness:0.3,flip:1", false, true },
        { "brightness:0.3,flip:1:0.8", true, true },
    };

    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        chl_dataset_info info = { .kind = cases[k].images ? CHL_KIND_IMAGES
                                                          : CHL_KIND_POINTS };
        chl_candidate candidate = { 0 };
        char text[96];

        ck_assert_ok(chl_augment_parse(cases[k].chain, &candidate.chain, &err),
                     err);
        chl_leak_condition(&candidate, &info, text, sizeof text);
        ck_assert_msg((text[0] != '\0') == cases[k].known, "%s: '%s'",
                      cases[k].chain, text);
    }
}
END_TEST

START_TEST(what_cannot_be_ranked_is_refused_by_name)
{
    static const char *const unknown[] = { "jitter:0.1", "jiter:0.1" };
    static const char *const pictures_only[] = { "flip:1" };
    chl_dataset *dataset = open_measure("gauss:sigma=2,1", ROWS);
    chl_dataset *few = open_measure("gauss:sigma=2,1", 100);
    chl_rank_settings s = quick(unknown, 2);
    chl_result *result = NULL;

    ck_assert_ok(chl_result_create("rank", &result, &err), err);
    ck_assert_fails(chl_study_rank_augment(dataset, &s, result, &err), CHL_EARG,
                    "candidate 'jiter:0.1': augmentation 'jiter' is unknown",
                    err);
    s = quick(pictures_only, 1);
    ck_assert_fails(chl_study_rank_augment(dataset, &s, result, &err), CHL_EARG,
                    "flip is for images", err);
    s = quick(NULL, 0);
    ck_assert_fails(chl_study_rank_augment(few, &s, result, &err), CHL_EDATA,
                    "there are 100 rows; a ranking needs 160", err);
    s.score = "noise-flor";
    ck_assert_fails(chl_study_rank_augment(dataset, &s, result, &err), CHL_EARG,
                    "did you mean 'noise-floor'?", err);
    s = quick(NULL, 0);
    s.bootstrap = 2;
    ck_assert_fails(chl_study_rank_augment(dataset, &s, result, &err), CHL_EARG,
                    "bootstrap is 2; it must lie in 40..", err);
    ck_assert_ptr_null(result->ranking);
    chl_result_free(result);
    chl_dataset_free(dataset);
    chl_dataset_free(few);
}
END_TEST

/* A run allocates thousands of times: some of them are lost, each a little
 * later than the one before. */
static chl_status
rank_and_drop(const chl_dataset *dataset, const chl_rank_settings *s)
{
    chl_error own = { 0 };
    chl_result *result = NULL;
    chl_status status = chl_result_create("rank", &result, &own);

    if (status == CHL_OK) {
        status = chl_study_rank_augment(dataset, s, result, &own);
    }
    chl_result_free(result);
    return status;
}

START_TEST(lost_memory_is_survived)
{
    static const char *const names[] = { "flip:1" };
    static uint8_t pixels[PICTURES * PIXELS * PIXELS * 3];
    chl_rank_settings s = quick(names, 1);
    chl_status got = CHL_ENOMEM;
    chl_dataset *dataset;

    pictures(pixels, sizeof pixels);
    dataset = open_pictures(pixels);
    s.samples = 160;
    s.functions = 8;
    s.bootstrap = 40;
    for (long allowed = 0; got != CHL_OK; allowed += 1 + allowed / 3) {
        long before = chl_memory_live_blocks();

        ck_assert_int_lt(allowed, 1000000);
        chl_memory_fail_after(allowed);
        got = rank_and_drop(dataset, &s);
        chl_memory_fail_after(-1);
        ck_assert(got == CHL_OK || got == CHL_ENOMEM);
        ck_assert_int_eq(chl_memory_live_blocks(), before);
    }
    chl_dataset_free(dataset);
}
END_TEST

static bool
stop(void *user, const chl_progress_event *now)
{
    (void) user;
    return now->done < 3.0;
}

START_TEST(a_caller_can_cancel)
{
    static const char *const names[] = { "jitter:0.1" };
    chl_dataset *dataset = open_measure("gauss:sigma=2,1", ROWS);
    chl_rank_settings s = quick(names, 1);
    chl_result *result = NULL;

    s.progress = (chl_progress){ stop, NULL };
    ck_assert_ok(chl_result_create("rank", &result, &err), err);
    ck_assert_int_eq(chl_study_rank_augment(dataset, &s, result, &err),
                     CHL_ECANCELLED);
    err = (chl_error){ 0 };
    chl_result_free(result);
    chl_dataset_free(dataset);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("study/rank_augment");
    TCase *tcase = tcase_create("rank_augment");

    tcase_set_timeout(tcase, 240);
    tcase_add_test(tcase, the_noise_floor_is_the_square_of_what_the_mean_keeps);
    tcase_add_test(tcase, what_does_nothing_is_exactly_like_none);
    tcase_add_test(tcase, a_leak_needs_a_law_that_changes);
    tcase_add_test(tcase, what_shows_of_a_leak_falls_with_the_probability);
    tcase_add_test(tcase, real_only_leaks_whatever_changes_the_law);
    tcase_add_test(tcase, real_only_is_the_game_on_the_augmented_law);
    tcase_add_test(tcase, candidates_of_pictures_are_the_usual_ones);
    tcase_add_test(tcase, threads_change_no_byte);
    tcase_add_test(tcase, a_mirror_hides_less_than_a_blur);
    tcase_add_test(tcase, a_turned_law_hides_its_slowest_mode);
    tcase_add_test(tcase, a_way_is_undone_as_far_as_it_is_seen);
    tcase_add_test(tcase, a_mirror_hides_exactly_what_is_odd);
    tcase_add_test(tcase, a_network_ends_at_the_same_noise_of_samples);
    tcase_add_test(tcase, pictures_are_seen_by_convolutions);
    tcase_add_test(tcase, conditions_are_known_by_the_parts);
    tcase_add_test(tcase, what_cannot_be_ranked_is_refused_by_name);
    tcase_add_test(tcase, lost_memory_is_survived);
    tcase_add_test(tcase, a_caller_can_cancel);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
