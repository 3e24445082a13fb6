/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The growing lists of a solution. */
#include "base/error.h"
#include "systems/toy.h"

static void *
grow(void *block, size_t used, size_t *room, size_t size)
{
    size_t wanted = used < *room ? *room : 2 * *room + 16;
    void *grown = wanted == *room ? block : chl_realloc(block, wanted, size);

    if (grown != NULL) {
        *room = wanted;
    }
    return grown;
}

chl_status
chl_toy_add_event(chl_toy *toy, chl_toy_event event, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_toy_event *grown =
        grow(toy->event, toy->events, &toy->event_room, sizeof *grown);

    CHL_REQUIRE_MEMORY(grown, err, "events");
    toy->event = grown;
    toy->event[toy->events++] = event;
out:
    return status;
}

chl_status
chl_toy_add_half(chl_toy *toy, chl_toy_half half, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_toy_half *grown =
        grow(toy->half, toy->halves, &toy->half_room, sizeof *grown);

    CHL_REQUIRE_MEMORY(grown, err, "half-cycles");
    toy->half = grown;
    toy->half[toy->halves++] = half;
out:
    return status;
}

chl_status
chl_toy_add_piece(chl_toy *toy, chl_toy_piece *piece, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_toy_piece *grown =
        grow(toy->piece, toy->pieces, &toy->piece_room, sizeof *grown);

    CHL_REQUIRE_MEMORY(grown, err, "pieces of an orbit");
    toy->piece = grown;
    chl_toy_clock(toy, piece);
    toy->piece[toy->pieces++] = *piece;
out:
    return status;
}
