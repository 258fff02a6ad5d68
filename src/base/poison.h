/* poison.h - turns calls we do not use into compile errors. The build includes it before every C
 * file of src/ (meson.build); nobody else includes it.
 *
 * The headers that name these calls come first: poison bites in headers too.
 *
 *   strcpy strcat sprintf strtok      no length: bk_buffer, snprintf
 *   atoi rand localtime setlocale     no errors, hidden state, the locale: bk_text_number,
 *                                     the keyed draws of random/
 *   malloc calloc realloc free        base/memory.h, which checks sizes; base itself may
 */
#if !defined(BK_BASE_POISON_H) && !defined(__cplusplus)
#define BK_BASE_POISON_H

/* IWYU pragma: begin_keep */
#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#if defined(__x86_64__) || defined(__i386__)
#include <mm_malloc.h>
#endif
/* IWYU pragma: end_keep */

#pragma GCC poison strcpy strcat sprintf vsprintf strtok atoi atol atof rand srand
#pragma GCC poison localtime gmtime setlocale gets alloca
#if !defined(BK_MAY_ALLOCATE)
#pragma GCC poison malloc calloc realloc free
#endif

#endif
