/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finished runs, else a comparison, else the spectrum, else a trajectory, else
 * what a verification drew, as a drawing of its own. */
#include "base/error.h"
#include "report/page.h"
#include "report/writer.h"

static chl_status
render(const chl_result *result, const chl_document_settings *settings,
       chl_text *out, chl_error *err)
{
    const bool spectrum =
        result->spectrum != NULL && result->spectrum->count > 0;

    (void) settings;
    if (chl_section_backtest.present(result)) {
        chl_text_add(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        chl_figure_backtest(out, result->backtest, true);
        return CHL_OK;
    }
    if (chl_section_comparison.present(result)) {
        chl_text_add(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        chl_figure_comparison(out, result->comparison, true);
        return CHL_OK;
    }
    if (!spectrum && chl_section_solvable.present(result)) {
        chl_text_add(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        chl_figure_solvable(out, result->solvable, true);
        return CHL_OK;
    }
    if (!spectrum && chl_section_meanfield.present(result)) {
        chl_text_add(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        chl_figure_meanfield(out, result->meanfield, true);
        return CHL_OK;
    }
    if (!spectrum && chl_section_flow.present(result)) {
        chl_text_add(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        return chl_figure_flow(out, result, err);
    }
    if (!spectrum && !chl_section_points.present(result)) {
        return CHL_FAIL(err, CHL_EARG,
                        "the result has no spectrum and no verification, which "
                        "are what an SVG document shows");
    }
    chl_text_add(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    if (spectrum) {
        chl_figure_spectrum(out, result, true);
    } else {
        chl_figure_points(out, result->verify, true);
    }
    return CHL_OK;
}

const chl_writer chl_writer_svg = { "svg", ".svg", render };
