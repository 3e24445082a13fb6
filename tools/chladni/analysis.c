/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An analysis and the session it runs in: seed, threads, bar, checkpoint. */
#include "input.h"

#include <unistd.h>

#include "base/error.h"
#include "base/text.h"
#include "ranks.h"

/* --resume alone: beside the first output. */
static chl_status
name_checkpoint(cli_analysis *analysis, const cli_session *session,
                chl_error *err)
{
    const path_list *outputs = &session->globals.outputs;
    chl_text name = { 0 };
    chl_status status;

    if (!analysis->spectrum.resume || analysis->spectrum.checkpoint != NULL) {
        return CHL_OK;
    }
    chl_text_add(&name, "%s.checkpoint",
                 outputs->count > 0 ? outputs->paths[0] : "chladni");
    status = chl_text_check(&name, "the name of the checkpoint", err);
    if (status != CHL_OK) {
        chl_text_clear(&name);
        return status;
    }
    analysis->spectrum.checkpoint = analysis->checkpoint = name.data;
    return CHL_OK;
}

chl_status
analysis_connect(cli_analysis *analysis, cli_session *session, chl_error *err)
{
    analysis->data.seed = session->globals.seed;
    analysis->data.samples = analysis->spectrum.samples;
    analysis->data.progress = progress_callback(&session->bar);
    analysis->spectrum.seed = session->globals.seed;
    analysis->spectrum.threads = session->globals.threads;
    analysis->spectrum.team = ranks_team();
    analysis->spectrum.progress = progress_callback(&session->bar);
    return name_checkpoint(analysis, session, err);
}

chl_status
analysis_settle(cli_session *session, const option_table *open,
                size_t open_count, const char *where, const cli_input *input,
                chl_error *err)
{
    chl_status status = CHL_OK;

    if (input->dataset == NULL) {
        status = option_set_inherit(&session->options, open, open_count, where,
                                    input->result, err);
    }
    if (status == CHL_OK) {
        session_tell(session, input->dataset == NULL ? input->result : NULL);
    }
    return status;
}

void
analysis_remove_kept(const cli_analysis *analysis)
{
    if (analysis->spectrum.checkpoint != NULL && ranks_first()) {
        unlink(analysis->spectrum.checkpoint);
    }
}

void
analysis_finish(const cli_analysis *analysis, const cli_input *input)
{
    if (input->dataset != NULL) {
        analysis_remove_kept(analysis);
    }
}
