/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flow section: points on their way, what the discriminator learns. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "report/figure_flow.h"
#include "report/sheet.h"

static bool
present(const chl_result *result)
{
    return result->flow != NULL && result->flow->point_count > 0;
}

static void
describe_course(const chl_result_flow *f, char *words, size_t size)
{
    const chl_result_flow_point *last = &f->points[f->point_count - 1];

    snprintf(words, size,
             "Distances between generated and real points from step 0 to %zu; "
             "at the end the energy distance is %s.",
             last->step, chl_number_words(last->energy, 3).text);
}

static void
write_course(chl_text *page, const chl_result_flow *f)
{
    char words[240];
    chl_legend entries[CHL_FLOW_CURVES];
    size_t count = chl_flow_legend(f, entries);

    describe_course(f, words, sizeof words);
    chl_page_figure_open(page, "flow-course");
    chl_drawing_open(page,
                     &(chl_drawing){ "flow-course-chart", 600.0, 412.0,
                                     "The course of the flow", words, false });
    chl_flow_draw_course(page, f, 30.0);
    chl_drawing_close(page);
    chl_legend_html(page, entries, count);
    chl_page_figure_close(
        page, "What to do: a curve that ends in a level jitter needs a rate"
              " that decays, one that hardly falls a higher rate or a longer"
              " training time of the discriminator.");
}

static const char map_words[] =
    "Black: generated points, with arrows down the slope of the generator's "
    "loss c(f), all to one scale within a picture; vermilion: real points; "
    "background: c(f), low in blue, high in yellow.";
static const char line_words[] =
    "Grey: the generator's loss c(f); discs: generated points on it, which "
    "roll down; triangles: real points.";

static chl_status
write_strip(chl_text *page, const chl_result *result, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t columns = chl_flow_strip_columns(result, "step-", 4);
    const char *words = result->flow->d == 2 ? map_words : line_words;

    chl_page_figure_open(page, "flow-steps");
    chl_drawing_open(
        page, &(chl_drawing){ "flow-steps-chart", 600.0,
                              chl_flow_strip_height(result, "step-", columns),
                              "Steps of the flow", words, false });
    CHL_TRY(chl_flow_draw_strip(page, result, "step-", columns, 0.0, err));
    chl_drawing_close(page);
    chl_page_figure_close(page, words);
out:
    return status;
}

static void
write_movie(chl_text *page, const chl_result *result)
{
    chl_page_figure_open(page, "flow-movie");
    chl_drawing_open(
        page, &(chl_drawing){ "flow-movie-chart", 600.0, 550.0,
                              "The flow as a moving picture",
                              "The same pictures one after the other, a second "
                              "each.",
                              false });
    chl_flow_draw_movie(page, result);
    chl_drawing_close(page);
    chl_page_figure_close(page, "The steps above one after the other, a second"
                                " each; the pointer on the picture stops it.");
}

static chl_status
write_modes_drawn(chl_text *page, const chl_result *result, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t columns = chl_flow_strip_columns(result, "mode-", 3);

    if (chl_scene_count(result, "mode-") == 0) {
        return CHL_OK;
    }
    chl_page_figure_open(page, "flow-modes");
    chl_drawing_open(
        page, &(chl_drawing){ "flow-modes-chart", 600.0,
                              chl_flow_strip_height(result, "mode-", columns),
                              "Leading modes of the discriminator",
                              "Eigenfunctions of the integral operator over "
                              "generated and real points before the first "
                              "step.",
                              false });
    CHL_TRY(chl_flow_draw_strip(page, result, "mode-", columns, 0.0, err));
    chl_drawing_close(page);
    chl_page_figure_close(
        page, "The functions the discriminator learns first, before the first"
              " step; of two columns blue below 0, vermilion above. Under "
              "lsgan a mode of"
              " eigenvalue l is learned as 1 - exp(-4 l t), under ipm it"
              " grows as l t times its drive.");
out:
    return status;
}

static void
write_spectrum(chl_text *page, const chl_result_flow *f)
{
    static const chl_legend entries[] = {
        { "before the first step", "s1", CHL_SWATCH_MARK, CHL_MARK_DISC },
        { "behind the last", "s2", CHL_SWATCH_MARK, CHL_MARK_RING },
    };

    chl_page_figure_open(page, "flow-spectrum");
    chl_drawing_open(page, &(chl_drawing){ "flow-spectrum-chart", 600.0, 250.0,
                                           "Spectrum of the discriminator",
                                           "Leading eigenvalues of the "
                                           "integral operator of the kernel "
                                           "over generated and real points.",
                                           false });
    chl_flow_draw_modes(page, f, 28.0);
    chl_drawing_close(page);
    chl_legend_html(page, entries, 2);
    chl_page_figure_close(page, "Modes of small eigenvalue are learned late:"
                                " what is told apart by them only, the"
                                " discriminator does not see in time T.");
}

static void
write_table(chl_text *page, const chl_result_flow *f)
{
    static const char *const heads[] = {
        "mode",        "eigenvalue",       "part of MMD\xC2\xB2", "drive",
        "ipm: growth", "lsgan: half-life", "lsgan: learned in T"
    };

    chl_page_table_open(page, "Every mode before the first step", heads, 7);
    for (size_t k = 0; k < f->start_count; k++) {
        const chl_result_flow_mode *m = &f->start[k];

        chl_page_row_open(page);
        chl_page_cell_count(page, k + 1);
        chl_page_cell_number(page, m->lambda);
        chl_page_cell_number(page, m->share);
        chl_page_cell_number(page, m->drive);
        chl_page_cell_number(page, m->growth);
        chl_page_cell_number(page, m->half_life);
        chl_page_cell_number(page, m->trained);
        chl_page_row_close(page);
    }
    chl_page_table_close(page);
}

static void
write_decays(chl_text *page, const chl_result_flow *f)
{
    static const char *const heads[] = { "mode", "predicted decay", "measured",
                                         "ratio" };

    chl_text_add(page, "<p>Points displaced a little from the real ones along"
                       " the leading modes of the adversarial operator of this"
                       " kernel come back at these rates.</p>\n");
    chl_page_table_open(page, "Decay near the equilibrium", heads, 4);
    for (size_t k = 0; k < f->decay_count; k++) {
        chl_page_row_open(page);
        chl_page_cell_count(page, k + 1);
        chl_page_cell_number(page, f->decays[k].predicted);
        chl_page_cell_number(page, f->decays[k].measured);
        chl_page_cell_number(page, f->decays[k].ratio);
        chl_page_row_close(page);
    }
    chl_page_table_close(page);
}

static void
write_widths(chl_text *page, const chl_result_flow *f)
{
    static const char *const heads[] = { "width", "rms difference of f",
                                         "relative" };

    chl_text_add(page,
                 "<p>Networks of finite width against the infinite one:"
                 " the root mean square difference of f falls as the"
                 " width to the power %s; the theory says \xE2\x88\x92"
                 "1/2.</p>\n",
                 chl_number_words(f->slope, 3).text);
    chl_page_table_open(page, "Every width", heads, 3);
    for (size_t k = 0; k < f->width_count; k++) {
        chl_page_row_open(page);
        chl_page_cell_count(page, f->widths[k].width);
        chl_page_cell_number(page, f->widths[k].rms);
        chl_page_cell_number(page, f->widths[k].relative);
        chl_page_row_close(page);
    }
    chl_page_table_close(page);
}

static chl_status
write_adequacy(chl_text *page, const chl_result *result, chl_error *err)
{
    static const chl_legend entries[] = {
        { "width 64", "thin l0", CHL_SWATCH_LINE, CHL_MARK_DISC },
        { "128", "thin l2", CHL_SWATCH_LINE, CHL_MARK_DISC },
        { "256", "thin l4", CHL_SWATCH_LINE, CHL_MARK_DISC },
        { "512", "thin l5", CHL_SWATCH_LINE, CHL_MARK_DISC },
        { "infinite", "ink", CHL_SWATCH_LINE, CHL_MARK_DISC },
    };
    chl_status status = CHL_OK;
    const chl_result_flow *f = result->flow;

    if (f->width_count == 0) {
        return CHL_OK;
    }
    chl_page_figure_open(page, "flow-widths");
    chl_drawing_open(
        page, &(chl_drawing){ "flow-widths-chart", 600.0,
                              f->place_count > 0
                                  ? 290.0
                                  : chl_flow_strip_height(result, "field-", 3),
                              "Finite width against infinite width",
                              "f of discriminators of several widths after "
                              "training on the same points.",
                              false });
    if (f->place_count > 0) {
        chl_flow_draw_widths(page, f, 26.0);
    } else {
        CHL_TRY(chl_flow_draw_strip(page, result, "field-", 3, 0.0, err));
    }
    chl_drawing_close(page);
    if (f->place_count > 0) {
        chl_legend_html(page, entries, sizeof entries / sizeof *entries);
    }
    chl_page_figure_close(page, "f after training, of networks of width 64,"
                                " 128, 256 and 512 and of infinite width.");
    write_widths(page, f);
out:
    return status;
}

/* Of images: one sheet per step that was kept. */
static chl_status
write_sheets(chl_text *page, const chl_result *result, chl_error *err)
{
    chl_status status = CHL_OK;

    for (size_t k = 0; k < result->sprite_count; k++) {
        const chl_result_sprite *sheet = &result->sprites[k];
        char words[96];

        if (sheet->id == NULL || strncmp(sheet->id, "flow-", 5) != 0
            || chl_sheet_find(result, sheet->id) != sheet) {
            continue;
        }
        snprintf(words, sizeof words, "The first generated images at step %s",
                 sheet->id + 5);
        chl_page_figure_open(page, sheet->id);
        CHL_TRY(chl_sheet_add(page, result, sheet, 0, sheet->rows, words, err));
        chl_page_figure_close(page, words);
    }
out:
    return status;
}

static void
write_head(chl_text *page, const chl_result_flow *f)
{
    chl_text_add(page,
                 "<p>%zu generated points in %zu %s, moved by a"
                 " discriminator of kernel ",
                 f->n, f->d, f->d == 1 ? "column" : "columns");
    chl_markup_name(page, f->kernel != NULL ? f->kernel : "-");
    chl_text_add(page, " trained on them and on %zu real ones by the loss ",
                 f->m);
    chl_markup_name(page, f->loss != NULL ? f->loss : "-");
    chl_text_add(page, " for time %s before each step.</p>\n",
                 chl_number_words(f->time, 4).text);
}

static chl_status
write(chl_text *page, const chl_result *result, chl_error *err)
{
    const chl_result_flow *f = result->flow;
    chl_status status = CHL_OK;

    write_head(page, f);
    if (chl_scene_count(result, "step-") > 0) {
        CHL_TRY(write_strip(page, result, err));
    }
    if (chl_scene_count(result, "step-") > 1) {
        write_movie(page, result);
    }
    CHL_TRY(write_sheets(page, result, err));
    if (f->point_count > 1) {
        write_course(page, f);
    }
    CHL_TRY(write_modes_drawn(page, result, err));
    if (f->start_count > 0) {
        write_spectrum(page, f);
        write_table(page, f);
    }
    CHL_TRY(write_adequacy(page, result, err));
    if (f->decay_count > 0) {
        write_decays(page, f);
    }
out:
    return status;
}

const chl_section chl_section_flow = { "flow", "The flow", present, write };

chl_status
chl_figure_flow(chl_text *svg, const chl_result *result, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_result_flow *f = result->flow;
    chl_legend entries[CHL_FLOW_CURVES];
    size_t curves = chl_flow_legend(f, entries);
    const size_t shots = chl_flow_strip_columns(result, "step-", 4);
    const size_t columns = chl_flow_strip_columns(result, "mode-", 3);
    const double steps = chl_flow_strip_height(result, "step-", shots);
    const double modes = chl_flow_strip_height(result, "mode-", columns);
    const double top = 412.0 + 20.0 * (double) curves + 10.0;
    char words[240];

    describe_course(f, words, sizeof words);
    chl_drawing_open(
        svg, &(chl_drawing){ "flow-chart", 600.0,
                             steps + top + modes
                                 + (f->start_count > 0 ? 260.0 : 0.0),
                             "A flow of generated points", words, true });
    CHL_TRY(chl_flow_draw_strip(svg, result, "step-", shots, 0.0, err));
    chl_flow_draw_course(svg, f, steps + 30.0);
    chl_legend_svg(svg, 84.0, steps + 424.0, entries, curves);
    CHL_TRY(
        chl_flow_draw_strip(svg, result, "mode-", columns, steps + top, err));
    if (f->start_count > 0) {
        chl_flow_draw_modes(svg, f, steps + top + modes + 34.0);
    }
    chl_drawing_close(svg);
out:
    return status;
}
