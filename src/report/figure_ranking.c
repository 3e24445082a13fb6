/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ranking of augmentations: scores with intervals, and what each does. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "report/chart_svg.h"
#include "report/mode_ends.h"
#include "report/page.h"
#include "report/sheet.h"
#include "report/text.h"

enum {
    LINE = 24, /* height of a candidate */
    NAME_SHOWN = 26,
    HEADS = 6 /* of the table, before the scores */
};

static bool
is_base(const chl_result_ranking *r, const chl_result_item *item)
{
    return r->baseline != NULL && item->name != NULL
           && strcmp(r->baseline, item->name) == 0;
}

/* Far-off candidates must not squeeze the others: the axis ends at three
 * times the middle score, and what lies beyond is drawn at its end. */
static chl_axis
score_axis(const chl_result_ranking *r)
{
    chl_axis axis = chl_axis_empty(r->score, CHL_SCALE_LINEAR);
    double middle = r->items[r->count / 2].score;

    for (size_t k = 0; k < r->count; k++) {
        const chl_result_item *item = &r->items[k];
        double far = isfinite(middle) ? 3.0 * fabs(middle) : INFINITY;

        if (fabs(item->score) <= far || r->count < 3) {
            chl_axis_include(&axis, &item->score, 1);
            chl_axis_include(&axis, &item->ci_low, fabs(item->ci_low) <= far);
            chl_axis_include(&axis, &item->ci_high, fabs(item->ci_high) <= far);
        }
    }
    chl_axis_settle(&axis, 0.05);
    return axis;
}

static double
cut(const chl_axis *axis, double value)
{
    return fmin(fmax(value, axis->low), axis->high);
}

static void
draw_bar(const chl_plot *plot, const char *class, const chl_result_item *item,
         double at)
{
    double left, right, py;

    if (chl_plot_place(plot, cut(&plot->x, item->ci_low), at, &left, &py)
        && chl_plot_place(plot, cut(&plot->x, item->ci_high), at, &right,
                          &py)) {
        chl_text_add(plot->svg, "<path class=\"bar %s\" d=\"M%s %sH%s\"/>\n",
                     class, AT(left), AT(py), AT(right));
    }
}

/* "name (place)", cut by characters. */
static void
write_label(const chl_plot *plot, const chl_result_item *item, double at)
{
    char words[128];
    double px, py;
    int length = snprintf(words, sizeof words, "%.*s", NAME_SHOWN,
                          item->name != NULL ? item->name : "");

    if (item->name != NULL && strlen(item->name) > NAME_SHOWN) {
        snprintf(words + length, sizeof words - (size_t) length, "..");
    }
    if (chl_plot_place(plot, plot->x.low, at, &px, &py)) {
        chl_svg_words(plot->svg, "words", "end", plot->left - 8.0, py + 4.5,
                      words);
    }
}

static void
draw_item(const chl_plot *plot, const chl_result_ranking *r, size_t k)
{
    const chl_result_item *item = &r->items[k];
    const char *class = is_base(r, item) ? "s6" : item->leak ? "s2" : "s1";
    double at = (double) (r->count - k);
    bool beyond = !isnan(item->score) && item->score > plot->x.high;

    write_label(plot, item, at);
    if (isnan(item->score)) {
        return;
    }
    draw_bar(plot, class, item, at);
    chl_plot_mark(plot, class,
                  beyond                     ? CHL_MARK_TRIANGLE
                  : item->leak               ? CHL_MARK_DIAMOND
                  : item->tie_group % 2 == 0 ? CHL_MARK_DISC
                                             : CHL_MARK_RING,
                  cut(&plot->x, item->score), at);
}

static double
score_of(const chl_result_ranking *r, const char *name)
{
    for (size_t k = 0; k < r->count; k++) {
        if (r->items[k].name != NULL && strcmp(r->items[k].name, name) == 0) {
            return r->items[k].score;
        }
    }
    return NAN;
}

static void
draw(chl_text *page, const chl_result_ranking *r)
{
    double height = (double) (LINE * (r->count + 1));
    chl_plot plot = { page,   210.0,         20.0,          362.0,
                      height, score_axis(r), { .low = 0.0 } };
    char description[320];

    plot.y = chl_axis_empty(NULL, CHL_SCALE_LINEAR);
    plot.y.low = 0.0;
    plot.y.high = (double) (r->count + 1);
    plot.y.bare = true;
    snprintf(description, sizeof description,
             "%zu candidates from the best at the top to the worst, each with "
             "its score %s and its 95 %% interval. The best is %s.",
             r->count, r->score, r->items[0].name);
    chl_drawing_open(
        page, &(chl_drawing){ "ranking-chart", 600.0, height + 70.0,
                              "Augmentations in order", description, false });
    chl_plot_axes(&plot, 6, 1);
    if (r->baseline != NULL) {
        chl_plot_rule_x(&plot, "quiet", score_of(r, r->baseline));
    }
    for (size_t k = 0; k < r->count; k++) {
        draw_item(&plot, r, k);
    }
    chl_drawing_close(page);
}

static void
write_legend(chl_text *page)
{
    const chl_legend entries[] = {
        { "candidate with its 95 % interval; discs and rings alternate where "
          "candidates can be told apart",
          "s1", CHL_SWATCH_MARK, CHL_MARK_DISC },
        { "may leak", "s2", CHL_SWATCH_MARK, CHL_MARK_DIAMOND },
        { "beyond the axis", "s1", CHL_SWATCH_MARK, CHL_MARK_TRIANGLE },
        { "without augmentation", "quiet dashed", CHL_SWATCH_LINE,
          CHL_MARK_DISC },
    };

    chl_legend_html(page, entries, sizeof entries / sizeof *entries);
}

static void
write_table(chl_text *page, const chl_result_ranking *r)
{
    const char *heads[HEADS + 64] = {
        "place", "augmentation", "better from step",
        "cost",  "hidden",       "least transmission"
    };
    size_t shown = r->criterion_count < 64 ? r->criterion_count : 64;

    for (size_t c = 0; c < shown; c++) {
        heads[HEADS + c] = r->criteria[c].name;
    }
    chl_page_table_open(page, "All scores of all candidates", heads,
                        HEADS + shown);
    for (size_t k = 0; k < r->count; k++) {
        const chl_result_augment *a = r->items[k].augment;

        chl_page_row_open(page);
        chl_page_cell_count(page, r->items[k].tie_group + 1);
        chl_page_cell_name(page, r->items[k].name);
        chl_page_cell_number(page, r->turns != NULL && k < r->turns->count
                                       ? r->turns->from[k]
                                       : NAN);
        chl_page_cell_number(page, a->cost);
        chl_page_cell_count(page, a->hidden_total);
        chl_page_cell_number(
            page, a->direction_count > 0 ? a->direction_transmission[0] : NAN);
        for (size_t c = 0; c < shown; c++) {
            chl_page_cell_number(page,
                                 c < a->score_count ? a->scores[c].value : NAN);
        }
        chl_page_row_close(page);
    }
    chl_page_table_close(page);
}

static void
write_turns(chl_text *page, const chl_result_ranking *r)
{
    chl_text words = { 0 };

    chl_text_turns(r, &words);
    page->failed = page->failed || words.failed;
    if (words.data != NULL) {
        chl_text_add(page, "<p>");
        chl_markup_text(page, words.data);
        chl_text_add(page, "</p>\n");
    }
    chl_text_clear(&words);
}

static void
write_reasons(chl_text *page, const chl_result_ranking *r)
{
    chl_text_add(page, "<details><summary>What the scores mean</summary>\n"
                       "<dl>\n");
    for (size_t k = 0; k < r->criterion_count; k++) {
        chl_text_add(page, "<dt><b>");
        chl_markup_name(page, r->criteria[k].name);
        chl_text_add(page, "</b>, ");
        chl_markup_text(page, r->criteria[k].better);
        chl_text_add(page, " is better</dt>\n<dd>");
        chl_markup_text(page, r->criteria[k].reason);
        chl_text_add(page, "</dd>\n");
    }
    chl_text_add(page, "</dl></details>\n");
}

static void
write_leak(chl_text *page, const chl_result_item *item)
{
    const chl_result_augment *a = item->augment;

    if (a->condition != NULL) {
        chl_text_add(page, " It cannot leak with enough data: ");
        chl_markup_text(page, a->condition);
        chl_text_add(page, ".");
    }
    if (item->leak) {
        chl_text_add(page, " It may leak into what is generated");
        if (isfinite(a->leak_visible)) {
            chl_text_add(page, ": only %s %% of that would show through it",
                         chl_number_words(100.0 * a->leak_visible, 2).text);
        }
        if (isfinite(a->leak_share)) {
            chl_text_add(page, "; what would not comes to %s of the error",
                         chl_number_words(a->leak_share, 2).text);
        }
        chl_text_add(page, ".");
    }
}

/* Below a hundredth of a percent it is rounding, or does not matter. */
static const char *
share_words(double share, char *words, size_t size)
{
    if (share < 1e-4) {
        return "nothing";
    }
    snprintf(words, size, "%s %%", chl_number_words(100.0 * share, 2).text);
    return words;
}

/* The slowest directions that are hidden, with their ends. */
static chl_status
write_hidden(chl_text *page, const chl_result *result, size_t k, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_result_item *item = &result->ranking->items[k];
    const chl_result_augment *a = item->augment;

    if (a->hidden_count == 0) {
        return CHL_OK;
    }
    chl_text_add(page, "<details><summary>What it hides</summary>\n");
    for (size_t n = 0; n < a->hidden_count; n++) {
        char sprite[96], id[64], share[48];

        snprintf(sprite, sizeof sprite, "hidden-%s-%zu",
                 item->name != NULL ? item->name : "", n + 1);
        snprintf(id, sizeof id, "hidden-%zu-%zu", k + 1, n + 1);
        chl_text_add(
            page,
            "<p><b>Hidden direction %zu</b>, eigenvalue %s: %s of its"
            " gradient comes through.</p>\n",
            n + 1, chl_number_words(a->hidden[n].lambda, 3).text,
            share_words(a->hidden_transmission[n], share, sizeof share));
        CHL_TRY(
            chl_mode_ends_add(page, result, &a->hidden[n], sprite, id, err));
    }
    chl_text_add(page, "</details>\n");
out:
    return status;
}

static chl_status
write_item(chl_text *page, const chl_result *result, size_t k, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_result_item *item = &result->ranking->items[k];
    const char *hides = item->augment->hidden_words;
    const chl_result_sprite *sheet;
    char id[96];

    snprintf(id, sizeof id, "augment-%s", item->name != NULL ? item->name : "");
    sheet = chl_sheet_find(result, id);
    if (sheet == NULL && hides == NULL) {
        return CHL_OK;
    }
    chl_text_add(page, "<p class=\"side\">%zu. ", k + 1);
    chl_markup_name(page, item->name);
    chl_text_add(page, ", score %s.", chl_number_words(item->score, 3).text);
    write_leak(page, item);
    if (hides != NULL) {
        chl_text_add(page, " It ");
        chl_markup_text(page, hides);
    }
    chl_text_add(page, "</p>\n");
    if (sheet != NULL) {
        CHL_TRY(chl_sheet_add(page, result, sheet, 0, sheet->rows,
                              "One item as it is, then five draws of it", err));
    }
    CHL_TRY(write_hidden(page, result, k, err));
out:
    return status;
}

static chl_status
write_tiles(chl_text *page, const chl_result *result, chl_error *err)
{
    chl_status status = CHL_OK;

    for (size_t k = 0; k < result->ranking->count; k++) {
        CHL_TRY(write_item(page, result, k, err));
    }
out:
    return status;
}

static bool
is_ranked(const chl_result *result)
{
    const chl_result_ranking *r = result->ranking;

    if (r == NULL || r->count == 0 || r->score == NULL) {
        return false;
    }
    for (size_t k = 0; k < r->count; k++) {
        if (r->items[k].augment == NULL) {
            return false;
        }
    }
    return true;
}

/* A report of data says how to have them ranked. */
static bool
could_be_ranked(const chl_result *result)
{
    return result->ranking == NULL && result->dataset != NULL
           && result->command != NULL && strcmp(result->command, "report") == 0
           && chl_page_has_prediction(result);
}

static bool
present(const chl_result *result)
{
    return is_ranked(result) || could_be_ranked(result);
}

static void
write_invitation(chl_text *page)
{
    chl_text_add(
        page,
        "<p>Not ranked here. <code>chladni report DATA --rank-augment "
        "usual</code> plays this game on every augmentation that suits the "
        "data, and adds their order with error bars, what each hides and what "
        "may leak, and example tiles. Of images it takes longer than "
        "everything else on this page.</p>\n");
}

static chl_status
write(chl_text *page, const chl_result *result, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_result_ranking *r = result->ranking;

    if (!is_ranked(result)) {
        write_invitation(page);
        goto out;
    }
    chl_text_add(page, "<p>Each candidate was measured on the same rows, with"
                       " the same draws, against doing without. The order is"
                       " by ");
    chl_markup_name(page, r->score);
    chl_text_add(page, ".</p>\n");
    chl_page_figure_open(page, "ranking");
    draw(page, r);
    write_legend(page);
    chl_page_figure_close(
        page, "What to do: take the first one that does not leak. Where marks"
              " of the same kind follow one another the candidates cannot be"
              " told apart: take the cheapest, or the one you have reasons"
              " for.");
    write_turns(page, r);
    write_table(page, r);
    write_reasons(page, r);
    CHL_TRY(write_tiles(page, result, err));
out:
    return status;
}

const chl_section chl_section_augmentations = { "augmentations",
                                                "Augmentations", present,
                                                write };
