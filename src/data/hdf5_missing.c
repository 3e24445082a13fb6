/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HDF5 files where the library was built without HDF5. */
#include "base/error.h"
#include "data/hdf5_sniff.h"

static chl_status
read(const chl_source *source, chl_findings *sink, const chl_progress *progress,
     chl_table *out, chl_error *err)
{
    (void) source;
    (void) sink;
    (void) progress;
    (void) out;
    return CHL_FAIL(
        err, CHL_EUNSUPPORTED,
        "is an HDF5 file, and this build cannot read them; expected "
        "a build with -Dhdf5=enabled");
}

const chl_reader chl_reader_hdf5 = { "hdf5", chl_hdf5_sniff, read };
