/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What modes separate, gathered row by row: the rows where each is lowest and
 * highest, and of tables the columns it goes with.
 */
#ifndef CHLADNI_STUDY_SURVEY_H
#define CHLADNI_STUDY_SURVEY_H

#include <chladni/data.h>
#include <chladni/report.h>

typedef struct chl_survey chl_survey;

/* `size` rows are kept per end. Borrows the dataset. Errors: CHL_ENOMEM. */
chl_status chl_survey_create(const chl_dataset *dataset, size_t modes,
                             size_t size, chl_survey **out, chl_error *err);
void chl_survey_free(chl_survey *survey);

/* Keep some rows, at most, to draw the modes by, unless the data are images; to
 * be called before any is added. Errors: CHL_ENOMEM. */
chl_status chl_survey_keep(chl_survey *survey, size_t rows, chl_error *err);

/* The data are a table, so that rows must be added with their values. */
bool chl_survey_has_columns(const chl_survey *survey);
/* A row of the dataset: f of every mode, and x, its d values, of tables (NULL
 * otherwise). Ties between rows go to the earlier one, in whatever order they
 * are added. */
void chl_survey_add(chl_survey *survey, size_t row, const double *f,
                    const double *x);
/* All that was seen, as doubles: a view of chl_survey_length values, which a
 * survey of the same kind can take up. */
size_t chl_survey_length(const chl_survey *survey);
double *chl_survey_record(chl_survey *survey);
void chl_survey_take(chl_survey *into, const double *record);
void chl_survey_merge(chl_survey *into, const chl_survey *from);
/* As if nothing had been seen. */
void chl_survey_forget(chl_survey *survey);

/* Rows, items, classes, columns and drawing of a mode; index and lambda are the
 * caller's. Errors: CHL_ENOMEM, CHL_EIO. */
chl_status chl_survey_fill(const chl_survey *survey, size_t mode,
                           chl_result_mode *out, chl_error *err);

#endif
