/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/runner.h"

#include <chladni/dynamics.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "documents.h"
#include "markup_check.h"
#include "report/result.h"

static const char *const section_ids[] = { "verdict",  "data",      "spectrum",
                                           "modes",    "roots",     "gamma",
                                           "decay",    "stability", "balance",
                                           "solvable", "meanfield", "flow",
                                           "limits",   "provenance" };

static bool
has_section(const char *page, const char *id)
{
    char opening[64];

    snprintf(opening, sizeof opening, "<section id=\"%s\"", id);
    return strstr(page, opening) != NULL;
}

/* Every real of the prediction and the spectrum missing. */
static chl_result *
results_empty_handed(void)
{
    chl_result *result = results_full();
    chl_result_spectrum *s = result->spectrum;
    chl_result_prediction *p = result->prediction;

    chl_record_blank(&chl_record_spectrum, s);
    chl_record_blank(&chl_record_prediction, p);
    for (size_t k = 0; k < s->count; k++) {
        s->lambda[k] = s->ci_low[k] = s->ci_high[k] = NAN;
        s->lambda_train[k] = s->lambda_heldout[k] = NAN;
        p->roots[k].lambda = p->roots[k].re = p->roots[k].im = NAN;
    }
    for (size_t k = 0; k < p->scheme_count; k++) {
        p->schemes[k].h_max = p->schemes[k].h_best = NAN;
    }
    for (size_t k = 0; k < p->sweep.count; k++) {
        p->sweep.rate[k] = k % 2 ? NAN : 0.1;
        p->sweep.noise[k] = NAN;
    }
    return result;
}

START_TEST(a_full_result_has_every_section_in_order)
{
    char *page = document_of(results_full(), "html");
    const char *place = page;

    for (size_t k = 0; k < sizeof section_ids / sizeof section_ids[0]; k++) {
        char opening[64];

        snprintf(opening, sizeof opening, "<section id=\"%s\"", section_ids[k]);
        place = strstr(place, opening);
        ck_assert_msg(place != NULL, "no section '%s'", section_ids[k]);
    }
    chl_free(page);
}
END_TEST

START_TEST(sections_without_data_are_left_out)
{
    char *page = document_of(results_bare(), "html");

    for (size_t k = 0; k < sizeof section_ids / sizeof section_ids[0]; k++) {
        bool expected = strcmp(section_ids[k], "verdict") == 0
                        || strcmp(section_ids[k], "provenance") == 0;

        ck_assert_msg(has_section(page, section_ids[k]) == expected, "%s",
                      section_ids[k]);
    }
    chl_free(page);
}
END_TEST

START_TEST(every_page_is_well_formed_harmless_and_described)
{
    chl_result *(*const make[])(void) = { results_full, results_hostile,
                                          results_bare, results_empty_handed };
    char *page = document_of(make[_i](), "html");
    markup_facts facts = markup_examine(page, strlen(page));

    ck_assert_uint_gt(facts.elements, 20);
    ck_assert_uint_eq(facts.scripts, 2);
    ck_assert_uint_eq(facts.fetches, 0);
    ck_assert_uint_eq(facts.handlers, 0);
    ck_assert_uint_eq(facts.nameless, 0);
    ck_assert_uint_eq(facts.doubled, 0);
    ck_assert_ptr_null(strstr(page, "http:"));
    ck_assert_ptr_null(strstr(page, "https:"));
    chl_free(page);
}
END_TEST

START_TEST(hostile_names_are_shown_as_text)
{
    char *page = document_of(results_hostile(), "html");

    ck_assert_ptr_nonnull(
        strstr(page, "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;"));
    ck_assert_ptr_null(strstr(page, "<script>alert"));
    ck_assert_ptr_null(strstr(page, "<img src=x"));
    ck_assert_ptr_nonnull(strstr(page, "<!DOCTYPE"));
    ck_assert_ptr_null(strstr(page, "<!--"));
    chl_free(page);
}
END_TEST

START_TEST(missing_values_are_called_so)
{
    char *page = document_of(results_empty_handed(), "html");
    char *json = strstr(page, "<script");

    *json = '\0'; /* whose nulls are another test's */
    ck_assert_ptr_nonnull(strstr(page, "not available"));
    ck_assert_ptr_null(strstr(page, ">nan"));
    ck_assert_ptr_null(strstr(page, "\"nan"));
    ck_assert_ptr_null(strstr(page, " nan"));
    ck_assert_ptr_null(strstr(page, "null"));
    chl_free(page);
}
END_TEST

/* As a study would fill it in: the weight of the penalty and the rate of one
 * discriminator step, and the roots of the game these make. */
static void
set_game(chl_result_prediction *p, const chl_penalty *penalty, size_t n_d)
{
    const chl_loss loss = { .c1 = p->c1, .c2 = p->c2, .cg = p->cg };
    chl_error err = { 0 };
    chl_game game;

    ck_assert_ok(chl_result_set_text(&p->penalty, penalty->name, &err), err);
    p->n_d = n_d;
    p->gamma = penalty->share > 0.0 ? 0.7 : 0.0;
    ck_assert_ok(chl_game_init(&loss, penalty, p->gamma, p->lr_d * (double) n_d,
                               p->lr_g, &game, &err),
                 err);
    for (size_t k = 0; k < p->root_count; k++) {
        chl_mode mode = chl_game_mode(&game, p->roots[k].lambda);
        chl_complex roots[2];

        chl_mode_roots(&mode, roots);
        p->roots[k].re = roots[0].re;
        p->roots[k].im = roots[0].im;
    }
}

START_TEST(every_penalty_and_number_of_steps_has_its_curves)
{
    static const char *const charts[] = { "roots-chart", "decay-chart",
                                          "balance-chart" };

    for (size_t k = 0; chl_penalty_at(k) != NULL; k++) {
        const chl_penalty *penalty = chl_penalty_at(k);
        chl_result *result;
        char *page;

        if (!penalty->covered || penalty->consensus) {
            continue;
        }
        result = results_full();
        set_game(result->prediction, penalty, 1 + 2 * (k % 2));
        page = document_of(result, "html");
        for (size_t c = 0; c < sizeof charts / sizeof charts[0]; c++) {
            ck_assert_msg(strstr(page, charts[c]) != NULL, "%s of %s",
                          charts[c], penalty->name);
        }
        chl_free(page);
    }
}
END_TEST

START_TEST(a_prediction_that_is_not_covered_shows_no_numbers)
{
    chl_result *result = results_full();
    char *page;

    result->prediction->covered = false;
    page = document_of(result, "html");
    ck_assert(!has_section(page, "gamma"));
    ck_assert(!has_section(page, "roots"));
    ck_assert(!has_section(page, "stability"));
    ck_assert_ptr_nonnull(strstr(page, "does not cover this"));
    chl_free(page);
}
END_TEST

START_TEST(curves_that_contradict_the_roots_are_not_drawn)
{
    chl_result *result = results_full();
    char *page;

    result->prediction->lr_g = 3.0;
    page = document_of(result, "html");
    ck_assert(has_section(page, "roots"));
    ck_assert_ptr_null(strstr(page, "roots-chart"));
    ck_assert(!has_section(page, "decay"));
    ck_assert(!has_section(page, "balance"));
    chl_free(page);
}
END_TEST

START_TEST(a_result_without_advice_gets_a_sentence_from_its_numbers)
{
    chl_result *result = results_full();
    char *page;

    chl_result_section_free(&chl_record_advice, result->advice);
    result->advice = NULL;
    page = document_of(result, "html");
    ck_assert_ptr_nonnull(
        strstr(page, "At penalty strength 3.1 the slowest mode halves every"));
    chl_free(page);
}
END_TEST

static chl_result *
results_ranked(bool leak)
{
    static const char *const names[] = { "zoom", "noise", "none", "flip" };
    static const double scores[] = { 0.25, 0.45, 0.5, 2.0 };
    chl_error err = { 0 };
    chl_result *result = results_bare();
    chl_result_ranking *r = NULL;

    ck_assert_ok(chl_result_ranking_create("augment", "none", 4, &r, &err),
                 err);
    ck_assert_ok(chl_result_set_text(&r->score, "error", &err), err);
    for (size_t k = 0; k < 4; k++) {
        ck_assert_ok(chl_result_set_text(&r->items[k].name, names[k], &err),
                     err);
        r->items[k].score = scores[k];
    }
    r->items[0].leak = leak;
    result->ranking = r;
    return result;
}

START_TEST(a_ranking_of_augmentations_is_the_verdict)
{
    char *page = document_of(results_ranked(false), "html");

    ck_assert_contains(page, "zoom</bdi> is the augmentation to take: "
                             "error 0.25 against 0.5 without.");
    ck_assert_contains(page, "Worse than without: <bdi>flip</bdi>.");
    chl_free(page);
    page = document_of(results_ranked(true), "html");
    ck_assert_contains(page, "noise</bdi> is the augmentation to take");
    chl_free(page);
}
END_TEST

START_TEST(what_an_augmentation_hides_is_said_with_its_ends)
{
    char *page = document_of(results_full(), "html");

    ck_assert_contains(page, " It hides 3 directions &lt;of&gt; the data");
    ck_assert_contains(page, "<summary>What it hides</summary>");
    ck_assert_contains(page, "Hidden direction 1</b>, eigenvalue 0.02: 1 %");
    chl_free(page);
}
END_TEST

START_TEST(a_mode_without_pictures_is_drawn_by_its_columns)
{
    chl_result *result = results_full();
    chl_error err = { 0 };
    markup_facts facts;
    char *page;

    ck_assert_ok(chl_result_set_text(&result->sprites[1].id, "other", &err),
                 err);
    page = document_of(result, "html");
    facts = markup_examine(page, strlen(page));
    ck_assert_uint_eq(facts.nameless, 0);
    ck_assert_uint_eq(facts.doubled, 0);
    ck_assert_contains(page, "<svg id=\"mode-0-chart\"");
    ck_assert_contains(page, ">bright&lt;b&gt;ness</text>");
    ck_assert_lacks(page, "bright<b>");
    ck_assert_ptr_null(strstr(page, "mode-1-chart"));
    chl_free(page);
}
END_TEST

START_TEST(the_page_gives_the_result_back)
{
    chl_result *(*const make[])(void) = { results_full, results_hostile,
                                          results_bare };

    for (size_t k = 0; k < 3; k++) {
        chl_error err = { 0 };
        chl_result *back = NULL;
        char *page = document_of(make[k](), "html");
        char *truth = document_of(make[k](), "json"), *json;

        ck_assert_ok(chl_result_parse(page, strlen(page), &back, &err), err);
        json = document_of(back, "json");
        ck_assert_str_eq(json, truth);
        chl_free(page);
        chl_free(truth);
        chl_free(json);
    }
}
END_TEST

START_TEST(equal_results_give_equal_bytes)
{
    char *first = document_of(results_full(), "html");
    char *second = document_of(results_full(), "html");

    ck_assert_str_eq(first, second);
    chl_free(first);
    chl_free(second);
}
END_TEST

/* Sheets of noise, which no JPEG makes small. */
static void
add_large_sprite(chl_result_sprite *sprite)
{
    size_t bytes;

    chl_free(sprite->rgb);
    for (size_t k = 0; k < sprite->columns * sprite->rows; k++) {
        chl_free(sprite->captions[k]);
    }
    chl_free(sprite->captions);
    sprite->captions = NULL;
    sprite->columns = 8;
    sprite->rows = 4;
    sprite->tile_height = sprite->tile_width = 128;
    bytes = 8 * 4 * 128 * 128 * 3;
    sprite->captions = chl_alloc(8 * 4, sizeof *sprite->captions);
    sprite->rgb = chl_alloc(bytes, 1);
    ck_assert(sprite->captions != NULL && sprite->rgb != NULL);
    for (size_t k = 0, x = 1; k < bytes; k++) {
        x = x * 6364136223846793005u + 1442695040888963407u;
        sprite->rgb[k] = (uint8_t) (x >> 56);
    }
}

START_TEST(pages_stay_below_their_bound)
{
    chl_result *result = results_full();
    char *page;

    for (size_t k = 0; k < result->sprite_count; k++) {
        add_large_sprite(&result->sprites[k]);
    }
    page = document_of(result, "html");
    ck_assert_uint_lt(strlen(page), 1500000);
    chl_free(page);
}
END_TEST

static chl_status
render_once(const chl_result *result)
{
    chl_error err = { 0 };
    char *page = NULL;
    size_t size = 0;
    chl_status status =
        chl_document_render(result, "html", NULL, &page, &size, &err);

    chl_free(page);
    return status;
}

START_TEST(lost_memory_is_survived)
{
    chl_result *result = results_full();

    ck_assert_survives_lost_memory(render_once(result));
    chl_result_free(result);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("html");
    TCase *tests = tcase_create("html");

    tcase_add_test(tests, a_full_result_has_every_section_in_order);
    tcase_add_test(tests, sections_without_data_are_left_out);
    tcase_add_loop_test(tests, every_page_is_well_formed_harmless_and_described,
                        0, 4);
    tcase_add_test(tests, hostile_names_are_shown_as_text);
    tcase_add_test(tests, missing_values_are_called_so);
    tcase_add_test(tests, every_penalty_and_number_of_steps_has_its_curves);
    tcase_add_test(tests, a_prediction_that_is_not_covered_shows_no_numbers);
    tcase_add_test(tests, curves_that_contradict_the_roots_are_not_drawn);
    tcase_add_test(tests,
                   a_result_without_advice_gets_a_sentence_from_its_numbers);
    tcase_add_test(tests, a_ranking_of_augmentations_is_the_verdict);
    tcase_add_test(tests, what_an_augmentation_hides_is_said_with_its_ends);
    tcase_add_test(tests, a_mode_without_pictures_is_drawn_by_its_columns);
    tcase_add_test(tests, the_page_gives_the_result_back);
    tcase_add_test(tests, equal_results_give_equal_bytes);
    tcase_add_test(tests, pages_stay_below_their_bound);
    tcase_add_test(tests, lost_memory_is_survived);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
