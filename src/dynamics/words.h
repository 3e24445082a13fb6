/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tables say to a name they do not have. */
#ifndef CHLADNI_DYNAMICS_WORDS_H
#define CHLADNI_DYNAMICS_WORDS_H

#include <chladni/base.h>

/* CHL_EARG: "unknown loss 'wgn'; did you mean 'wgan'? known: ...". */
chl_status chl_word_unknown(const char *kind, const char *word,
                            const char *(*name_at)(size_t), chl_error *err);

#endif
