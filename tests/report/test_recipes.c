/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each trainer is told, and when it is told nothing. */
#include "report/recipe.h"

#include <math.h>

#include "documents.h"
#include "report/result.h"

static chl_error err;
static chl_result *result;
static chl_result_recipe recipe;

static void
begin(void)
{
    err = (chl_error){ 0 };
    result = results_full();
    recipe = (chl_result_recipe){ 0 };
}

static void
end(void)
{
    chl_record_clear(&chl_record_recipe, &recipe);
    chl_result_free(result);
}

/* The recipe from the result's own prediction, which is one for R1. */
static const char *
written(const char *trainer)
{
    const chl_recipe_type *type = chl_recipe_find(trainer);

    ck_assert_ptr_nonnull(type);
    chl_record_clear(&chl_record_recipe, &recipe);
    ck_assert_ok(
        chl_recipe_write(type, result, result->prediction, &recipe, &err), err);
    ck_assert_str_eq(recipe.trainer, trainer);
    return recipe.text;
}

static void
set(char **slot, const char *text)
{
    ck_assert_ok(chl_result_set_text(slot, text, &err), err);
}

/* The ranking of the result becomes these, best first, each its own group. */
static void
rank(const char *const *names, size_t count)
{
    chl_result_section_free(&chl_record_ranking, result->ranking);
    result->ranking = NULL;
    ck_assert_ok(chl_result_ranking_create("augment", "none", count,
                                           &result->ranking, &err),
                 err);
    for (size_t k = 0; k < count; k++) {
        set(&result->ranking->items[k].name, names[k]);
        result->ranking->items[k].tie_group = k;
    }
}

START_TEST(every_trainer_has_a_recipe_or_a_reason)
{
    for (size_t k = 0; chl_trainer_at(k) != NULL; k++) {
        const chl_trainer *t = chl_trainer_at(k);
        const char *text = written(t->name);

        ck_assert(t->repository != NULL && t->version != NULL);
        if (t->form == NULL || strcmp(t->name, "ctgan") == 0) {
            ck_assert(!recipe.usable);
            ck_assert_contains(text, ": not applicable\n# ");
            ck_assert_double_nan(recipe.weight);
        } else {
            ck_assert_msg(recipe.usable, "%s", text);
            ck_assert_double_gt(recipe.weight, 0.0);
        }
    }
}
END_TEST

START_TEST(command_lines_hold_the_flags_of_their_trainer)
{
    ck_assert_contains(written("stylegan3"),
                       "--dest=train.zip --resolution=128x128\n");
    ck_assert_contains(recipe.text, "python train.py --outdir=runs "
                                    "--cfg=stylegan3-t --data=train.zip "
                                    "--gpus=1 --batch=32 --gamma=3.1 "
                                    "--kimg=800");
    ck_assert_double_eq(recipe.weight, 3.1);
    ck_assert_contains(recipe.text, "# penalty 3.1 (95 %: 2 to 8.4): best for "
                                    "25000 steps with batch 32");
    ck_assert_contains(written("stylegan2-ada-pytorch"),
                       "--width=128 --height=128\n");
    ck_assert_contains(recipe.text, "--cfg=auto");
    ck_assert_lacks(recipe.text, "--glr");
    ck_assert_contains(written("studiogan"), "\n  r1_lambda: 3.1\n");
    ck_assert_contains(recipe.text, "\n  total_steps: 25000\n");
    ck_assert_contains(written("lightweight-gan"), "gp_weight=3.1,");
    ck_assert_contains(written("r3gan"), "'final_value': 3.1,");
    ck_assert_contains(recipe.text, "no preset has 128 x 128 pixels");
}
END_TEST

START_TEST(rates_are_given_where_the_trainer_takes_them)
{
    result->prediction->lr_d = 4e-4;
    result->prediction->lr_g = 1e-4;
    ck_assert_contains(written("stylegan3"), " --glr=0.0001 --dlr=0.0004");
    ck_assert_contains(written("studiogan"),
                       "\n  g_lr: 0.0001\n  d_lr: 0.0004\n");
    ck_assert_contains(written("lightweight-gan"), "ttur_mult=4,");
    ck_assert_contains(written("pytorch"), "lr_D, lr_G = 0.0004, 0.0001\n");
}
END_TEST

/* An --augpipe would make stylegan3 refuse to start. */
START_TEST(a_ranking_chooses_the_augmentation)
{
    static const char *const best_bg[] = { "ada-bg:1", "ada-blit:1", "flip:1",
                                           "none", "ada-bgc:1" };

    rank(best_bg, 5);
    ck_assert_contains(written("stylegan2-ada-pytorch"),
                       " --aug=ada --augpipe=bg --mirror=1\n");
    ck_assert_contains(written("stylegan3"), " --aug=noaug --mirror=1\n");
    ck_assert_lacks(recipe.text, "augpipe");
    ck_assert_contains(written("studiogan"), "\n  diffaug_type: \"bg\"\n");
    ck_assert_lacks(written("diffaugment-stylegan2"), "--DiffAugment");
}
END_TEST

START_TEST(policies_that_beat_none_are_joined_once)
{
    static const char *const order[] = { "translation:0.1", "brightness:0.2",
                                         "contrast:0.5", "none", "cutout:0.5" };

    rank(order, 5);
    ck_assert_contains(written("diffaugment-stylegan2"),
                       " --DiffAugment=color,translation\n");
    ck_assert_contains(written("lightweight-gan"),
                       "aug_types=[\"translation\", \"color\"],");
}
END_TEST

START_TEST(what_leaks_is_not_chosen)
{
    static const char *const order[] = { "ada-bgc", "none" };

    rank(order, 2);
    ck_assert_contains(written("stylegan3"), "--aug=ada");
    result->ranking->items[0].leak = true;
    ck_assert_contains(written("stylegan3"), "--aug=noaug");
}
END_TEST

START_TEST(a_tie_with_none_leaves_the_default)
{
    static const char *const order[] = { "ada-bgc", "none" };

    rank(order, 2);
    result->ranking->items[1].tie_group = 0;
    ck_assert_lacks(written("stylegan3"), "--aug");
}
END_TEST

START_TEST(names_cannot_leave_their_quotes)
{
    set(&result->dataset->name, "it's; rm -rf $HOME\n`x` \"q\"\\");
    ck_assert_contains(written("stylegan3"), "--source='it'\\''s; rm -rf $HOME"
                                             "\n`x` \"q\"\\' --dest");
    ck_assert_contains(written("lightweight-gan"),
                       "(\"it's; rm -rf $HOME\\x0a`x` \\\"q\\\"\\\\\")");
    ck_assert_lacks(written("r3gan"), "\n`x`");
}
END_TEST

START_TEST(numbers_for_raw_values_are_no_knob_for_images)
{
    set(&result->dataset->range, "raw");
    result->dataset->range_low = result->dataset->range_high = NAN;
    ck_assert_contains(written("stylegan3"), "not applicable\n# the result is "
                                             "for raw values, and it feeds "
                                             "images in [-1, 1]; analyse them "
                                             "with --range -1,1");
    ck_assert_contains(written("pytorch"), "gamma = 3.1\n");
    ck_assert_contains(recipe.text, "on the scale that was analysed (raw)");
}
END_TEST

START_TEST(tables_are_for_trainers_of_tables)
{
    set(&result->dataset->kind, "table");
    ck_assert_contains(written("r3gan"),
                       "it trains on images, and these data are a table");
    ck_assert_contains(written("ctgan"), "discriminator_steps=1,\n");
    ck_assert_contains(recipe.text, "batch_size=40,\n");
    ck_assert_contains(recipe.text, "no penalty is given");
    ck_assert(recipe.usable);
    ck_assert_double_nan(recipe.weight);
}
END_TEST

START_TEST(features_are_no_pixels)
{
    ck_assert_ok(
        chl_result_add_option(result, "features", "clip.npy", "flag", &err),
        err);
    ck_assert_contains(written("stylegan3"), "those of features");
}
END_TEST

START_TEST(sizes_a_trainer_cannot_have_are_told)
{
    result->prediction->train_res = 0;
    result->dataset->shape[1] = result->dataset->shape[2] = 28;
    ck_assert_contains(written("stylegan3"),
                       "these images have 28 x 28 "
                       "pixels; predict with --train-res");
    result->prediction->train_res = 32;
    ck_assert_contains(written("stylegan3"), "--resolution=32x32");
}
END_TEST

/* Every trainer that takes a penalty is told one it has used before. */
START_TEST(without_need_of_a_penalty_trainers_keep_what_they_have)
{
    static const struct {
        const char *trainer;
        double weight;
    } cases[] = { { "r3gan", 0.2 },
                  { "studiogan", 0.0002 * 128.0 * 128.0 / 32.0 },
                  { "lightweight-gan", 10.0 },
                  { "pytorch", 10.0 } };

    result->prediction->gamma = 0.0;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        ck_assert_contains(written(cases[k].trainer), "own rule");
        ck_assert(recipe.usable);
        ck_assert_double_eq_tol(recipe.weight, cases[k].weight, 1e-12);
        ck_assert_double_nan(recipe.weight_low);
    }
    result->prediction->gamma_given = true;
    ck_assert_contains(written("stylegan3"), " --gamma=0 ");
}
END_TEST

/* There is no rule for data of any scale. */
START_TEST(tables_without_need_of_a_penalty_get_a_loop_without)
{
    set(&result->dataset->kind, "table");
    result->dataset->axes = 2;
    result->prediction->train_res = 0;
    result->prediction->gamma = 0.0;
    ck_assert_contains(written("pytorch"), "# no penalty: the curvature");
    ck_assert_lacks(recipe.text, "autograd");
    ck_assert(recipe.usable);
}
END_TEST

START_TEST(the_full_operator_is_named_in_recipes)
{
    chl_result_prediction own = *result->prediction;

    ck_assert_contains(written("stylegan3"), "that both pass through flip:1");
    ck_assert_contains(recipe.text, "that of the full operator");
    result->prediction->uncoupled_gamma = 2.0 * result->prediction->gamma;
    chl_record_clear(&chl_record_recipe, &recipe);
    ck_assert_ok(chl_recipe_write(chl_recipe_find("stylegan3"), result, &own,
                                  &recipe, &err),
                 err);
    ck_assert_contains(recipe.text, "which do not mix, times 0.5");
}
END_TEST

/* 0.0002 R^2 / batch, and no interval, for it is no prediction. */
START_TEST(a_trainer_with_a_rule_keeps_it_where_no_penalty_is_needed)
{
    double side = 32.0;

    result->prediction->gamma = 0.0;
    result->prediction->batch = 16;
    result->prediction->train_res = 32;
    ck_assert_contains(written("stylegan3"), "the trainer's own rule");
    ck_assert(recipe.usable);
    ck_assert_double_eq_tol(recipe.weight, 0.0002 * side * side / 16.0, 1e-15);
    ck_assert_double_nan(recipe.weight_low);
}
END_TEST

START_TEST(unknown_trainers_are_answered_with_the_nearest)
{
    const chl_trainer *found = NULL;

    ck_assert_fails(chl_trainer_find("stylgan3", &found, &err), CHL_EARG,
                    "did you mean 'stylegan3'?", err);
    ck_assert_fails(chl_trainer_find("xyzzy", &found, &err), CHL_EARG,
                    "recipe --list", err);
    ck_assert_ptr_null(found);
}
END_TEST

START_TEST(lost_memory_is_survived)
{
    const chl_recipe_type *type = chl_recipe_find("diffaugment-stylegan2");
    chl_result_recipe made = { 0 };

    ck_assert_survives_lost_memory(
        chl_recipe_write(type, result, result->prediction, &made, &err));
    chl_record_clear(&chl_record_recipe, &made);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("recipes");
    TCase *tests = tcase_create("recipes");

    tcase_add_checked_fixture(tests, begin, end);
    tcase_add_test(tests, every_trainer_has_a_recipe_or_a_reason);
    tcase_add_test(tests, command_lines_hold_the_flags_of_their_trainer);
    tcase_add_test(tests, rates_are_given_where_the_trainer_takes_them);
    tcase_add_test(tests, a_ranking_chooses_the_augmentation);
    tcase_add_test(tests, policies_that_beat_none_are_joined_once);
    tcase_add_test(tests, what_leaks_is_not_chosen);
    tcase_add_test(tests, a_tie_with_none_leaves_the_default);
    tcase_add_test(tests, names_cannot_leave_their_quotes);
    tcase_add_test(tests, numbers_for_raw_values_are_no_knob_for_images);
    tcase_add_test(tests, tables_are_for_trainers_of_tables);
    tcase_add_test(tests, features_are_no_pixels);
    tcase_add_test(tests, sizes_a_trainer_cannot_have_are_told);
    tcase_add_test(tests,
                   without_need_of_a_penalty_trainers_keep_what_they_have);
    tcase_add_test(tests, tables_without_need_of_a_penalty_get_a_loop_without);
    tcase_add_test(tests, the_full_operator_is_named_in_recipes);
    tcase_add_test(tests,
                   a_trainer_with_a_rule_keeps_it_where_no_penalty_is_needed);
    tcase_add_test(tests, unknown_trainers_are_answered_with_the_nearest);
    tcase_add_test(tests, lost_memory_is_survived);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
