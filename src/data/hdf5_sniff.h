/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which bytes are an HDF5 file. */
#ifndef CHLADNI_DATA_HDF5_SNIFF_H
#define CHLADNI_DATA_HDF5_SNIFF_H

#include "data/reader.h"

bool chl_hdf5_sniff(const chl_source *source);

#endif
