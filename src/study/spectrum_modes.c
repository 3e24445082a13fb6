/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a mode separates: the rows where it is lowest and highest, and the
 * columns of a table it goes with. Of the modes fitted on all rows.
 */
#include "study/spectrum.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "operators/groups.h"
#include "report/result.h"
#include "study/composition.h"

enum {
    BLOCK = 1024,
    CHUNK = 8192,
    ITEM_NAME = 256,
    COLUMNS_SHOWN = 8
};

/* The `size` best rows seen so far by key, ties by row. */
typedef struct extremes {
    size_t size, count;
    double *keys; /* ascending: the lowest first */
    size_t *rows;
} extremes;

/* One chunk of rows: extremes of each mode at both ends, and for tables the
 * sums that correlations need. */
typedef struct chunk {
    extremes *ends; /* 2 x modes: low, high */
    double *sums;   /* table: see add_table */
} chunk;

typedef struct survey {
    const chl_spectrum_run *run;
    const double *offsets;
    size_t modes, d, chunks;
    bool table;
    chunk *list;
} survey;

static void
insert(extremes *e, double key, size_t row)
{
    size_t at;

    if (e->count == e->size
        && (key > e->keys[e->size - 1]
            || (key == e->keys[e->size - 1] && row > e->rows[e->size - 1]))) {
        return;
    }
    if (e->count < e->size) {
        e->count++;
    }
    for (at = e->count - 1;
         at > 0
         && (e->keys[at - 1] > key
             || (e->keys[at - 1] == key && e->rows[at - 1] > row));
         at--) {
        e->keys[at] = e->keys[at - 1];
        e->rows[at] = e->rows[at - 1];
    }
    e->keys[at] = key;
    e->rows[at] = row;
}

static size_t
sums_length(const survey *s)
{
    /* x, x^2 per column; f, f^2 per mode; x f per pair; rows. */
    return 2 * s->d + 2 * s->modes + s->d * s->modes + 1;
}

static chl_status
prepare_chunk(const survey *s, chunk *c, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t size = s->run->settings.sheet;

    c->ends = chl_alloc(2 * s->modes, sizeof *c->ends);
    CHL_REQUIRE_MEMORY(c->ends, err, "items of modes");
    for (size_t i = 0; i < 2 * s->modes; i++) {
        extremes *e = &c->ends[i];

        e->size = size;
        e->keys = chl_alloc(size, sizeof *e->keys);
        e->rows = chl_alloc(size, sizeof *e->rows);
        CHL_REQUIRE_MEMORY(e->keys, err, "items of modes");
        CHL_REQUIRE_MEMORY(e->rows, err, "items of modes");
    }
    if (s->table) {
        c->sums = chl_alloc(sums_length(s), sizeof *c->sums);
        CHL_REQUIRE_MEMORY(c->sums, err, "correlations");
    }
out:
    return status;
}

static void
clear_survey(survey *s)
{
    for (size_t c = 0; s->list != NULL && c < s->chunks; c++) {
        for (size_t i = 0; s->list[c].ends != NULL && i < 2 * s->modes; i++) {
            chl_free(s->list[c].ends[i].keys);
            chl_free(s->list[c].ends[i].rows);
        }
        chl_free(s->list[c].ends);
        chl_free(s->list[c].sums);
    }
    chl_free(s->list);
}

static void
add_table(const survey *s, const double *x, const double *f, double *sums)
{
    size_t d = s->d, k = s->modes;
    double *columns = sums, *modes = sums + 2 * d, *pairs = modes + 2 * k;

    for (size_t l = 0; l < d; l++) {
        columns[2 * l] += x[l];
        columns[2 * l + 1] += x[l] * x[l];
        for (size_t a = 0; a < k; a++) {
            pairs[l * k + a] += x[l] * f[a];
        }
    }
    for (size_t a = 0; a < k; a++) {
        modes[2 * a] += f[a];
        modes[2 * a + 1] += f[a] * f[a];
    }
    sums[sums_length(s) - 1] += 1.0;
}

static chl_status
survey_rows(const survey *s, chunk *c, const size_t *row, size_t count,
            double *values, double *x, chl_error *err)
{
    const chl_spectrum_run *run = s->run;
    chl_status status =
        chl_galerkin_evaluate(run->galerkin, run->full.coefficients, s->offsets,
                              s->modes, row, count, values, NULL, err);

    if (status == CHL_OK && s->table) {
        status = chl_dataset_rows(run->dataset, row, count, x, err);
    }
    for (size_t i = 0; status == CHL_OK && i < count; i++) {
        const double *f = values + i * s->modes;

        for (size_t a = 0; a < s->modes; a++) {
            insert(&c->ends[2 * a], f[a], row[i]);
            insert(&c->ends[2 * a + 1], -f[a], row[i]);
        }
        if (s->table) {
            add_table(s, x + i * s->d, f, c->sums);
        }
    }
    return status;
}

static chl_status
work(void *user, size_t thread, size_t group, chl_error *err)
{
    const survey *s = user;
    const chl_sample *sample = chl_basis_sample(s->run->basis);
    chl_status status = CHL_OK;
    size_t at = group * CHUNK;
    size_t end = at + CHUNK < sample->used ? at + CHUNK : sample->used;
    size_t *row = chl_alloc(BLOCK, sizeof *row);
    double *values = chl_alloc(BLOCK * s->modes, sizeof *values);
    double *x = chl_alloc(s->table ? BLOCK * s->d : 1, sizeof *x);

    (void) thread;
    CHL_REQUIRE_MEMORY(row, err, "row numbers");
    CHL_REQUIRE_MEMORY(values, err, "values of modes");
    CHL_REQUIRE_MEMORY(x, err, "a block of rows");
    CHL_TRY(prepare_chunk(s, &s->list[group], err));
    for (; at < end; at += BLOCK) {
        size_t count = end - at < BLOCK ? end - at : BLOCK;

        for (size_t i = 0; i < count; i++) {
            row[i] = chl_sample_row(sample, at + i);
        }
        CHL_TRY(survey_rows(s, &s->list[group], row, count, values, x, err));
    }
out:
    chl_free(row);
    chl_free(values);
    chl_free(x);
    return status;
}

/* Everything into the first chunk. */
static void
merge(const survey *s)
{
    for (size_t c = 1; c < s->chunks; c++) {
        for (size_t i = 0; i < 2 * s->modes; i++) {
            const extremes *from = &s->list[c].ends[i];

            for (size_t k = 0; k < from->count; k++) {
                insert(&s->list[0].ends[i], from->keys[k], from->rows[k]);
            }
        }
        for (size_t i = 0; s->table && i < sums_length(s); i++) {
            s->list[0].sums[i] += s->list[c].sums[i];
        }
    }
}

static double
correlation(const survey *s, size_t column, size_t mode)
{
    const double *sums = s->list[0].sums;
    const double *x = sums + 2 * column;
    const double *f = sums + 2 * s->d + 2 * mode;
    double n = sums[sums_length(s) - 1];
    double xf = sums[2 * s->d + 2 * s->modes + column * s->modes + mode];
    double vx = x[1] - x[0] * x[0] / n, vf = f[1] - f[0] * f[0] / n;

    return vx > 1e-12 * x[1] && vf > 0.0
               ? (xf - x[0] * f[0] / n) / sqrt(vx * vf)
               : NAN;
}

/* The columns with the largest correlation of either sign, largest first. */
static chl_status
fill_columns(const survey *s, size_t mode, chl_result_mode *out, chl_error *err)
{
    bool *taken = chl_alloc(s->d, sizeof *taken);
    chl_status status = CHL_OK;

    CHL_REQUIRE_MEMORY(taken, err, "columns");
    for (size_t k = 0; k < out->column_count; k++) {
        size_t best = s->d;
        double most = -1.0;

        for (size_t l = 0; l < s->d; l++) {
            double r = fabs(correlation(s, l, mode));

            if (!taken[l] && r > most) {
                most = r;
                best = l;
            }
        }
        if (best == s->d) {
            out->column_count = k;
            break;
        }
        taken[best] = true;
        out->correlations[k] = correlation(s, best, mode);
        CHL_TRY(chl_result_set_text(
            &out->columns[k], chl_dataset_column_name(s->run->dataset, best),
            err));
    }
out:
    chl_free(taken);
    return status;
}

static chl_status
fill_items(const survey *s, const extremes *e, size_t *rows, char **items,
           chl_error *err)
{
    chl_status status = CHL_OK;

    for (size_t k = 0; k < e->count; k++) {
        char name[ITEM_NAME];

        rows[k] = e->rows[k];
        chl_dataset_item_name(s->run->dataset, e->rows[k], name, sizeof name);
        CHL_TRY(chl_result_set_text(&items[k], name, err));
    }
out:
    return status;
}

static chl_status
fill_mode(const survey *s, size_t mode, chl_result_mode *out, chl_error *err)
{
    chl_status status = CHL_OK;
    const extremes *low = &s->list[0].ends[2 * mode], *high = low + 1;
    size_t columns = s->d < COLUMNS_SHOWN ? s->d : COLUMNS_SHOWN;

    CHL_TRY(chl_result_mode_fill(out, low->count, high->count,
                                 s->table ? columns : 0, err));
    CHL_TRY(fill_items(s, low, out->low_rows, out->low_items, err));
    CHL_TRY(fill_items(s, high, out->high_rows, out->high_items, err));
    CHL_TRY(chl_composition_fill(s->run->dataset, out->low_rows, low->count,
                                 &out->low_classes, err));
    CHL_TRY(chl_composition_fill(s->run->dataset, out->high_rows, high->count,
                                 &out->high_classes, err));
    if (s->table) {
        CHL_TRY(fill_columns(s, mode, out, err));
    }
    out->index = mode;
    out->lambda = s->run->full.values[mode];
out:
    return status;
}

/* Means of the modes over all rows, so that values are centred. */
static void
fill_offsets(const chl_spectrum_run *run, const double *means, double *offsets)
{
    for (size_t a = 0; a < run->count; a++) {
        for (size_t i = 0; i < run->full.q; i++) {
            offsets[a] +=
                run->full.coefficients[a * run->full.q + i] * means[i];
        }
    }
}

chl_status
chl_spectrum_modes(const chl_spectrum_run *run, chl_result_spectrum *section,
                   chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_dataset_info *info = chl_dataset_describe(run->dataset);
    size_t groups = chl_basis_sample(run->basis)->groups;
    size_t used = chl_basis_sample(run->basis)->used;
    survey s = { .run = run,
                 .modes = section->mode_count,
                 .d = info->dimension,
                 .chunks = (used + CHUNK - 1) / CHUNK,
                 .table = info->kind == CHL_KIND_TABLE };
    chl_groups_job job = { .groups = s.chunks,
                           .threads = run->threads,
                           .progress = &run->settings.progress,
                           .stage = "modes",
                           .user = &s,
                           .work = work };
    double *weight = chl_alloc(groups, sizeof *weight);
    double *means = chl_alloc(run->full.q, sizeof *means);
    double *offsets = chl_alloc(run->count, sizeof *offsets);

    CHL_REQUIRE_MEMORY(weight, err, "group weights");
    CHL_REQUIRE_MEMORY(means, err, "means");
    CHL_REQUIRE_MEMORY(offsets, err, "means of modes");
    for (size_t g = 0; g < groups; g++) {
        weight[g] = 1.0;
    }
    chl_galerkin_means(run->galerkin, weight, means);
    fill_offsets(run, means, offsets);
    s.offsets = offsets;
    s.list = chl_alloc(s.chunks, sizeof *s.list);
    CHL_REQUIRE_MEMORY(s.list, err, "items of modes");
    CHL_TRY(chl_groups_run(&job, err));
    merge(&s);
    for (size_t a = 0; a < s.modes; a++) {
        CHL_TRY(fill_mode(&s, a, &section->modes[a], err));
    }
out:
    clear_survey(&s);
    chl_free(weight);
    chl_free(means);
    chl_free(offsets);
    return status;
}
