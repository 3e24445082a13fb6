/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The study of a flow: its words settled, its points found, the two put
 * together. */
#include "answer_particles.h"

#include "base/error.h"
#include "presets.h"

chl_status
answer_flow_settle(cli_flow *flow, option_set *options, uint64_t seed,
                   size_t threads, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_TRY(presets_apply(options, flow->preset, err));
    CHL_TRY(settings_flow_settle(flow, seed, err));
    flow->study.particles.seed = seed;
    flow->study.particles.threads = threads;
out:
    return status;
}

static const chl_dataset *
images_of(const chl_dataset *dataset)
{
    double black, white;

    return dataset != NULL
                   && chl_dataset_describe(dataset)->kind == CHL_KIND_IMAGES
                   && chl_dataset_span(dataset, &black, &white)
               ? dataset
               : NULL;
}

chl_status
answer_flow(cli_flow *flow, const char *where, const cli_analysis *analysis,
            cli_input *input, chl_error *err)
{
    chl_status status = CHL_OK;
    cli_clouds clouds = { .input = *input };
    const chl_dataset *images;

    CHL_REQUIRE(input->dataset != NULL || input->result == NULL, err, CHL_EDATA,
                "flow takes data, not a result");
    if (where == NULL) {
        where = input->dataset != NULL
                    ? chl_dataset_describe(input->dataset)->name
                    : "eight_gaussians";
    }
    CHL_TRY(clouds_open(where, &flow->clouds, "flow", analysis, &clouds, err));
    images = images_of(clouds.input.dataset);
    flow->study.target = where;
    flow->study.source = clouds.from;
    CHL_TRY(settings_flow_shape(flow, images, err));
    CHL_TRY(chl_study_flow(&flow->study, &clouds.source, &clouds.target, images,
                           clouds.input.result, err));
out:
    *input = clouds.input;
    clouds.input = (cli_input){ 0 };
    clouds_close(&clouds);
    return status;
}
