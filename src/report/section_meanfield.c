/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clipped WGAN: its orbit, distance in time, weights and generated law. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/figure_meanfield.h"

static bool
present(const chl_result *result)
{
    return result->meanfield != NULL && result->meanfield->point_count > 1;
}

static bool
is_toy(const chl_result_meanfield *s)
{
    return s->model != NULL && strcmp(s->model, "toy") == 0;
}

static void
describe(const chl_result_meanfield *s, char *words, size_t size)
{
    const chl_result_meanfield_point *last = &s->points[s->point_count - 1];

    snprintf(words, size,
             "From time 0 to %s the distance between the generated law and the "
             "data goes from %s to %s.",
             chl_number_words(last->t, 3).text,
             chl_number_words(s->points[0].distance, 3).text,
             chl_number_words(last->distance, 3).text);
}

static const char weights_words[] =
    "How the critic's weights lie over time; a stronger colour is more, by "
    "the square root of the mass. Beyond the dashed lines, which are the clip: "
    "mass that sits on the face itself.";
static const char law_words[] =
    "Where the generator puts its mass over time; a stronger colour is more, "
    "by the square root.";
static const char points_words[] =
    "How much mass the generator puts on each of the two points over time; "
    "a stronger colour is more, by the square root. The data have half on "
    "each.";

static const char cloud_words[] =
    "Generated points (orange) over the data (grey) in the first two columns, "
    "at six times.";
static const char compare_words[] =
    "Root mean square deviation of the algorithm from its limit against the "
    "step, on logarithmic axes. Discs: one datum and one latent a step; rings: "
    "without draws; dashed: as the root of the step.";

static void
write_orbit(chl_text *page, const chl_result_meanfield *s)
{
    chl_legend entries[5];
    size_t count = chl_meanfield_orbit_legend(s, entries);

    chl_page_figure_open(page, "meanfield-orbit");
    chl_drawing_open(
        page, &(chl_drawing){ "meanfield-orbit-chart", 600.0,
                              CHL_MEANFIELD_ORBIT, "Generator against critic",
                              "The path of the generator's parameter and the "
                              "critic's mean weight, with the limit cycle, "
                              "between two dashed lines at the clip.",
                              false });
    chl_meanfield_draw_orbit(page, s, 0.0);
    chl_drawing_close(page);
    chl_legend_html(page, entries, count);
    chl_page_figure_close(
        page, "Each turn is one swing: the critic leans towards the side the"
              " generator neglects, the generator overshoots, and nothing"
              " brakes. Ring: the solution; dashed: the clip. What to do: a"
              " smaller clip keeps the turns small; a penalty on gradients"
              " brakes them, which clipping never does.");
}

static void
write_times(chl_text *page, const chl_result_meanfield *s)
{
    char words[240];

    describe(s, words, sizeof words);
    chl_page_figure_open(page, "meanfield-times");
    chl_drawing_open(page, &(chl_drawing){ "meanfield-times-chart", 600.0,
                                           CHL_MEANFIELD_TIMES,
                                           "Distance and energy in time", words,
                                           false });
    chl_meanfield_draw_times(page, s, 0.0);
    chl_drawing_close(page);
    chl_page_figure_close(page, "Grey: where the run repeats itself. The"
                                " energy is what the critic tells apart; its"
                                " sign changes with every swing, so that it"
                                " is no measure of progress.");
}

static void
write_density(chl_text *page, const chl_result_density *d, const char *class,
              const char *title, const char *words, size_t number)
{
    char id[48], chart[56];

    snprintf(id, sizeof id, "meanfield-%s-%zu", class, number);
    snprintf(chart, sizeof chart, "%s-chart", id);
    chl_page_figure_open(page, id);
    chl_drawing_open(page, &(chl_drawing){ chart, 600.0, CHL_MEANFIELD_DENSITY,
                                           title, words, false });
    chl_meanfield_draw_density(page, d, class, 0.0);
    chl_drawing_close(page);
    chl_page_figure_close(page, words);
}

static void
write_faces(chl_text *page, const chl_result_meanfield *s)
{
    char labels[6][48];
    chl_legend entries[6];
    size_t count = chl_meanfield_faces_legend(s, labels, entries);

    chl_page_figure_open(page, "meanfield-faces");
    chl_drawing_open(
        page, &(chl_drawing){ "meanfield-faces-chart", 600.0,
                              CHL_MEANFIELD_FACES, "What is clipped",
                              "The critic's mass by the number of weights at "
                              "the clip, over time.",
                              false });
    chl_meanfield_draw_faces(page, s, 0.0);
    chl_drawing_close(page);
    chl_legend_html(page, entries, count);
    chl_page_figure_close(page, "What to do: where most of the mass is in"
                                " corners the critic is made of a few"
                                " functions that do not turn any more; a"
                                " larger clip sets it free.");
}

static void
write_clouds(chl_text *page, const chl_result_meanfield *s)
{
    chl_page_figure_open(page, "meanfield-clouds");
    chl_drawing_open(page,
                     &(chl_drawing){ "meanfield-clouds-chart", 600.0,
                                     CHL_MEANFIELD_CLOUDS, "The generated law",
                                     cloud_words, false });
    chl_meanfield_draw_clouds(page, s, 0.0);
    chl_drawing_close(page);
    chl_page_figure_close(page, cloud_words);
}

static void
write_compare(chl_text *page, const chl_result_meanfield *s)
{
    chl_page_figure_open(page, "meanfield-compare");
    chl_drawing_open(page, &(chl_drawing){ "meanfield-compare-chart", 600.0,
                                           CHL_MEANFIELD_COMPARE,
                                           "The algorithm against its limit",
                                           compare_words, false });
    chl_meanfield_draw_compare(page, s, 0.0);
    chl_drawing_close(page);
    chl_page_figure_close(page, compare_words);
}

static void
write_events(chl_text *page, const chl_result_meanfield *s)
{
    static const char *const heads[] = { "time", "what", "g", "m", "mass" };

    if (s->event_count == 0) {
        return;
    }
    chl_page_table_open(page, "Every event", heads, 5);
    for (size_t k = 0; k < s->event_count; k++) {
        const chl_result_meanfield_event *e = &s->events[k];

        chl_page_row_open(page);
        chl_page_cell_number(page, e->t);
        chl_page_cell_name(page, e->kind != NULL ? e->kind : "-");
        chl_page_cell_number(page, e->g);
        chl_page_cell_number(page, e->m);
        chl_page_cell_number(page, e->mass);
        chl_page_row_close(page);
    }
    chl_page_table_close(page);
}

static chl_status
write(chl_text *page, const chl_result *result, chl_error *err)
{
    const chl_result_meanfield *s = result->meanfield;

    (void) err;
    chl_text_add(page,
                 "<p>A WGAN whose critic is clipped to weights of at most"
                 " %s, in the limit of many neurons and small steps.</p>"
                 "\n",
                 chl_number_words(s->clip, 3).text);
    if (is_toy(s)) {
        write_orbit(page, s);
    }
    write_times(page, s);
    for (size_t k = 0; k < s->weight_count; k++) {
        write_density(page, &s->weights[k], "s1", "Weights of the critic",
                      weights_words, k);
    }
    if (s->points[0].count > 2) {
        write_faces(page, s);
    }
    if (s->cloud_count > 1) {
        write_clouds(page, s);
    }
    if (s->law != NULL) {
        write_density(page, s->law, "s2", "The generated law",
                      is_toy(s) ? points_words : law_words, 0);
    }
    if (s->training_count > 0) {
        write_compare(page, s);
    }
    write_events(page, s);
    return CHL_OK;
}

const chl_section chl_section_meanfield = { "meanfield", "The clipped WGAN",
                                            present, write };

/* The height of all that is drawn, one part below the other; the words of the
 * legends below theirs. */
static double
draw_all(chl_text *svg, const chl_result_meanfield *s)
{
    char labels[6][48];
    chl_legend entries[6];
    size_t count = 0;
    double top = 0.0;

    if (is_toy(s)) {
        count = chl_meanfield_orbit_legend(s, entries);
        chl_meanfield_draw_orbit(svg, s, top);
        chl_legend_svg(svg, 84.0, top + CHL_MEANFIELD_ORBIT, entries, count);
        top += CHL_MEANFIELD_ORBIT + 20.0 * (double) count;
    }
    chl_meanfield_draw_times(svg, s, top);
    top += CHL_MEANFIELD_TIMES;
    for (size_t k = 0; k < s->weight_count; k++) {
        chl_meanfield_draw_density(svg, &s->weights[k], "s1", top);
        top += CHL_MEANFIELD_DENSITY;
    }
    if (s->points[0].count > 2) {
        count = chl_meanfield_faces_legend(s, labels, entries);
        chl_meanfield_draw_faces(svg, s, top);
        chl_legend_svg(svg, 84.0, top + CHL_MEANFIELD_FACES + 6.0, entries,
                       count);
        top += CHL_MEANFIELD_FACES + 20.0 * (double) count;
    }
    if (s->cloud_count > 1) {
        chl_meanfield_draw_clouds(svg, s, top);
        top += CHL_MEANFIELD_CLOUDS;
    }
    if (s->law != NULL) {
        chl_meanfield_draw_density(svg, s->law, "s2", top);
        top += CHL_MEANFIELD_DENSITY;
    }
    if (s->training_count > 0) {
        chl_meanfield_draw_compare(svg, s, top);
        top += CHL_MEANFIELD_COMPARE;
    }
    return top;
}

void
chl_figure_meanfield(chl_text *svg, const chl_result_meanfield *s, bool alone)
{
    chl_text inside = { 0 };
    const double height = draw_all(&inside, s);
    char words[240];

    describe(s, words, sizeof words);
    chl_drawing_open(svg, &(chl_drawing){ "meanfield-chart", 600.0, height,
                                          "The clipped WGAN", words, alone });
    if (inside.failed || inside.data == NULL) {
        svg->failed = true;
    } else {
        chl_text_add_bytes(svg, inside.data, inside.length);
    }
    chl_drawing_close(svg);
    chl_text_clear(&inside);
}
