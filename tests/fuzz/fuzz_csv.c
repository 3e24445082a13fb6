/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as CSV: refused with a sentence, or a sound table; what can be
 * read can also be checked, with the same rows and nothing left out. */
#include "table_law.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    chl_source source = { .bytes = data, .size = size };
    chl_table table = { 0 }, checked = { 0 };
    chl_findings findings = { 0 };

    require_reader_law(&chl_reader_csv, data, size);
    if (chl_reader_csv.read(&source, NULL, NULL, &table, NULL) == CHL_OK) {
        require(chl_reader_csv.read(&source, &findings, NULL, &checked, NULL)
                == CHL_OK);
        require(checked.count == table.count && checked.skipped == 0);
        require(findings.count == 0);
    }
    chl_table_clear(&table);
    chl_table_clear(&checked);
    chl_findings_clear(&findings);
    return 0;
}
