/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One picture of a flow, as SVG or as pixels. */
#ifndef CHLADNI_REPORT_SCENE_H
#define CHLADNI_REPORT_SCENE_H

#include "report/page.h"
#include "report/plane.h"

enum {
    CHL_SCENE_SIDE = 300 /* of a picture, in units of a drawing              */
};

/* Whether its id begins with `kind` ("step-", "mode-", ...). */
bool chl_scene_is(const chl_result_scene *scene, const char *kind);
/* How many there are, and number `index` of them. */
size_t chl_scene_count(const chl_result *result, const char *kind);
const chl_result_scene *chl_scene_at(const chl_result *result, const char *kind,
                                     size_t index);

/* Few enough points for large dots. */
bool chl_scene_is_sparse(const chl_result_scene *scene);

/* The picture as a group of shapes with the scene's id, its low left corner at
 * (0, CHL_SCENE_SIDE). Errors: CHL_ENOMEM. */
chl_status chl_scene_draw(chl_text *svg, const chl_result_scene *scene,
                          chl_error *err);

/*
 * All pictures of the flow side by side, in rows of four, as PNG.
 * Errors     CHL_EARG there are none; CHL_ENOMEM
 */
chl_status chl_scene_render_png(const chl_result *result, uint8_t **out,
                                size_t *size, chl_error *err);

#endif
