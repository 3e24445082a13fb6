/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The spectrum as a drawing of its own. */
#include "base/error.h"
#include "report/page.h"
#include "report/writer.h"

static chl_status
render(const chl_result *result, const chl_document_settings *settings,
       chl_text *out, chl_error *err)
{
    (void) settings;
    if (result->spectrum == NULL || result->spectrum->count == 0) {
        return CHL_FAIL(err, CHL_EARG,
                        "the result has no spectrum, which is what an SVG"
                        " document shows");
    }
    chl_text_add(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    chl_figure_spectrum(out, result->spectrum, true);
    return CHL_OK;
}

const chl_writer chl_writer_svg = { "svg", ".svg", render };
