/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verdict: one sentence, the numbers behind it, reasons, warnings. */
#include <math.h>
#include <string.h>

#include "report/page.h"
#include "report/result.h"

static bool
is_tied_with(const chl_result_item *item, size_t place)
{
    const chl_result_augment *a = item->augment;

    for (size_t k = 0; a != NULL && k < a->tie_count; k++) {
        if (a->ties[k] == place) {
            return true;
        }
    }
    return false;
}

static size_t
find_baseline(const chl_result_ranking *r)
{
    size_t k = 0;

    while (k < r->count && strcmp(r->items[k].name, r->baseline) != 0) {
        k++;
    }
    return k;
}

static void
add_worse(chl_text *page, const chl_result_ranking *r, size_t base)
{
    const char *before = " Worse than without: ";

    for (size_t k = base + 1; k < r->count; k++) {
        if (!is_tied_with(&r->items[k], base)) {
            chl_text_add(page, "%s", before);
            chl_markup_name(page, r->items[k].name);
            before = ", ";
        }
    }
    if (before[0] == ',') {
        chl_text_add(page, ".");
    }
}

/* The first that is better than none, told apart from it, and does not leak;
 * and what is worse. */
static void
write_ranking(chl_text *page, const chl_result_ranking *r)
{
    size_t base = find_baseline(r), best = 0;

    while (best < base
           && (r->items[best].leak || is_tied_with(&r->items[best], base))) {
        best++;
    }
    if (best < base && base < r->count) {
        chl_markup_name(page, r->items[best].name);
        chl_text_add(page, " is the augmentation to take: ");
        chl_markup_text(page, r->score);
        chl_text_add(page, " %s against %s without.",
                     chl_number_words(r->items[best].score, 3).text,
                     chl_number_words(r->items[base].score, 3).text);
    } else {
        chl_text_add(page, "No augmentation here is better than none, can be "
                           "told apart from it and does not leak.");
    }
    add_worse(page, r, base);
}

/* A sentence from the numbers, for results without advice. */
static void
write_fallback(chl_text *page, const chl_result *result)
{
    const chl_result_prediction *p = result->prediction;
    const chl_result_spectrum *s = result->spectrum;
    const chl_result_ranking *r = result->ranking;

    if (p == NULL && r != NULL && r->score != NULL && r->baseline != NULL) {
        write_ranking(page, r);
    } else if (p != NULL && !p->covered) {
        chl_text_add(page, "The linear theory does not apply to this loss and"
                           " penalty, so there is no prediction.");
    } else if (p != NULL && p->rate > 0.0) {
        chl_text_add(page,
                     "At penalty strength %s the slowest mode halves every %s"
                     " and %s on the way.",
                     chl_number_words(p->gamma, 3).text,
                     chl_number_words(p->half_life, 3).text,
                     p->frequency > 0.0 ? "swings" : "does not swing");
    } else if (p != NULL && p->rate == 0.0) {
        chl_text_add(page,
                     "At penalty strength %s the slowest mode never"
                     " comes to rest.",
                     chl_number_words(p->gamma, 3).text);
    } else if (s != NULL && s->count > 0) {
        chl_text_add(page, "The slowest mode of these data has eigenvalue %s.",
                     chl_number_words(s->lambda[0], 3).text);
    } else {
        chl_text_add(page, "This result holds no spectrum and no prediction.");
    }
}

static void
tile_open(chl_text *page, const char *name)
{
    chl_text_add(page, "<div><dt>%s</dt><dd>", name);
}

static void
tile_close(chl_text *page, double low, double high)
{
    if (isfinite(low) && isfinite(high) && low < high) {
        chl_text_add(page, "<small>95 %%: %s to %s</small>",
                     chl_number_words(low, 3).text,
                     chl_number_words(high, 3).text);
    }
    chl_text_add(page, "</dd></div>\n");
}

static void
write_tile(chl_text *page, const char *name, double value, double low,
           double high)
{
    tile_open(page, name);
    chl_text_add(page, "%s", chl_number_words(value, 3).text);
    tile_close(page, low, high);
}

/* At 0 the loss damps by itself. */
static void
write_gamma_tile(chl_text *page, const char *name, double gamma, double low,
                 double high)
{
    if (gamma != 0.0) {
        write_tile(page, name, gamma, low, high);
        return;
    }
    tile_open(page, name);
    chl_text_add(page, "0<small>no penalty needed</small>");
    tile_close(page, low, high);
}

/* Time counts steps where the rates are a trainer's. */
static void
write_time_tile(chl_text *page, const char *name, double time,
                const chl_result_prediction *p)
{
    tile_open(page, name);
    chl_text_add(page, "%s<small>%s</small>", chl_number_words(time, 3).text,
                 chl_result_counts_steps(p) ? "steps"
                                            : "steps times the learning rate");
    tile_close(page, NAN, NAN);
}

static void
write_prediction_tiles(chl_text *page, const chl_result_prediction *p)
{
    write_gamma_tile(page, "best gamma for speed", p->best_gamma, p->gamma_low,
                     p->gamma_high);
    if (isfinite(p->budget_gamma)) {
        write_gamma_tile(page, "best gamma for this run", p->budget_gamma,
                         p->budget_low, p->budget_high);
    }
    write_time_tile(page, "half-life of the slowest mode", p->half_life, p);
    if (p->frequency > 0.0) {
        write_time_tile(page, "period of its swing",
                        6.283185307179586 / p->frequency, p);
    } else if (p->frequency == 0.0) {
        tile_open(page, "period of its swing");
        chl_text_add(page, "none");
        tile_close(page, NAN, NAN);
    }
}

static void
write_tiles(chl_text *page, const chl_result *result)
{
    const chl_result_spectrum *s = result->spectrum;
    bool spectrum = s != NULL && s->count > 0;

    if (!spectrum && !chl_page_has_prediction(result)) {
        return;
    }
    chl_text_add(page, "<dl class=\"tiles\">\n");
    if (spectrum) {
        write_tile(page, "slowest eigenvalue", s->lambda[0],
                   s->ci_low != NULL ? s->ci_low[0] : NAN,
                   s->ci_high != NULL ? s->ci_high[0] : NAN);
    }
    if (chl_page_has_prediction(result)) {
        write_prediction_tiles(page, result->prediction);
    }
    chl_text_add(page, "</dl>\n");
}

static void
write_list(chl_text *page, const chl_result_advice *advice, size_t first,
           size_t last)
{
    chl_text_add(page, "<ul class=\"plain\">\n");
    for (size_t k = first; k < last; k++) {
        chl_text_add(page, "<li>");
        chl_markup_text(page, advice->reasons[k]);
        chl_text_add(page, "</li>\n");
    }
    chl_text_add(page, "</ul>\n");
}

/* The first reasons at once, the others on demand. */
static void
write_reasons(chl_text *page, const chl_result_advice *advice)
{
    size_t shown;

    if (advice == NULL || advice->reason_count == 0) {
        return;
    }
    shown = chl_result_reasons_shown(advice);
    write_list(page, advice, 0, shown);
    if (shown < advice->reason_count) {
        chl_text_add(page, "<details><summary>%zu more remarks</summary>\n",
                     advice->reason_count - shown);
        write_list(page, advice, shown, advice->reason_count);
        chl_text_add(page, "</details>\n");
    }
}

static const char *
severity_class(const char *severity)
{
    if (severity != NULL && strcmp(severity, "error") == 0) {
        return "error";
    }
    return severity != NULL && strcmp(severity, "warning") == 0 ? "warning"
                                                                : "note";
}

static void
write_warnings(chl_text *page, const chl_result *result)
{
    if (result->warning_count == 0) {
        return;
    }
    chl_text_add(page, "<ul class=\"notes\">\n");
    for (size_t k = 0; k < result->warning_count; k++) {
        const chl_warning *w = &result->warnings[k];

        chl_text_add(page, "<li class=\"%s\"><b>", severity_class(w->severity));
        chl_markup_name(page, w->code);
        chl_text_add(page, "</b> (%s): ", severity_class(w->severity));
        chl_markup_name(page, w->text);
        chl_text_add(page, "</li>\n");
    }
    chl_text_add(page, "</ul>\n");
}

/* Beside a prediction the order of augmentations is a verdict of its own. */
static void
write_second(chl_text *page, const chl_result *result)
{
    const chl_result_ranking *r = result->ranking;

    if (result->prediction != NULL && r != NULL && r->score != NULL
        && r->baseline != NULL) {
        chl_text_add(page, "<p>");
        write_ranking(page, r);
        chl_text_add(page, "</p>\n");
    }
}

static bool
present(const chl_result *result)
{
    (void) result;
    return true;
}

static chl_status
write(chl_text *page, const chl_result *result, chl_error *err)
{
    const chl_result_advice *advice = result->advice;

    (void) err;
    chl_text_add(page, "<p class=\"lead\">");
    if (advice != NULL && advice->verdict != NULL
        && advice->verdict[0] != '\0') {
        chl_markup_text(page, advice->verdict);
    } else {
        write_fallback(page, result);
    }
    chl_text_add(page, "</p>\n");
    write_second(page, result);
    write_tiles(page, result);
    write_reasons(page, advice);
    write_warnings(page, result);
    if (result->spectrum != NULL || result->prediction != NULL) {
        chl_page_words(page);
    }
    return CHL_OK;
}

const chl_section chl_section_verdict = { "verdict", "Verdict", present,
                                          write };
