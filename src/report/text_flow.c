/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the terminal: the course of a flow and the modes behind it. */
#include "report/text.h"

#include "base/error.h"

enum {
    ROWS = 12
};

static chl_status
add_course(const chl_result_flow *f, const chl_document_settings *settings,
           chl_text *out, chl_error *err)
{
    static const chl_text_column columns[] = {
        { "STEP", CHL_ALIGN_RIGHT },      { "ENERGY", CHL_ALIGN_RIGHT },
        { "TRANSPORT", CHL_ALIGN_RIGHT }, { "SINKHORN", CHL_ALIGN_RIGHT },
        { "MMD", CHL_ALIGN_RIGHT },       { "LOSS", CHL_ALIGN_RIGHT },
        { "SPEED", CHL_ALIGN_RIGHT },
    };
    size_t stride = settings->details ? 1 : 1 + (f->point_count - 1) / ROWS;
    chl_text_table table;

    chl_text_add_bytes(out, "\n", 1);
    chl_text_table_begin(&table, columns, sizeof columns / sizeof *columns,
                         settings);
    for (size_t k = 0; k < f->point_count; k++) {
        const chl_result_flow_point *p = &f->points[k];

        if (k % stride != 0 && k + 1 != f->point_count) {
            continue;
        }
        chl_text_table_row(&table);
        chl_text_table_size(&table, p->step);
        chl_text_table_real(&table, p->energy);
        chl_text_table_real(&table, p->transport);
        chl_text_table_real(&table, p->sinkhorn);
        chl_text_table_real(&table, p->mmd);
        chl_text_table_real(&table, p->loss);
        chl_text_table_real(&table, p->speed);
    }
    return chl_text_table_finish(&table, out, err);
}

static chl_status
add_modes(const chl_result_flow *f, const chl_document_settings *settings,
          chl_text *out, chl_error *err)
{
    static const chl_text_column columns[] = {
        { "MODE", CHL_ALIGN_RIGHT },
        { "EIGENVALUE", CHL_ALIGN_RIGHT },
        { "PART OF MMD^2", CHL_ALIGN_RIGHT },
        { "IPM GROWTH", CHL_ALIGN_RIGHT },
        { "LSGAN HALF-LIFE", CHL_ALIGN_RIGHT },
        { "AT THE END", CHL_ALIGN_RIGHT },
    };
    chl_text_table table;

    if (f->start_count == 0) {
        return CHL_OK;
    }
    chl_text_add_bytes(out, "\n", 1);
    chl_text_table_begin(&table, columns, sizeof columns / sizeof *columns,
                         settings);
    for (size_t k = 0; k < f->start_count; k++) {
        const chl_result_flow_mode *m = &f->start[k];

        chl_text_table_row(&table);
        chl_text_table_size(&table, k + 1);
        chl_text_table_real(&table, m->lambda);
        chl_text_table_percent(&table, m->share);
        chl_text_table_real(&table, m->growth);
        chl_text_table_real(&table, m->half_life);
        if (k < f->end_count) {
            chl_text_table_real(&table, f->end[k].lambda);
        } else {
            chl_text_table_words(&table, NULL);
        }
    }
    return chl_text_table_finish(&table, out, err);
}

static chl_status
add_decays(const chl_result_flow *f, const chl_document_settings *settings,
           chl_text *out, chl_error *err)
{
    static const chl_text_column columns[] = {
        { "NEAR EQUILIBRIUM, MODE", CHL_ALIGN_RIGHT },
        { "PREDICTED DECAY", CHL_ALIGN_RIGHT },
        { "MEASURED", CHL_ALIGN_RIGHT },
        { "RATIO", CHL_ALIGN_RIGHT },
    };
    chl_text_table table;

    if (f->decay_count == 0) {
        return CHL_OK;
    }
    chl_text_add_bytes(out, "\n", 1);
    chl_text_table_begin(&table, columns, 4, settings);
    for (size_t k = 0; k < f->decay_count; k++) {
        chl_text_table_row(&table);
        chl_text_table_size(&table, k + 1);
        chl_text_table_real(&table, f->decays[k].predicted);
        chl_text_table_real(&table, f->decays[k].measured);
        chl_text_table_real(&table, f->decays[k].ratio);
    }
    return chl_text_table_finish(&table, out, err);
}

static chl_status
add_widths(const chl_result_flow *f, const chl_document_settings *settings,
           chl_text *out, chl_error *err)
{
    static const chl_text_column columns[] = {
        { "WIDTH", CHL_ALIGN_RIGHT },
        { "RMS DIFFERENCE OF F", CHL_ALIGN_RIGHT },
        { "RELATIVE", CHL_ALIGN_RIGHT },
    };
    chl_text_table table;

    if (f->width_count == 0) {
        return CHL_OK;
    }
    chl_text_add_bytes(out, "\n", 1);
    chl_text_table_begin(&table, columns, 3, settings);
    for (size_t k = 0; k < f->width_count; k++) {
        chl_text_table_row(&table);
        chl_text_table_size(&table, f->widths[k].width);
        chl_text_table_real(&table, f->widths[k].rms);
        chl_text_table_real(&table, f->widths[k].relative);
    }
    return chl_text_table_finish(&table, out, err);
}

chl_status
chl_text_part_flow(const chl_result *result,
                   const chl_document_settings *settings, chl_text *out,
                   chl_error *err)
{
    chl_status status = CHL_OK;

    if (result->flow == NULL || result->flow->point_count == 0) {
        return CHL_OK;
    }
    CHL_TRY(add_course(result->flow, settings, out, err));
    CHL_TRY(add_modes(result->flow, settings, out, err));
    CHL_TRY(add_widths(result->flow, settings, out, err));
    CHL_TRY(add_decays(result->flow, settings, out, err));
out:
    return status;
}
