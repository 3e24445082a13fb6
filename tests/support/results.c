/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/results.h"

#include <math.h>
#include <string.h>

#include "report/result.h"
#include "support/runner.h"

enum {
    MODES = 12,
    SHEET = 3,
    SWEEP = 61,
    TILE = 4
};

/* The slow root of s^2 + Gamma s + K lambda for c1 = c2 = cg = 1/2. */
static chl_result_root
slow_root(double lambda, double gamma)
{
    double damping = gamma * lambda + 0.5, stiffness = 0.25 * lambda;
    double inside = damping * damping - 4.0 * stiffness;
    chl_result_root root = { .lambda = lambda };

    if (inside < 0.0) {
        root.re = -damping / 2.0;
        root.im = sqrt(-inside) / 2.0;
    } else {
        root.re = -2.0 * stiffness / (damping + sqrt(inside));
    }
    return root;
}

void
results_name(char **slot, const char *text)
{
    chl_error err = { 0 };

    ck_assert_ok(chl_result_set_text(slot, text, &err), err);
}

static void
add_dataset(chl_result *result)
{
    chl_error err = { 0 };
    chl_result_dataset *d = NULL;

    ck_assert_ok(chl_result_dataset_create(&d, &err), err);
    result->dataset = d;
    results_name(&d->name, "cats.zip");
    results_name(&d->format, "zip");
    results_name(&d->fingerprint, "00112233445566778899aabbccddeeff");
    results_name(&d->kind, "images");
    results_name(&d->augment, "flip:1:1 seed 0");
    results_name(&d->range, "interval");
    d->n = 5153;
    d->d = 12288;
    d->axes = 4;
    memcpy(d->shape, (size_t[4]){ 5153, 64, 64, 3 }, sizeof d->shape);
    d->range_low = -1.0;
    d->range_high = 1.0;
    d->minimum = 0.0;
    d->maximum = 255.0;
    d->classes = chl_alloc(2, sizeof *d->classes);
    ck_assert_ptr_nonnull(d->classes);
    d->class_count = 2;
    results_name(&d->classes[0], "tabby");
    results_name(&d->classes[1], "black");
    d->duplicates = 12;
    d->skipped = 1;
}

static void
fill_lists(chl_result_spectrum *s)
{
    for (size_t k = 0; k < s->count; k++) {
        double lambda = 0.01 * (double) (k + 1) + 0.0037;

        s->lambda[k] = lambda;
        s->lambda_train[k] = 0.97 * lambda;
        s->lambda_heldout[k] = 1.03 * lambda;
        s->lambda_half[k] = 1.01 * lambda;
        s->bootstrap_low[k] = 0.92 * lambda;
        s->bootstrap_high[k] = 1.08 * lambda;
        s->standard_error[k] = 0.05 * lambda;
        s->ci_low[k] = 0.9 * lambda;
        s->ci_high[k] = 1.1 * lambda;
        s->residual[k] = 1e-14 * (double) (k + 1);
    }
    s->residual[s->count - 1] = NAN;
}

static void
fill_mode(chl_result_mode *mode, size_t index, double lambda)
{
    chl_error err = { 0 };

    ck_assert_ok(chl_result_mode_fill(mode, SHEET, SHEET, 2, &err), err);
    mode->index = index;
    mode->lambda = lambda;
    for (size_t k = 0; k < SHEET; k++) {
        mode->low_rows[k] = 10 * index + k;
        mode->high_rows[k] = 100 * index + k;
        ck_assert_ok(chl_result_set_textf(&mode->low_items[k], &err,
                                          "tabby/%03zu.png", 10 * index + k),
                     err);
        ck_assert_ok(chl_result_set_textf(&mode->high_items[k], &err,
                                          "black/%03zu.png", 100 * index + k),
                     err);
    }
    results_name(&mode->low_classes, "8 of 8 are \"tabby\"");
    results_name(&mode->columns[0], "brightness");
    results_name(&mode->columns[1], "contrast");
    mode->correlations[0] = 0.83;
    mode->correlations[1] = -0.1;
}

static void
add_spectrum(chl_result *result)
{
    chl_error err = { 0 };
    chl_result_spectrum *s = NULL;

    ck_assert_ok(chl_result_spectrum_create(MODES, 2, 2, &s, &err), err);
    ck_assert_ok(chl_result_spectrum_rounds(s, 1, &err), err);
    s->rounds[0] = (chl_result_round){ 0, 0, 2.0, 1e-3, 0.4, 0.0137, true };
    result->spectrum = s;
    results_name(&s->operator_name, "galerkin");
    results_name(&s->kernel, "matern52");
    results_name(&s->solver, "dense");
    results_name(&s->landmark_rule, "uniform");
    s->bandwidth = 12.5;
    s->ridge = 1e-6;
    s->landmarks = 1021;
    s->linear = 32;
    s->rows = 5153;
    s->bootstrap = 20;
    s->linear_bound = 0.021;
    s->components = 1;
    fill_lists(s);
    s->poincare_constant = 1.0 / s->lambda[0];
    s->trials[0] = (chl_result_trial){ 6.25, 1e-6, 0.31, 0.016, 0, false };
    s->trials[1] = (chl_result_trial){ 12.5, 1e-6, 0.29, 0.0137, 0, true };
    fill_mode(&s->modes[0], 0, s->lambda[0]);
    fill_mode(&s->modes[1], 1, s->lambda[1]);
    results_add_scatter(&s->modes[0]);
}

static void
fill_schemes(chl_result_prediction *p)
{
    static const char *const names[] = { "simultaneous", "rk2", "implicit" };
    static const double h_max[] = { 0.54, 0.8, INFINITY };
    static const size_t gradients[] = { 2, 4, 2 };

    for (size_t k = 0; k < p->scheme_count; k++) {
        results_name(&p->schemes[k].name, names[k]);
        p->schemes[k].h_max = h_max[k];
        p->schemes[k].h_best = k < 2 ? 0.5 * h_max[k] : NAN;
        p->schemes[k].rate = k < 2 ? 0.012 : NAN;
        p->schemes[k].rate_per_gradient =
            k < 2 ? 0.012 / (double) gradients[k] : NAN;
        p->schemes[k].gradients = gradients[k];
        if (k == 0) {
            p->schemes[k].tuned_h = 0.4;
            p->schemes[k].tuned_rate = 0.02;
            p->schemes[k].tuned_rate_per_gradient = 0.01;
            p->schemes[k].tuned_ratio = 2.0;
            p->schemes[k].tuned_n_d = 3;
        }
    }
}

static void
fill_sweep(chl_result_prediction *p, double lambda)
{
    for (size_t k = 0; k < p->sweep.count; k++) {
        double gamma = p->best_gamma * pow(10.0, ((double) k - 30.0) / 15.0);
        chl_result_root root = slow_root(lambda, gamma);

        p->sweep.gamma[k] = gamma;
        p->sweep.rate[k] = -root.re;
        p->sweep.rate_low[k] = -0.9 * root.re;
        p->sweep.rate_high[k] = -1.1 * root.re;
        p->sweep.frequency[k] = root.im;
        p->sweep.noise[k] = 0.01 / (gamma * lambda + 0.5);
        p->sweep.error[k] = p->sweep.noise[k] + 0.02;
        p->sweep.error_low[k] = p->sweep.noise[k] + 0.01;
        p->sweep.error_high[k] = p->sweep.noise[k] + 0.03;
    }
}

static void
fill_lists_of_penalties(chl_result_prediction *p)
{
    chl_error err = { 0 };

    ck_assert_ok(chl_result_prediction_lists(p, 2, 1, &err), err);
    results_name(&p->penalties[0].name, "r1");
    p->penalties[0].covered = true;
    p->penalties[0].weight = 3.1;
    p->penalties[0].weight_low = 1.4;
    p->penalties[0].weight_high = 6.5;
    p->penalties[0].budget_weight = 4.2;
    p->penalties[0].rate = 0.02;
    results_name(&p->penalties[1].name, "wgan-gp");
    results_name(&p->penalties[1].note, "one-centred");
    results_name(&p->rules[0].name, "stylegan-auto");
    results_name(&p->rules[0].note, "0.0002 R^2 / batch");
    p->rules[0].weight = 0.4;
    p->rules[0].rate = 0.01;
}

static void
add_prediction(chl_result *result)
{
    chl_error err = { 0 };
    chl_result_prediction *p = NULL;
    const chl_result_spectrum *s = result->spectrum;

    ck_assert_ok(chl_result_prediction_create(s->count, 3, SWEEP, &p, &err),
                 err);
    result->prediction = p;
    results_name(&p->loss, "non-saturating");
    results_name(&p->penalty, "r1");
    results_name(&p->balanced, "flip:1");
    results_name(&p->mobility, "l2");
    p->covered = true;
    p->gamma = 3.1;
    p->c1 = p->c2 = p->cg = 0.5;
    p->lr_d = p->lr_g = 1.0;
    for (size_t k = 0; k < s->count; k++) {
        p->roots[k] = slow_root(s->lambda[k], p->gamma);
    }
    p->rate = -p->roots[0].re;
    p->rate_low = 0.9 * p->rate;
    p->rate_high = 1.1 * p->rate;
    p->frequency = p->roots[0].im;
    p->half_life = log(2.0) / p->rate;
    p->best_gamma = 3.1;
    p->gamma_low = 1.4;
    p->gamma_high = 6.5;
    p->best_rate = p->rate;
    p->noise_floor = 0.0123;
    p->steps = 25000;
    p->batch = 32;
    p->budget_gamma = 4.2;
    p->budget_low = 2.0;
    p->budget_high = 8.4;
    p->balance_best = 1.0;
    p->n_d = 1;
    p->train_res = 128;
    p->safe_low = 0.7;
    p->safe_high = 12.0;
    fill_schemes(p);
    fill_lists_of_penalties(p);
    fill_sweep(p, s->lambda[0]);
}

static void
add_candidate(chl_result_item *item, size_t k)
{
    static const char *const scores[] = { "ratio", "leak-patches" };
    chl_error err = { 0 };
    chl_result_augment *a = NULL;

    ck_assert_ok(
        chl_result_augment_create(
            &(chl_result_augment_sizes){ 2, k < 2, 3, 3, k == 2 }, &a, &err),
        err);
    item->augment = a;
    results_name(&a->chain, "flip:0.5:1");
    if (k == 0) {
        results_name(&a->condition, "a group, acting with p below 1");
    }
    a->cost = 1.0;
    a->leak_p = 0.001;
    a->leak_visible = 0.25;
    a->leak_share = 0.5;
    if (k < 2) {
        a->ties[0] = 1 - k;
    }
    for (size_t c = 0; c < 2; c++) {
        results_name(&a->scores[c].name, scores[c]);
        a->scores[c].value = c == 0 ? item->score : NAN;
        a->scores[c].difference_low = c == 0 ? item->score - 1.1 : NAN;
        a->scores[c].difference_high = c == 0 ? item->score - 0.9 : NAN;
    }
    for (size_t m = 0; m < 3; m++) {
        a->transmission[m] = 0.5;
        a->direction_transmission[m] = 0.25 * (double) (1 + m);
    }
    a->hidden_cut = 0.05;
    if (k == 2) {
        a->hidden_total = 3;
        a->hidden_transmission[0] = 0.01;
        a->hidden[0].lambda = 0.02;
        results_name(&a->hidden_words, "hides 3 directions <of> the data");
    }
}

static void
add_criteria(chl_result_ranking *r)
{
    chl_error err = { 0 };

    ck_assert_ok(chl_result_ranking_criteria(r, 2, &err), err);
    for (size_t c = 0; c < 2; c++) {
        results_name(&r->criteria[c].name, c == 0 ? "ratio" : "leak-patches");
        results_name(&r->criteria[c].better, "lower");
        results_name(&r->criteria[c].reason, "what it buys for what it hides");
    }
    results_name(&r->score, "ratio");
    results_name(&r->law, "balanced");
    results_name(&r->functions, "conv");
    r->gamma = 2.5;
    r->train_samples = 5000;
    ck_assert_ok(chl_result_ranking_turns(r, &err), err);
    r->turns->best = 1000.0;
    r->turns->clock = 15.0;
    r->turns->from[0] = 640.0;
}

static void
add_ranking(chl_result *result)
{
    static const char *const names[] = { "flip", "colour", "rotate90" };
    chl_error err = { 0 };
    chl_result_ranking *r = NULL;

    ck_assert_ok(chl_result_ranking_create("augment", "none", 3, &r, &err),
                 err);
    result->ranking = r;
    for (size_t k = 0; k < r->count; k++) {
        chl_result_item *item = &r->items[k];

        results_name(&item->name, names[k]);
        item->strength = 0.5;
        item->score = 0.8 + 0.1 * (double) k;
        item->ci_low = item->score - 0.07;
        item->ci_high = item->score + 0.07;
        item->lambda_1 = 0.012;
        item->rate = k == 2 ? NAN : 0.02;
        item->tie_group = k / 2;
        item->leak = k == 2;
        add_candidate(item, k);
    }
    add_criteria(r);
}

static void
add_backtest(chl_result *result)
{
    chl_error err = { 0 };
    chl_result_backtest *b = NULL;

    ck_assert_ok(chl_result_backtest_create(3, 4, &b, &err), err);
    result->backtest = b;
    results_name(&b->metric, "fid50k_full");
    results_name(&b->quantity, "error");
    b->used = 2;
    b->kendall = 1.0;
    b->p_value = 0.5;
    b->scale = 2.0;
    b->offset = 9.0;
    b->slope = 3.0;
    for (size_t k = 0; k < b->count; k++) {
        results_name(&b->runs[k].name, k == 0 ? "00000-a" : "00001-b");
        b->runs[k].gamma = 1.0 + (double) k;
        b->runs[k].score = k < 2 ? 12.5 - (double) k : NAN;
        b->runs[k].predicted = 0.1;
        b->runs[k].fitted = 12.0;
    }
    for (size_t k = 0; k < b->curve_count; k++) {
        b->curve_gamma[k] = 0.5 + (double) k;
        b->curve_score[k] = 12.0 - (double) k;
    }
}

static void
add_points(chl_result_verify *v)
{
    static const char *const operators[] = { "galerkin", "graph" };
    chl_error err = { 0 };

    ck_assert_ok(chl_result_verify_points(v, 4, &err), err);
    for (size_t k = 0; k < 4; k++) {
        chl_result_point *p = &v->points[k];

        results_name(&p->measure, "wells:m=1.5");
        results_name(&p->operator_name, operators[k / 2]);
        p->rows = k % 2 == 0 ? 1000 : 4000;
        p->draws = 3;
        p->covered = 3 - k / 2;
        p->truth = 0.2572;
        p->error = (k % 2 == 0 ? 0.08 : 0.04) * (1.0 + 0.5 * (double) (k / 2));
        p->bias = k == 3 ? NAN : 0.25 * p->error;
    }
}

static void
add_verify(chl_result *result)
{
    chl_error err = { 0 };
    chl_result_verify *v = NULL;

    ck_assert_ok(chl_result_verify_create(2, &v, &err), err);
    result->verify = v;
    results_name(&v->checks[0].measure, "gauss:sigma=1.5,1");
    results_name(&v->checks[1].measure, "wells:m=2");
    v->checks[0].truth = 1.0 / 2.25;
    v->checks[0].estimate = 0.4472;
    v->checks[0].relative_error = 0.0062;
    v->checks[0].standard_error = 0.008;
    v->checks[0].covered = true;
    v->checks[0].passed = true;
    v->checks[1].index = 1;
    v->checks[1].truth = 1.0454;
    v->checks[1].estimate = 1.2;
    v->checks[1].relative_error = 0.148;
    v->checks[1].standard_error = 0.01;
    add_points(v);
}

/* Graph and Galerkin part at the second mode; a grid does not apply. */
static void
add_agreement(chl_result *result)
{
    static const char *const names[] = { "galerkin", "graph", "grid" };
    chl_error err = { 0 };
    chl_result_agreement *a = NULL;

    ck_assert_ok(chl_result_agreement_create(3, &a, &err), err);
    result->agreement = a;
    a->compared = 3;
    a->apart = 1;
    for (size_t k = 0; k < 3; k++) {
        chl_result_opinion *o = &a->opinions[k];

        results_name(&o->operator_name, names[k]);
        o->chosen = k == 0;
        o->trusted = k < 2;
        if (k == 2) {
            results_name(&o->note,
                         "a grid takes 1 to 3 columns; the data have 12");
            continue;
        }
        o->rows = 5153;
        ck_assert_ok(chl_result_opinion_fill(o, 3 + k, &err), err);
        for (size_t i = 0; i < o->count; i++) {
            o->lambda[i] = 0.012 * (double) (i + 1) + 0.004 * (double) (k * i);
            o->ci_low[i] = o->lambda[i] - 0.0015;
            o->ci_high[i] = o->lambda[i] + 0.0015 + 0.004 * (i == 2);
        }
    }
}

static void
add_recipes(chl_result_advice *a)
{
    chl_error err = { 0 };

    ck_assert_ok(chl_result_advice_recipes(a, 2, &err), err);
    results_name(&a->recipes[0].trainer, "biggan-pytorch");
    results_name(&a->recipes[0].text, "# biggan-pytorch: not applicable\n");
    results_name(&a->recipes[1].trainer, "stylegan3");
    results_name(&a->recipes[1].text, "python train.py --gamma=3.1\n");
    a->recipes[1].usable = true;
    a->recipes[1].weight = 3.1;
    a->recipes[1].weight_low = 1.4;
    a->recipes[1].weight_high = 6.5;
}

static void
add_words(chl_result *result)
{
    chl_error err = { 0 };
    chl_result_advice *a = NULL;

    ck_assert_ok(chl_result_advice_create(2, &a, &err), err);
    result->advice = a;
    results_name(&a->verdict, "oscillatory, damped by R1 at gamma 3.1");
    results_name(&a->reasons[0], "the slowest mode separates tabby from black");
    results_name(&a->reasons[1], "gamma lies between 1.4 and 6.5");
    add_recipes(a);
    ck_assert_ok(chl_result_add_option(result, "seed", "0", "default", &err),
                 err);
    ck_assert_ok(
        chl_result_add_option(result, "kernel", "matern52", "flag", &err), err);
    ck_assert_ok(chl_result_warn(result, "W-DUPLICATES", "warning", &err,
                                 "%d of %d items are equal to an earlier one",
                                 12, 5153),
                 err);
    ck_assert_ok(chl_result_warn(result, "W-LEAK", "note", &err,
                                 "rotate90: the data are not symmetric"),
                 err);
}

static void
fill_sprite(chl_result_sprite *sprite, const char *id, size_t columns,
            size_t rows)
{
    size_t bytes = columns * rows * TILE * TILE * 3;
    chl_error err = { 0 };

    results_name(&sprite->id, id);
    sprite->tile_height = sprite->tile_width = TILE;
    sprite->rgb = chl_alloc(bytes, 1);
    sprite->captions = chl_alloc(columns * rows, sizeof *sprite->captions);
    ck_assert(sprite->rgb != NULL && sprite->captions != NULL);
    sprite->columns = columns;
    sprite->rows = rows;
    for (size_t k = 0; k < bytes; k++) {
        sprite->rgb[k] = (uint8_t) (37 * k % 251);
    }
    for (size_t k = 0; k + 1 < columns * rows; k++) {
        ck_assert_ok(chl_result_set_textf(&sprite->captions[k], &err,
                                          "tabby/%03zu.png", k),
                     err);
    }
}

static void
add_sprites(chl_result *result)
{
    result->sprites = chl_alloc(3, sizeof *result->sprites);
    ck_assert_ptr_nonnull(result->sprites);
    result->sprite_count = 3;
    fill_sprite(&result->sprites[0], "data", 4, 2);
    fill_sprite(&result->sprites[1], "mode-0", SHEET, 2);
    fill_sprite(&result->sprites[2], "mode-1", SHEET, 2);
}

chl_result *
results_bare(void)
{
    chl_error err = { 0 };
    chl_result *result = NULL;

    ck_assert_ok(chl_result_create("chladni report cats.zip", &result, &err),
                 err);
    return result;
}

chl_result *
results_full(void)
{
    chl_result *result = results_bare();

    add_dataset(result);
    add_spectrum(result);
    add_agreement(result);
    results_add_comparison(result);
    add_prediction(result);
    add_ranking(result);
    add_backtest(result);
    add_verify(result);
    results_add_solvable(result);
    results_add_meanfield(result);
    results_add_flow(result);
    add_words(result);
    add_sprites(result);
    return result;
}

chl_result *
results_hostile(void)
{
    chl_error err = { 0 };
    chl_result *result = results_full();
    chl_result_mode *mode = &result->spectrum->modes[0];

    results_name(&result->command, "chladni 'a\"b' \\ <img src=x onerror=1>");
    results_name(&result->dataset->name, "</script><script>alert(1)</script>");
    results_name(&result->dataset->classes[0],
                 "quote\" and\\ and, comma;\r\n\t");
    results_name(&result->dataset->classes[1], "\x1b[31mred\x1b[0m\x07\x7f");
    results_name(&mode->low_items[0],
                 "cut \xff\xfe\xc3( \xed\xa0\x80 \xf0\x9f");
    results_name(&mode->low_items[1], "<!--\xe2\x80\xa8]]>&amp;'");
    results_name(&mode->high_items[0], "=1+1");
    results_name(&result->sprites[0].captions[0], "'\"><b>\xff\x01");
    results_name(&result->ranking->items[0].name, "two\nlines, \"one\" name");
    ck_assert_ok(chl_result_add_option(result, "<o>\"\n", "&\x01\xc0",
                                       "</script>", &err),
                 err);
    ck_assert_ok(chl_result_warn(result, "W-<b>", "error", &err, "%s",
                                 "\xe2\x80\xae rtl \x1b]0;title\x07"),
                 err);
    return result;
}
