/* ranks.h - jobs over the ranks of an MPI program: the carrier of experiment/carrier.h.
 *
 * Rank 0 gives jobs out as others ask for them, works itself, and takes outcomes in by number; an
 * outcome travels as the bytes of its slot, so all ranks must be of one build and one kind of
 * machine. Only the calling thread talks (MPI_THREAD_FUNNELED), and never blocks while jobs are
 * carried: it looks for messages every millisecond.
 */
#ifndef BK_MPI_RANKS_H
#define BK_MPI_RANKS_H

#include "experiment/carrier.h"

typedef struct {
    int32_t rank, count;
    int64_t round;  /* of carry: messages of an earlier one are dropped */
    bool broken;    /* the ranks have lost each other: nothing is shared any more */
    int64_t ahead;  /* of the last carry, for what was in hand */
    int64_t *job;   /* [ahead] by slot: what another rank has in hand, -1 for nothing */
    int32_t *owner; /* [ahead] who */
    bk_carrier carrier;
} bk_mpi;

/* MPI has been started. */
void bk_mpi_start(bk_mpi *mpi);
void bk_mpi_clear(bk_mpi *mpi);

/* The greatest of all ranks' numbers, on every rank. */
int bk_mpi_greatest(bk_mpi *mpi, int mine);

#endif
