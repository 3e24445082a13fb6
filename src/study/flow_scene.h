/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures of a flow in one or two columns. */
#ifndef CHLADNI_STUDY_FLOW_SCENE_H
#define CHLADNI_STUDY_FLOW_SCENE_H

#include "study/flow.h"

/* A picture in the frame of the flow with room for a field, part of task->made
 * from now on; a view. Errors: CHL_ENOMEM. */
chl_status chl_flow_scene_create(chl_flow_task *task, const char *id,
                                 const char *title, chl_result_scene **out,
                                 chl_error *err);

/* Where its field is sampled: columns rows x d; chl_free. */
chl_status chl_flow_scene_places(const chl_result_scene *scene, double **out,
                                 chl_error *err);

/* The generated points as they are, and the targets. Errors: CHL_ENOMEM. */
chl_status chl_flow_scene_clouds(const chl_flow_task *task,
                                 chl_result_scene *scene, chl_error *err);

/* A contact sheet of the first generated images. Errors: CHL_ENOMEM. */
chl_status chl_flow_add_sheet(chl_flow_task *task, chl_error *err);

#endif
