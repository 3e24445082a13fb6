/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the terminal: the limit, the events and the samples of the clipped WGAN.
 */
#include "report/text.h"

#include <math.h>

#include "base/error.h"

enum {
    EVENTS_SHOWN = 12
};

static void
add_quantity(chl_text_table *table, const char *name, double value,
             const char *meaning)
{
    if (isfinite(value)) {
        chl_text_table_row(table);
        chl_text_table_words(table, name);
        chl_text_table_real(table, value);
        chl_text_table_words(table, meaning);
    }
}

static void
add_networks(chl_text_table *table, const chl_result_meanfield *s)
{
    add_quantity(table, "distance", s->distance,
                 "W_1 of the generated law at the end");
    add_quantity(table, "start", s->start, "W_1 at the start");
    add_quantity(table, "floor", s->floor, "W_1 of two samples of the data");
    add_quantity(table, "energy", s->energy,
                 "what the critic tells apart at the end");
    add_quantity(table, "amplitude", s->amplitude,
                 "swing of the generated mean in the second half");
    add_quantity(table, "period", s->period, "of that swing");
    add_quantity(table, "blow_up", s->blow_up,
                 "first weight held at the clip: no density any more");
    add_quantity(table, "distinct", (double) s->distinct,
                 "neurons of the critic that still differ");
    add_quantity(table, "speed_d", s->speed_d,
                 "of the critic at the end; 0 at rest");
    add_quantity(table, "speed_g", s->speed_g, "of the generator");
}

static chl_status
add_limit(const chl_result_meanfield *s, const chl_document_settings *settings,
          chl_text *out, chl_error *err)
{
    static const chl_text_column columns[] = {
        { "QUANTITY", CHL_ALIGN_LEFT },
        { "VALUE", CHL_ALIGN_RIGHT },
        { "MEANING", CHL_ALIGN_WRAP },
    };
    chl_text_table table;

    chl_text_add_bytes(out, "\n", 1);
    chl_text_table_begin(&table, columns, 3, settings);
    if (s->point_count > 0 && s->points[0].count > 2) {
        add_networks(&table, s);
        return chl_text_table_finish(&table, out, err);
    }
    add_quantity(&table, "period", s->period, "of the limit cycle");
    add_quantity(&table, "amplitude", s->amplitude,
                 "largest mean weight of the critic in it");
    add_quantity(&table, "g_max", s->g_max, "how far the generator swings");
    add_quantity(&table, "distance", s->distance,
                 "largest W_1 of the generated law in it");
    add_quantity(&table, "width", s->width, "of the critic's weights in it");
    add_quantity(&table, "settled", s->settled, "repeats itself from here on");
    add_quantity(&table, "blow_up", s->blow_up,
                 "first mass on a face: no density any more");
    add_quantity(&table, "energy", s->energy,
                 "H at the start, kept until the first weight is clipped");
    return chl_text_table_finish(&table, out, err);
}

/* Where the critics have ended, and how the algorithm compares. */
static chl_status
add_ends(const chl_result_meanfield *s, const chl_document_settings *settings,
         chl_text *out, chl_error *err)
{
    static const chl_text_column faces[] = {
        { "WEIGHTS CLIPPED", CHL_ALIGN_RIGHT }, { "MASS", CHL_ALIGN_RIGHT }
    };
    static const chl_text_column runs[] = { { "ALGORITHM", CHL_ALIGN_LEFT },
                                            { "STEP", CHL_ALIGN_RIGHT },
                                            { "RUNS", CHL_ALIGN_RIGHT },
                                            { "DEVIATION", CHL_ALIGN_RIGHT } };
    const chl_result_meanfield_point *last = &s->points[s->point_count - 1];
    chl_status status = CHL_OK;
    chl_text_table table;

    if (last->count > 2) {
        chl_text_add_bytes(out, "\n", 1);
        chl_text_table_begin(&table, faces, 2, settings);
        for (size_t k = 0; k < last->count; k++) {
            chl_text_table_row(&table);
            chl_text_table_size(&table, k);
            chl_text_table_percent(&table, last->singular[k]);
        }
        CHL_TRY(chl_text_table_finish(&table, out, err));
    }
    if (s->training_count > 0) {
        chl_text_add_bytes(out, "\n", 1);
        chl_text_table_begin(&table, runs, 4, settings);
        for (size_t k = 0; k < s->training_count; k++) {
            chl_text_table_row(&table);
            chl_text_table_words(&table, s->trainings[k].method);
            chl_text_table_real(&table, s->trainings[k].rate);
            chl_text_table_size(&table, s->trainings[k].runs);
            chl_text_table_real(&table, s->trainings[k].deviation);
        }
        CHL_TRY(chl_text_table_finish(&table, out, err));
    }
out:
    return status;
}

static chl_status
add_events(const chl_result_meanfield *s, const chl_document_settings *settings,
           chl_text *out, chl_error *err)
{
    static const chl_text_column columns[] = {
        { "TIME", CHL_ALIGN_RIGHT }, { "EVENT", CHL_ALIGN_LEFT },
        { "G", CHL_ALIGN_RIGHT },    { "M", CHL_ALIGN_RIGHT },
        { "MASS", CHL_ALIGN_RIGHT },
    };
    size_t shown = s->event_count;
    chl_status status = CHL_OK;
    chl_text_table table;

    if (shown == 0) {
        return CHL_OK;
    }
    if (!settings->details && shown > EVENTS_SHOWN) {
        shown = EVENTS_SHOWN;
    }
    chl_text_add_bytes(out, "\n", 1);
    chl_text_table_begin(&table, columns, 5, settings);
    for (size_t k = 0; k < shown; k++) {
        const chl_result_meanfield_event *e = &s->events[k];

        chl_text_table_row(&table);
        chl_text_table_real(&table, e->t);
        chl_text_table_words(&table, e->kind);
        chl_text_table_real(&table, e->g);
        chl_text_table_real(&table, e->m);
        chl_text_table_real(&table, e->mass);
    }
    CHL_TRY(chl_text_table_finish(&table, out, err));
    if (shown < s->event_count) {
        chl_text_add(out, "(%zu more events with -v)\n",
                     s->event_count - shown);
    }
out:
    return status;
}

static chl_status
add_samples(const chl_result_meanfield *s,
            const chl_document_settings *settings, chl_text *out,
            chl_error *err)
{
    static const chl_text_column columns[] = {
        { "AT TIME", CHL_ALIGN_RIGHT },  { "G", CHL_ALIGN_RIGHT },
        { "M", CHL_ALIGN_RIGHT },        { "ENERGY", CHL_ALIGN_RIGHT },
        { "DISTANCE", CHL_ALIGN_RIGHT },
    };
    chl_text_table table;

    if (s->sample_count == 0) {
        return CHL_OK;
    }
    chl_text_add_bytes(out, "\n", 1);
    chl_text_table_begin(&table, columns, 5, settings);
    for (size_t k = 0; k < s->sample_count; k++) {
        const chl_result_meanfield_point *p = &s->samples[k];

        chl_text_table_row(&table);
        chl_text_table_real(&table, p->t);
        chl_text_table_real(&table, p->g);
        chl_text_table_real(&table, p->m);
        chl_text_table_real(&table, p->energy);
        chl_text_table_real(&table, p->distance);
    }
    return chl_text_table_finish(&table, out, err);
}

chl_status
chl_text_part_meanfield(const chl_result *result,
                        const chl_document_settings *settings, chl_text *out,
                        chl_error *err)
{
    const chl_result_meanfield *s = result->meanfield;
    chl_status status = CHL_OK;

    if (s == NULL) {
        return CHL_OK;
    }
    CHL_TRY(add_limit(s, settings, out, err));
    if (s->point_count > 0) {
        CHL_TRY(add_ends(s, settings, out, err));
    }
    CHL_TRY(add_samples(s, settings, out, err));
    CHL_TRY(add_events(s, settings, out, err));
out:
    return status;
}
