/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A result: making one, adding options and warnings, giving it back. */
#include <chladni/report.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "report/fields.h"
#include "report/format.h"
#include "report/result.h"

bool
chl_result_counts_steps(const chl_result_prediction *p)
{
    return p->steps > 0 || p->lr_d != 1.0 || p->lr_g != 1.0;
}

chl_status
chl_result_set_text(char **slot, const char *text, chl_error *err)
{
    chl_status status = CHL_OK;
    char *copy = NULL;

    if (text != NULL) {
        copy = chl_strdup(text);
        CHL_REQUIRE_MEMORY(copy, err, "a string of the result");
    }
    chl_free(*slot);
    *slot = copy;
out:
    return status;
}

static chl_status
set_textv(char **slot, chl_error *err, const char *format, va_list args)
{
    chl_status status = CHL_OK;
    char *made = NULL;
    va_list again;
    int length;

    va_copy(again, args);
    length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    CHL_REQUIRE(length >= 0, err, CHL_EARG, "format '%s' cannot be printed",
                format);
    made = chl_alloc((size_t) length + 1, 1);
    CHL_REQUIRE_MEMORY(made, err, "a string of the result");
    vsnprintf(made, (size_t) length + 1, format, args);
    chl_free(*slot);
    *slot = made;
out:
    return status;
}

chl_status
chl_result_set_textf(char **slot, chl_error *err, const char *format, ...)
{
    chl_status status;
    va_list args;

    va_start(args, format);
    status = set_textv(slot, err, format, args);
    va_end(args);
    return status;
}

chl_status
chl_result_create(const char *command, chl_result **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result *result = chl_alloc(1, sizeof *result);

    CHL_REQUIRE_MEMORY(result, err, "the result");
    CHL_TRY(chl_result_set_text(&result->command, command, err));
    *out = result;
    result = NULL;
out:
    chl_result_free(result);
    return status;
}

static void
clear_scene(chl_result_scene *scene)
{
    chl_free(scene->id);
    chl_free(scene->title);
    chl_free(scene->points);
    chl_free(scene->targets);
    chl_free(scene->arrows);
    chl_free(scene->field);
}

static void
clear_sprite(chl_result_sprite *sprite)
{
    size_t count = sprite->columns * sprite->rows;

    for (size_t k = 0; sprite->captions != NULL && k < count; k++) {
        chl_free(sprite->captions[k]);
    }
    chl_free(sprite->captions);
    chl_free(sprite->rgb);
    chl_free(sprite->id);
}

void
chl_result_clear_scenes(chl_result *result)
{
    for (size_t k = 0; result->scenes != NULL && k < result->scene_count; k++) {
        clear_scene(&result->scenes[k]);
    }
    chl_free(result->scenes);
    result->scenes = NULL;
    result->scene_count = 0;
}

void
chl_result_free(chl_result *result)
{
    if (result == NULL) {
        return;
    }
    for (size_t k = 0; result->sprites != NULL && k < result->sprite_count;
         k++) {
        clear_sprite(&result->sprites[k]);
    }
    chl_free(result->sprites);
    chl_result_clear_scenes(result);
    chl_record_clear(&chl_record_result, result);
    chl_free(result);
}

static chl_option_value *
find_option(const chl_result *result, const char *name)
{
    for (size_t k = 0; k < result->option_count; k++) {
        if (strcmp(result->options[k].name, name) == 0) {
            return &result->options[k];
        }
    }
    return NULL;
}

static void
clear_option(chl_option_value *option)
{
    chl_free(option->name);
    chl_free(option->value);
    chl_free(option->source);
}

chl_status
chl_result_add_option(chl_result *result, const char *name, const char *value,
                      const char *source, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_option_value made = { 0 }, *place;
    chl_text key = { 0 };

    /* Names are keys of the document, so two must differ there as well. */
    chl_text_add_utf8(&key, name);
    CHL_TRY(chl_text_check(&key, "the name of an option", err));
    CHL_TRY(
        chl_result_set_text(&made.name, key.data != NULL ? key.data : "", err));
    place = find_option(result, made.name);
    CHL_TRY(chl_result_set_text(&made.value, value, err));
    CHL_TRY(chl_result_set_text(&made.source, source, err));
    if (place != NULL) {
        clear_option(place);
    } else {
        chl_option_value *grown = chl_realloc(
            result->options, result->option_count + 1, sizeof *grown);

        CHL_REQUIRE_MEMORY(grown, err, "the options of the result");
        result->options = grown;
        place = &grown[result->option_count++];
    }
    *place = made;
    made = (chl_option_value){ 0 };
out:
    clear_option(&made);
    chl_text_clear(&key);
    return status;
}

chl_status
chl_result_warn(chl_result *result, const char *code, const char *severity,
                chl_error *err, const char *format, ...)
{
    chl_status status = CHL_OK;
    chl_warning made = { 0 }, *grown;
    va_list args;

    va_start(args, format);
    status = set_textv(&made.text, err, format, args);
    va_end(args);
    CHL_TRY(status);
    CHL_TRY(chl_result_set_text(&made.code, code, err));
    CHL_TRY(chl_result_set_text(&made.severity, severity, err));
    grown =
        chl_realloc(result->warnings, result->warning_count + 1, sizeof *grown);
    CHL_REQUIRE_MEMORY(grown, err, "the warnings of the result");
    result->warnings = grown;
    grown[result->warning_count++] = made;
    made = (chl_warning){ 0 };
out:
    chl_free(made.text);
    chl_free(made.code);
    chl_free(made.severity);
    return status;
}
