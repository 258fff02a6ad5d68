#include "support/disk.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

static int64_t left; /* changes that still work; 0: none fails */
static bool armed, hit, locked;
static disk_fault kind;
static int64_t memory_left;

static sqlite3_vfs *real;
static sqlite3_mem_methods real_memory;

typedef struct {
    sqlite3_file base;
    sqlite3_file *file; /* the real one, behind this struct */
} shim;

static sqlite3_file *of(sqlite3_file *file)
{
    return ((shim *)(void *)file)->file;
}

/* SQLITE_OK, or what a failing disk says. */
static int change(int broken)
{
    if (!armed || --left > 0) return SQLITE_OK;
    hit = true;
    return kind == DISK_FULL ? SQLITE_FULL : broken;
}

static int shim_close(sqlite3_file *f)
{
    return of(f)->pMethods != NULL ? of(f)->pMethods->xClose(of(f)) : SQLITE_OK;
}

static int shim_read(sqlite3_file *f, void *data, int n, sqlite3_int64 at)
{
    return of(f)->pMethods->xRead(of(f), data, n, at);
}

static int shim_write(sqlite3_file *f, const void *data, int n, sqlite3_int64 at)
{
    int code = change(SQLITE_IOERR_WRITE);
    if (code == SQLITE_OK) return of(f)->pMethods->xWrite(of(f), data, n, at);
    /* Half of it may have got there. */
    if (n > 1) (void)of(f)->pMethods->xWrite(of(f), data, n / 2, at);
    return code;
}

static int shim_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    int code = change(SQLITE_IOERR_TRUNCATE);
    return code == SQLITE_OK ? of(f)->pMethods->xTruncate(of(f), size) : code;
}

static int shim_sync(sqlite3_file *f, int flags)
{
    (void)f; /* nobody pulls the plug here: not really waiting saves minutes */
    (void)flags;
    return change(SQLITE_IOERR_FSYNC);
}

static int shim_size(sqlite3_file *f, sqlite3_int64 *size)
{
    return of(f)->pMethods->xFileSize(of(f), size);
}

static int shim_lock(sqlite3_file *f, int level)
{
    return of(f)->pMethods->xLock(of(f), level);
}

static int shim_unlock(sqlite3_file *f, int level)
{
    return of(f)->pMethods->xUnlock(of(f), level);
}

static int shim_check(sqlite3_file *f, int *out)
{
    return of(f)->pMethods->xCheckReservedLock(of(f), out);
}

static int shim_control(sqlite3_file *f, int what, void *data)
{
    return of(f)->pMethods->xFileControl(of(f), what, data);
}

static int shim_sector(sqlite3_file *f)
{
    return of(f)->pMethods->xSectorSize(of(f));
}

static int shim_device(sqlite3_file *f)
{
    return of(f)->pMethods->xDeviceCharacteristics(of(f));
}

static int shim_map(sqlite3_file *f, int page, int size, int extend, void volatile **out)
{
    return of(f)->pMethods->xShmMap(of(f), page, size, extend, out);
}

static int shim_shm_lock(sqlite3_file *f, int at, int n, int flags)
{
    return of(f)->pMethods->xShmLock(of(f), at, n, flags);
}

static void shim_barrier(sqlite3_file *f)
{
    of(f)->pMethods->xShmBarrier(of(f));
}

static int shim_unmap(sqlite3_file *f, int delete)
{
    return of(f)->pMethods->xShmUnmap(of(f), delete);
}

static const sqlite3_io_methods METHODS = {
    .iVersion = 2,
    .xClose = shim_close,
    .xRead = shim_read,
    .xWrite = shim_write,
    .xTruncate = shim_truncate,
    .xSync = shim_sync,
    .xFileSize = shim_size,
    .xLock = shim_lock,
    .xUnlock = shim_unlock,
    .xCheckReservedLock = shim_check,
    .xFileControl = shim_control,
    .xSectorSize = shim_sector,
    .xDeviceCharacteristics = shim_device,
    .xShmMap = shim_map,
    .xShmLock = shim_shm_lock,
    .xShmBarrier = shim_barrier,
    .xShmUnmap = shim_unmap,
};

static int shim_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out)
{
    (void)vfs;
    shim *s = (shim *)(void *)f;
    s->file = (sqlite3_file *)(void *)(s + 1);
    f->pMethods = NULL;
    if (locked && (flags & SQLITE_OPEN_READWRITE) != 0) {
        if ((flags & SQLITE_OPEN_MAIN_DB) == 0) return SQLITE_CANTOPEN;
        flags = (flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)) | SQLITE_OPEN_READONLY;
    }
    int code = real->xOpen(real, name, s->file, flags, out);
    if (s->file->pMethods != NULL) f->pMethods = &METHODS;
    return code;
}

static void *request(int n)
{
    if (memory_left > 0 && --memory_left == 0) {
        hit = true;
        return NULL;
    }
    return real_memory.xMalloc(n);
}

static void *request_more(void *old, int n)
{
    if (memory_left > 0 && --memory_left == 0) {
        hit = true;
        return NULL;
    }
    return real_memory.xRealloc(old, n);
}

void disk_start(void)
{
    static sqlite3_vfs vfs;
    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real_memory);
    sqlite3_mem_methods memory = real_memory;
    memory.xMalloc = request;
    memory.xRealloc = request_more;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &memory);
    sqlite3_initialize();
    real = sqlite3_vfs_find(NULL);
    vfs = *real;
    vfs.pNext = NULL;
    vfs.zName = "failing disk";
    vfs.szOsFile = (int)sizeof(shim) + real->szOsFile;
    vfs.xOpen = shim_open;
    sqlite3_vfs_register(&vfs, 1);
}

void disk_arm(int64_t nth, disk_fault fault)
{
    left = nth;
    kind = fault;
    hit = false;
    armed = true;
}

void disk_mend(void)
{
    armed = false;
}

void disk_lock(bool is_locked)
{
    locked = is_locked;
}

void disk_arm_memory(int64_t nth)
{
    memory_left = nth;
    hit = false;
}

void disk_mend_memory(void)
{
    memory_left = 0;
}

bool disk_was_hit(void)
{
    return hit;
}
