/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a result goes: files by extension, text or JSON on stdout. */
#ifndef CHLADNI_TOOLS_OUTPUT_H
#define CHLADNI_TOOLS_OUTPUT_H

#include "session.h"

/* The words --fail-on takes. */
const char *output_fail_word(size_t index);

/*
 * Before any work: every -o has an extension we write and a folder that takes
 * files.
 * Errors     CHL_EARG, CHL_EIO
 */
chl_status output_check_paths(const cli_globals *settings, chl_error *err);

/*
 * Note the options in the result, write the files, then stdout, and set
 * *code: 4 if the result is degraded, 10 if --fail-on is hit, else unchanged.
 * Errors     CHL_EIO, CHL_ENOMEM
 */
chl_status output_result(cli_session *session, chl_result *result, int *code,
                         chl_error *err);

/*
 * A finished result in another form on stdout; "json" byte for byte as it was
 * written.
 * Errors     CHL_EARG other flags beside this one; CHL_EFORMAT it is no result,
 *            or a damaged one; CHL_EIO
 */
chl_status output_form(const cli_session *session, const char *where,
                       const char *form, chl_error *err);

/* The same of a check; --fail-on any is hit by a warning or an error. */
chl_status output_check(cli_session *session, const chl_check *check, int *code,
                        chl_error *err);

#endif
