/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * CHL_VECTORISED before a function: compiled twice, for processors with AVX2
 * and fused multiply-add and for any, and chosen when the program starts. By
 * the features, since the name of a processor such as haswell leaves out others
 * that have them. The project does not contract products with sums, so both are
 * the same bytes, except in files compiled with reassociation.
 *
 * Not by clang 14, which gives the choosers of static functions external names:
 * two of one name clash. Not under the address sanitizer, which is not ready
 * yet when they run.
 */
#ifndef CHLADNI_BASE_VECTORISED_H
#define CHLADNI_BASE_VECTORISED_H

#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__)            \
    && !defined(__SANITIZE_ADDRESS__)
#define CHL_VECTORISED                                                         \
    __attribute__((target_clones("arch=x86-64-v3", "default")))
#else
#define CHL_VECTORISED
#endif

/* Versions of a caller for other machines only inline what must be. */
#if defined(__GNUC__)
#define CHL_INLINE static inline __attribute__((always_inline))
#else
#define CHL_INLINE static inline
#endif

#endif
