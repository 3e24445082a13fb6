/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What makes the spectrum of a graph less certain than its interval says. */
#include <math.h>

#include "base/error.h"
#include "study/graph.h"

static const double dimension_limit = 8.0, bandwidth_limit = 0.10;

static chl_status
warn_components(const chl_graph_run *run, chl_result *result, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_graph_info *info = chl_graph_describe(run->graph);
    size_t connected = info->points - info->dropped;

    if (info->components > 1) {
        CHL_TRY(chl_result_warn(
            result, "W-DISCONNECTED", "warning", err,
            "the graph has %zu components, each with an eigenvalue 0; the "
            "values listed are of the largest, %zu of %zu points",
            info->components, info->nodes, connected));
    }
    if (run->localised > 0) {
        CHL_TRY(chl_result_warn(
            result, "W-DISCONNECTED", "note", err,
            run->localised == 1
                ? "%zu mode lives on a few points that hang loosely (at %.3g) "
                  "and is left out"
                : "%zu modes live on a few points that hang loosely (the "
                  "lowest at %.3g) and are left out",
            run->localised, run->least_local));
    }
    if (info->dropped > 0) {
        CHL_TRY(chl_result_warn(
            result, "W-DISCONNECTED", "note", err,
            "%zu of %zu points %s dropped, with %s", info->dropped,
            info->points, info->dropped == 1 ? "was" : "were",
            chl_graph_is_whole(run->graph)
                ? "less weight than eight neighbours"
                : "a degree below a millionth of the median"));
    }
out:
    return status;
}

static chl_status
warn_dimension(const chl_graph_run *run, chl_result *result, chl_error *err)
{
    double dimension = chl_graph_describe(run->graph)->dimension;
    bool beyond = dimension > dimension_limit;

    return chl_result_warn(
        result, "W-NOT-APPLICABLE", beyond ? "warning" : "note", err,
        "the estimated intrinsic dimension is %.1f; a graph is not to be "
        "trusted above about %.0f%s",
        dimension, dimension_limit,
        beyond ? ": use the galerkin operator" : "");
}

static chl_status
warn_bandwidth(const chl_result_spectrum *s, chl_result *result, chl_error *err)
{
    double change = fabs(s->trials[1].lambda_1 / s->lambda[0] - 1.0);

    if (!(change > bandwidth_limit
          && change * s->lambda[0] > 3.0 * s->standard_error[0])) {
        return CHL_OK;
    }
    return chl_result_warn(result, "W-BANDWIDTH-SENSITIVE", "warning", err,
                           "lambda_1 is %.3g at bandwidth %.3g, and its mode "
                           "has %.3g at %.3g: the bandwidth, not only the "
                           "data, decides",
                           s->lambda[0], s->bandwidth, s->trials[1].lambda_1,
                           s->trials[1].bandwidth);
}

chl_status
chl_graph_warn(const chl_graph_run *run, const chl_result_spectrum *section,
               chl_result *result, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_graph_info *info = chl_graph_describe(run->graph);

    CHL_TRY(warn_components(run, result, err));
    if (info->dimension > dimension_limit) {
        CHL_TRY(warn_dimension(run, result, err));
    }
    CHL_TRY(warn_bandwidth(section, result, err));
    if (info->duplicates > 0) {
        CHL_TRY(chl_result_warn(result, "W-DUPLICATES", "note", err,
                                "%zu rows repeat an earlier one and count once "
                                "in the graph",
                                info->duplicates));
    }
    if (!run->converged) {
        CHL_TRY(chl_result_warn(result, "W-DEGRADED", "warning", err,
                                "the eigensolver stopped before all pairs had "
                                "converged"));
    }
    if (run->missed > 0) {
        CHL_TRY(chl_result_warn(result, "W-DEGRADED", "warning", err,
                                "an inertia count finds %zu eigenvalue%s that "
                                "the eigensolver did not",
                                run->missed, run->missed == 1 ? "" : "s"));
    }
    if (section->count < run->settings.modes) {
        CHL_TRY(chl_result_warn(result, "W-FEW-SAMPLES", "note", err,
                                "%zu of the %zu modes asked for are listed",
                                section->count, run->settings.modes));
    }
out:
    return status;
}
