// Clones of a function for wider vector units.
#pragma once

// A function with this mark is compiled several times, for newer and older processors, and the loader picks one. Its file is
// compiled without contraction of a * b + c, so that every clone gives the same bits.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 12
#define MIEN_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define MIEN_CLONES
#endif

// A body shared by the clones of several functions: it must become part of each clone.
#define MIEN_INLINE inline __attribute__((always_inline))
