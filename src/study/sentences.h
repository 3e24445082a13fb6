/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A verdict and its reasons while they are written. */
#ifndef CHLADNI_STUDY_SENTENCES_H
#define CHLADNI_STUDY_SENTENCES_H

#include <chladni/report.h>

#include "base/text.h"

enum {
    CHL_SENTENCES = 12
};

/* Empty when zero-initialised. */
typedef struct chl_sentences {
    chl_text verdict, reasons[CHL_SENTENCES];
    size_t count;
} chl_sentences;

/* A new reason to be written to; beyond the room, the last one. */
chl_text *chl_sentences_next(chl_sentences *sentences);
/* All of them as advice. Errors: CHL_ENOMEM, also of what was written. */
chl_status chl_sentences_finish(const chl_sentences *sentences,
                                chl_result_advice **out, chl_error *err);
void chl_sentences_clear(chl_sentences *sentences);

#endif
