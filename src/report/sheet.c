/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/sheet.h"

#include <string.h>

#include <chladni/data.h>

#include "base/error.h"
#include "report/markup.h"

enum {
    TOTAL_BYTES = 720 * 1024, /* of JPEG; base64 makes it a third more */
    SMALL_TILE = 96           /* below this, enlarge with hard edges */
};

const chl_result_sprite *
chl_sheet_find(const chl_result *result, const char *id)
{
    for (size_t k = 0; k < result->sprite_count; k++) {
        const chl_result_sprite *sprite = &result->sprites[k];

        if (sprite->id != NULL && strcmp(sprite->id, id) == 0
            && sprite->rgb != NULL && sprite->columns > 0 && sprite->rows > 0
            && sprite->tile_width > 0 && sprite->tile_height > 0) {
            return sprite;
        }
    }
    return NULL;
}

/* *out stays NULL if no quality brings the picture below `limit` bytes. */
static chl_status
encode(const uint8_t *rgb, size_t height, size_t width, size_t limit,
       uint8_t **out, size_t *size, chl_error *err)
{
    static const int qualities[] = { 88, 75, 55, 35, 15 };
    chl_status status = CHL_OK;
    uint8_t *bytes = NULL;

    for (size_t k = 0; k < sizeof qualities / sizeof qualities[0]; k++) {
        CHL_TRY(chl_image_encode_jpeg(rgb, height, width, qualities[k], &bytes,
                                      size, err));
        if (*size <= limit) {
            *out = bytes;
            bytes = NULL;
            break;
        }
        chl_free(bytes);
        bytes = NULL;
    }
out:
    chl_free(bytes);
    return status;
}

static void
add_image(chl_text *page, const uint8_t *jpeg, size_t size, size_t height,
          size_t width, const char *words)
{
    chl_text_add(page, "<img width=\"%zu\" height=\"%zu\" alt=\"", width,
                 height);
    chl_markup_text(page, words);
    chl_text_add(page, "\" src=\"data:image/jpeg;base64,");
    chl_markup_base64(page, jpeg, size);
    chl_text_add(page, "\"/>");
}

chl_status
chl_sheet_add(chl_text *page, const chl_result *result,
              const chl_result_sprite *s, size_t first, size_t count,
              const char *words, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t width = s->columns * s->tile_width;
    size_t height = count * s->tile_height;
    /* A sheet of a mode makes two pictures. */
    size_t limit = TOTAL_BYTES / (2 * result->sprite_count);
    uint8_t *jpeg = NULL;
    size_t size = 0;

    CHL_TRY(encode(s->rgb + first * s->tile_height * width * 3, height, width,
                   limit, &jpeg, &size, err));
    chl_text_add(page, "<div class=\"sheet%s\">",
                 s->tile_width < SMALL_TILE ? " pixels" : "");
    if (jpeg != NULL) {
        add_image(page, jpeg, size, height, width, words);
    } else {
        chl_text_add(page, "<p>These pictures are too large for the page;"
                           " their names are listed below.</p>");
    }
    chl_text_add(page, "</div>\n");
out:
    chl_free(jpeg);
    return status;
}

void
chl_sheet_add_captions(chl_text *page, const chl_result_sprite *s, size_t first,
                       size_t count, const char *summary)
{
    size_t begin = first * s->columns, end = begin + count * s->columns;
    size_t listed = 0;

    for (size_t k = begin; s->captions != NULL && k < end; k++) {
        if (s->captions[k] == NULL) {
            continue;
        }
        if (listed++ == 0) {
            chl_text_add(page, "<details><summary>");
            chl_markup_text(page, summary);
            chl_text_add(page, "</summary>\n<ol>\n");
        }
        chl_text_add(page, "<li>");
        chl_markup_name(page, s->captions[k]);
        chl_text_add(page, "</li>\n");
    }
    if (listed > 0) {
        chl_text_add(page, "</ol></details>\n");
    }
}
