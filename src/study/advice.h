/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Advice while it is being written. */
#ifndef CHLADNI_STUDY_ADVICE_H
#define CHLADNI_STUDY_ADVICE_H

#include <chladni/dynamics.h>
#include <chladni/report.h>

#include "base/text.h"

enum {
    CHL_ADVICE_REASONS = 24
};

typedef struct chl_advice_draft {
    chl_text verdict;
    chl_text reasons[CHL_ADVICE_REASONS];
    size_t reason_count;
} chl_advice_draft;

/* A fresh reason to write into; the last one again if there are too many. */
chl_text *chl_advice_reason(chl_advice_draft *draft);

/* Three digits, and no exponent where a person would not write one: 0.0213,
 * 12.3, 3970, 1.7 million. */
void chl_advice_number(chl_text *text, double value);

/* "95%: a to b" after `lead`, or nothing where the interval is not known. */
void chl_advice_ends(chl_text *text, const char *lead, double low, double high);
/* The same in brackets. */
void chl_advice_interval(chl_text *text, double low, double high);

/* "steps", else what a unit of time is. */
const char *chl_advice_unit(const chl_result_prediction *p);

/* The penalty of a prediction; NULL if the table does not have it. */
const chl_penalty *chl_advice_penalty(const chl_result_prediction *p);

/* Whether a warning, or with `notes` also a note, of this code was given. */
bool chl_advice_warned(const chl_result *result, const char *code, bool notes);

/* Alternating steps, the only scheme there is, or NULL. */
const chl_result_scheme *chl_advice_scheme(const chl_result_prediction *p);

/* The draft as a section; its texts stay the caller's. */
chl_status chl_advice_make(const chl_advice_draft *draft,
                           chl_result_advice **out, chl_error *err);
void chl_advice_clear(chl_advice_draft *draft);

/* What a comparison says, as out's advice. */
chl_status chl_advice_compare(const chl_result_comparison *comparison,
                              chl_result_advice **out, chl_error *err);

/* Each writes what its section has to say; none needs the others. */
void chl_advice_verdict(const chl_result *result, chl_advice_draft *draft);
void chl_advice_confidence(const chl_result *result, chl_advice_draft *draft);
void chl_advice_alarm(const chl_result *result, chl_advice_draft *draft);
void chl_advice_run(const chl_result *result, chl_advice_draft *draft);
void chl_advice_gamma(const chl_result *result, chl_advice_draft *draft);
void chl_advice_spectrum(const chl_result *result, chl_advice_draft *draft);
void chl_advice_noise(const chl_result *result, chl_advice_draft *draft);
void chl_advice_convention(const chl_result *result, chl_advice_draft *draft);
void chl_advice_steps(const chl_result *result, chl_advice_draft *draft);
void chl_advice_data(const chl_result *result, chl_advice_draft *draft);
void chl_advice_doubts(const chl_result *result, chl_advice_draft *draft);
void chl_advice_limits(const chl_result *result, chl_advice_draft *draft);

#endif
