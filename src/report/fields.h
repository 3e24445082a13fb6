/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every member of a result described once; freeing, the JSON writer and the
 * parser walk these tables, so that none of them can forget one.
 */
#ifndef CHLADNI_REPORT_FIELDS_H
#define CHLADNI_REPORT_FIELDS_H

#include <chladni/report.h>

typedef enum chl_field_kind {
    CHL_FIELD_DERIVED,       /* written only: made of other members          */
    CHL_FIELD_BOOL,          /* bool                                         */
    CHL_FIELD_SIZE,          /* size_t                                       */
    CHL_FIELD_OPTIONAL_SIZE, /* size_t, 0 = not there                        */
    CHL_FIELD_REAL,          /* double, NaN = not there                      */
    CHL_FIELD_UNBOUNDED,     /* double; the document says whether it is inf  */
    CHL_FIELD_WORD,          /* char *, always there                         */
    CHL_FIELD_TEXT,          /* char * or NULL                               */
    CHL_FIELD_REALS,         /* double *, with a count                       */
    CHL_FIELD_SIZES,         /* size_t *, with a count                       */
    CHL_FIELD_SHAPE,         /* size_t [4] in place, with a count            */
    CHL_FIELD_MATRIX,        /* chl_result_matrix in place: a list of rows   */
    CHL_FIELD_TEXTS,         /* char **, with a count                        */
    CHL_FIELD_RECORDS,       /* struct *, with a count                       */
    CHL_FIELD_KEYED,         /* the same; an object with the names as keys   */
    CHL_FIELD_SECTION,       /* struct * or NULL: absent in the document     */
    CHL_FIELD_GROUP          /* struct in place, or some members set apart   */
} chl_field_kind;

typedef struct chl_record chl_record;

typedef struct chl_field {
    const char *name; /* in the document; ascending within a record          */
    chl_field_kind kind;
    size_t offset, count_offset;
    const chl_record *record; /* of what is inside; else NULL                */
} chl_field;

struct chl_record {
    size_t size; /* of the struct; 0 for members set apart                   */
    size_t count;
    const chl_field *fields;
};

enum {
    CHL_SHAPE_AXES = 4
};

extern const chl_record chl_record_result;
extern const chl_record chl_record_dataset;
extern const chl_record chl_record_scatter;
extern const chl_record chl_record_mode;
extern const chl_record chl_record_trial;
extern const chl_record chl_record_round;
extern const chl_record chl_record_spectrum;
extern const chl_record chl_record_opinion;
extern const chl_record chl_record_agreement;
extern const chl_record chl_record_side;
extern const chl_record chl_record_comparison;
extern const chl_record chl_record_root;
extern const chl_record chl_record_scheme;
extern const chl_record chl_record_sweep;
extern const chl_record chl_record_penalty;
extern const chl_record chl_record_rule;
extern const chl_record chl_record_prediction;
extern const chl_record chl_record_score;
extern const chl_record chl_record_augment;
extern const chl_record chl_record_item;
extern const chl_record chl_record_criterion;
extern const chl_record chl_record_turns;
extern const chl_record chl_record_ranking;
extern const chl_record chl_record_run;
extern const chl_record chl_record_backtest;
extern const chl_record chl_record_check;
extern const chl_record chl_record_point;
extern const chl_record chl_record_verify;
extern const chl_record chl_record_recipe;
extern const chl_record chl_record_flow_point;
extern const chl_record chl_record_flow_mode;
extern const chl_record chl_record_flow_decay;
extern const chl_record chl_record_flow_width;
extern const chl_record chl_record_flow;
extern const chl_record chl_record_solvable_mode;
extern const chl_record chl_record_solvable_point;
extern const chl_record chl_record_fixed_point;
extern const chl_record chl_record_finite;
extern const chl_record chl_record_solvable;
extern const chl_record chl_record_meanfield_event;
extern const chl_record chl_record_meanfield_point;
extern const chl_record chl_record_density;
extern const chl_record chl_record_cloud;
extern const chl_record chl_record_training;
extern const chl_record chl_record_meanfield;
extern const chl_record chl_record_advice;

/* Where a member of the struct at `base` lies. */
void *chl_field_at(const chl_field *field, void *base);
const void *chl_field_view(const chl_field *field, const void *base);

/* The list a field of one of the kinds with a count points to, or NULL. */
const void *chl_field_list(const chl_field *field, const void *base);
/* True if some list with the same count is there. */
bool chl_field_shared(const chl_record *record, const chl_field *field,
                      const void *base);
/* Its length; 0 when no list that shares the count is there. */
size_t chl_field_count(const chl_record *record, const chl_field *field,
                       const void *base);

/* Every real NaN; the rest stays. Lists are left alone. */
void chl_record_blank(const chl_record *record, void *base);
/* Give back all memory inside, not the struct itself. */
void chl_record_clear(const chl_record *record, void *base);

#endif
