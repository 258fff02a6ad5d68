/* start_mpi.c - main of blikk-mpi: the tool on every rank, of which the first alone speaks. */
#include "cli/ranks.h"
#include "mpi/ranks.h"

#include <mpi.h>
#include <stdio.h>
#include <unistd.h>

/* This rank's share of its machine's processors. */
static int32_t own_processors(const bk_mpi *mpi)
{
    MPI_Comm machine;
    int ranks = 1;
    if (MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, mpi->rank, MPI_INFO_NULL,
                            &machine) == MPI_SUCCESS) {
        MPI_Comm_size(machine, &ranks);
        MPI_Comm_free(&machine);
    }
    int32_t n = bk_jobs_processors() / ranks;
    return n < 1 ? 1 : n;
}

static int agree(void *self, int code)
{
    return bk_mpi_greatest(self, code);
}

static void share(void *self, void *bytes, int64_t n)
{
    const bk_mpi *mpi = self;
    (void)mpi->carrier.share(self, bytes, n);
}

/* What the others would say, rank 0 says. */
static void be_silent(void)
{
    if (freopen("/dev/null", "w", stdout) == NULL || freopen("/dev/null", "w", stderr) == NULL)
        _exit(4);
}

int main(int argc, char **argv)
{
    int given = 0;
    bk_mpi mpi;
    if (MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &given) != MPI_SUCCESS ||
        given < MPI_THREAD_FUNNELED)
        return 4;
    bk_mpi_start(&mpi);
    bk_ranks ranks = {.rank = mpi.rank,
                      .threads = own_processors(&mpi),
                      .carrier = &mpi.carrier,
                      .self = &mpi,
                      .agree = agree,
                      .share = share};
    if (mpi.rank > 0) be_silent();
    int code = bk_tool(argc, argv, &ranks);
    fflush(NULL);
    if (mpi.broken) _exit(code); /* the others may be gone: MPI would wait for them */
    code = bk_mpi_greatest(&mpi, code);
    bk_mpi_clear(&mpi);
    MPI_Finalize();
    return code;
}
