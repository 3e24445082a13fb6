/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libjpeg as we use it: errors come back as a sentence, never as an exit. */
#ifndef CHLADNI_DATA_JPEG_H
#define CHLADNI_DATA_JPEG_H

#include <setjmp.h>
#include <stdio.h>

#include <jpeglib.h>

/* First member of libjpeg's object is a pointer to `manager`. */
typedef struct chl_jpeg_guard {
    struct jpeg_error_mgr manager;
    jmp_buf escape;
    int code; /* libjpeg's msg_code of what went wrong */
    char text[JMSG_LENGTH_MAX];
} chl_jpeg_guard;

/* To be put into cinfo->err; the caller then does setjmp(guard->escape). */
struct jpeg_error_mgr *chl_jpeg_guard_init(chl_jpeg_guard *guard);

#endif
