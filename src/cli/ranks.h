/* ranks.h - the tool as one of several ranks: what blikk-mpi tells it. NULL in blikk.
 *
 * All ranks read the same command line. Only rank 0 prints, and opens stores and files to write;
 * where that could fail for it alone, the ranks agree on the exit code before they go on.
 */
#ifndef BK_CLI_RANKS_H
#define BK_CLI_RANKS_H

#include "blikk/blikk.h"

typedef struct bk_ranks {
    int32_t rank;
    int32_t threads; /* of this rank, when nobody says how many */
    const bk_carrier *carrier;
    void *self;
    int (*agree)(void *self, int code);                /* the greatest of all ranks' exit codes */
    void (*share)(void *self, void *bytes, int64_t n); /* rank 0's bytes to all */
} bk_ranks;

/* The tool itself; ranks is NULL when there is one process. Returns the exit code. */
int bk_tool(int argc, char **argv, const bk_ranks *ranks);

#endif
