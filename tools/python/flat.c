/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions: their options by name, and what they are asked of. */
#include "flat.h"

#include <string.h>

#include <chladni/augment.h>

#include "base/error.h"
#include "base/text.h"
#include "question.h"

int
chl_flat_version(void)
{
    return CHL_FLAT_VERSION;
}

size_t
chl_flat_error_size(void)
{
    return sizeof(chl_error);
}

const char *
chl_flat_error_text(const chl_error *err)
{
    return err->text;
}

const char *
chl_flat_status_name(int status)
{
#define STATUS_NAME(name, text) [name] = #name,
    static const char *const names[] = { CHL_STATUS_LIST(STATUS_NAME) };
#undef STATUS_NAME

    return status >= 0 && (size_t) status < sizeof names / sizeof *names
               ? names[status]
               : NULL;
}

static bool
report_flat(void *user, const chl_progress_event *now)
{
    const chl_flat *flat = user;

    return flat->report(flat->user, now->stage, now->done, now->total);
}

void
chl_flat_watch(chl_flat *flat, chl_flat_progress_fn *report, void *user)
{
    flat->report = report;
    flat->user = user;
}

chl_progress
question_progress(chl_flat *flat)
{
    return flat->report != NULL ? (chl_progress){ report_flat, flat }
                                : (chl_progress){ 0 };
}

static void
connect_systems(chl_flat *flat, chl_progress progress)
{
    const uint64_t seed = flat->common.seed;

    flat->solvable.settings.seed = flat->meanfield.networks.seed = seed;
    flat->backtest.test.seed = seed;
    flat->meanfield.networks.model.threads = flat->common.threads;
    flat->solvable.settings.progress = flat->flow.study.progress = progress;
    flat->meanfield.networks.progress = progress;
    flat->meanfield.toy.progress = progress;
}

/* What all steps share goes from the options to each of them. */
void
question_connect(chl_flat *flat)
{
    const chl_progress progress = question_progress(flat);
    cli_analysis *a = &flat->analysis;

    connect_systems(flat, progress);
    a->data.seed = a->spectrum.seed = flat->common.seed;
    flat->rank.settings.seed = flat->common.seed;
    a->data.samples = a->spectrum.samples;
    a->spectrum.threads = flat->rank.settings.threads = flat->common.threads;
    a->data.progress = a->spectrum.progress = progress;
    flat->rank.settings.progress = progress;
    flat->rank.settings.candidates =
        (const char *const *) flat->rank.candidates.paths;
    flat->rank.settings.candidate_count = flat->rank.candidates.count;
    answer_order_connect(&flat->order, a);
}

chl_status
chl_flat_open(chl_flat *flat, const char *where, chl_dataset **dataset,
              chl_result **result, chl_error *err)
{
    chl_status status;
    cli_input input = { 0 };

    question_connect(flat);
    status = input_open(where, flat->command->document, &flat->analysis, &input,
                        err);
    if (status == CHL_OK) {
        *dataset = input.dataset;
        *result = input.dataset == NULL ? input.result : NULL;
        input.dataset = NULL;
        input.result = *result == NULL ? input.result : NULL;
    }
    input_close(&input);
    return status;
}

struct chl_flat_array {
    char *name;
    chl_array array;
    chl_array_names names;
    ptrdiff_t strides[4];
};

static chl_status
find_type(const char *type, chl_dtype *out, chl_error *err)
{
    for (chl_dtype k = CHL_U8; k <= CHL_F64; k++) {
        if (strcmp(chl_dtype_name(k), type) == 0) {
            *out = k;
            return CHL_OK;
        }
    }
    return CHL_FAIL(err, CHL_EARG,
                    "the array holds values of type '%s'; numbers are read: "
                    "u1 to u8, i1 to i8, f2, f4, f8",
                    type);
}

chl_status
chl_flat_array_create(const char *name, const void *data, const char *type,
                      size_t axes, const size_t *shape,
                      const ptrdiff_t *strides, chl_flat_array **out,
                      chl_error *err)
{
    chl_status status = CHL_OK;
    chl_flat_array *array = chl_alloc(1, sizeof *array);

    CHL_REQUIRE_MEMORY(array, err, "an array");
    CHL_REQUIRE(axes >= 2 && axes <= 4, err, CHL_EARG,
                "the array has %zu axes; expected 2, 3 or 4", axes);
    CHL_TRY(find_type(type, &array->array.dtype, err));
    array->name = chl_strdup(name);
    CHL_REQUIRE_MEMORY(array->name, err, "the name of an array");
    array->array.data = data;
    array->array.axes = axes;
    for (size_t k = 0; k < axes; k++) {
        array->array.shape[k] = shape[k];
        array->strides[k] = strides != NULL ? strides[k] : 0;
    }
    array->array.strides = strides != NULL ? array->strides : NULL;
    *out = array;
    array = NULL;
out:
    chl_flat_array_free(array);
    return status;
}

void
chl_flat_array_free(chl_flat_array *array)
{
    if (array != NULL) {
        chl_free(array->name);
        chl_free(array);
    }
}

void
chl_flat_array_columns(chl_flat_array *array, const char *const *names)
{
    array->names.columns = names;
}

void
chl_flat_array_labels(chl_flat_array *array, const ptrdiff_t *labels,
                      size_t class_count, const char *const *names)
{
    array->names.labels = labels;
    array->names.class_count = class_count;
    array->names.classes = names;
}

chl_status
chl_flat_open_array(chl_flat *flat, const chl_flat_array *array,
                    chl_dataset **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_dataset *dataset = NULL;

    question_connect(flat);
    CHL_TRY(chl_dataset_from_named_array(array->name, &array->array,
                                         &array->names, &flat->analysis.data,
                                         &dataset, err));
    CHL_TRY(input_augment(dataset, &flat->analysis, err));
    *out = dataset;
    dataset = NULL;
out:
    chl_dataset_free(dataset);
    return status;
}

/* A copy to work on: what was handed out stays as it is. */
static chl_status
copy_result(const chl_result *earlier, const char *command, chl_result **out,
            chl_error *err)
{
    chl_status status = CHL_OK;
    char *bytes = NULL;
    size_t size;

    CHL_TRY(chl_document_render(earlier, "json", NULL, &bytes, &size, err));
    CHL_TRY(input_parse(bytes, size, command, out, err));
out:
    chl_free(bytes);
    return status;
}

static chl_status
prepare(chl_flat *flat, cli_input *input, const chl_result *earlier,
        chl_error *err)
{
    chl_status status = CHL_OK;
    const question_command *c = flat->command;

    if (earlier != NULL) {
        CHL_TRY(copy_result(earlier, c->document, &input->result, err));
        if (!c->data_only) {
            CHL_TRY(option_set_inherit(&flat->options, flat->tables, c->open,
                                       "the result", input->result, err));
        }
    } else if (input->dataset != NULL) {
        CHL_TRY(chl_result_create(c->document, &input->result, err));
        CHL_TRY(chl_study_dataset(input->dataset, input->result, err));
    }
out:
    return status;
}

chl_status
chl_flat_answer(chl_flat *flat, chl_dataset *dataset, const chl_result *earlier,
                chl_result **out, chl_error *err)
{
    chl_status status = CHL_OK;
    cli_input input = { .dataset = dataset };

    CHL_REQUIRE(flat->command->answer != NULL, err, CHL_EARG,
                "'%s' has no result", flat->command->name);
    question_connect(flat);
    chl_modes_free(chl_flat_take_modes(flat));
    CHL_TRY(prepare(flat, &input, earlier, err));
    CHL_TRY(flat->command->answer(flat, &input, err));
    CHL_TRY(option_set_record(&flat->options, input.result, err));
    *out = input.result;
    input.result = NULL;
out:
    /* What a word named was opened on the way; the rest is the caller's. */
    if (input.dataset != dataset) {
        chl_dataset_free(input.dataset);
    }
    chl_result_free(input.result);
    return status;
}

chl_status
chl_flat_compare(chl_flat *flat, const chl_result *const *results, size_t count,
                 chl_result **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result *result = NULL;

    CHL_TRY(answer_compare(results, count, &result, err));
    CHL_TRY(option_set_record(&flat->options, result, err));
    *out = result;
    result = NULL;
out:
    chl_result_free(result);
    return status;
}

chl_status
chl_flat_verified(const chl_result *result, chl_error *err)
{
    return answer_verify_check(result, err);
}

void
chl_flat_keep_modes(chl_flat *flat)
{
    flat->analysis.modes = &flat->modes;
}

chl_modes *
chl_flat_take_modes(chl_flat *flat)
{
    chl_modes *modes = flat->modes;

    flat->modes = NULL;
    return modes;
}

chl_status
chl_flat_evaluate(const chl_modes *modes, const chl_flat_array *rows,
                  double *values, chl_error *err)
{
    return chl_modes_evaluate(modes, &rows->array, values, err);
}

chl_status
chl_flat_check(chl_flat *flat, const char *where, char **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_check *check = NULL;
    size_t size;

    question_connect(flat);
    CHL_TRY(chl_dataset_check(where, &flat->analysis.data, &check, err));
    CHL_TRY(chl_document_render_check(check, "json", NULL, out, &size, err));
out:
    chl_check_free(check);
    return status;
}
