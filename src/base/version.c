/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <chladni/base.h>

const char *
chl_version(void)
{
    return CHL_VERSION;
}
