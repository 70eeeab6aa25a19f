/* A disk that fills up, turns read-only or loses power, and a clock that jumps: for one folder, switched while programs run.
 *
 * Loaded with LD_PRELOAD. FAULTS_CONTROL names a file that all processes map (struct control); FAULTS_FOLDER the folder whose files
 * are concerned; FAULTS_JOURNAL the file that gets every write, cut, deletion, renaming and sync of that folder, in order. `faults_disk.py`
 * makes the first and reads the last.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { WELL = 0, GROWTH_REFUSED = 1, WRITES_REFUSED = 2, READ_ONLY = 3 };
enum { WRITE = 1, CUT = 2, SYNC = 3, DELETED = 4, RENAMED = 5 };

struct control {
    uint64_t sequence; /* entries in the journal so far */
    int64_t clock_seconds;
    int32_t disk;
    int32_t recording;
    pthread_mutex_t mutex;
};
struct entry { uint64_t sequence, offset, size; uint32_t kind, path; };

static struct control *control;
static const char *folder;
static size_t folder_length;
static int journal = -1;

/* The kernel's own calls: asking the library for its functions would be asking this one. */
#define REAL_WRITE(fd, content, size) syscall(SYS_write, fd, content, size)
#define REAL_PWRITE(fd, content, size, offset) syscall(SYS_pwrite64, fd, content, size, offset)
#define REAL_CUT(fd, size) (int)syscall(SYS_ftruncate, fd, size)
#define REAL_UNLINK(path) (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0)
#define REAL_RENAME(from, to) (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0)

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("FAULTS_CONTROL"), *log = getenv("FAULTS_JOURNAL");
    folder = getenv("FAULTS_FOLDER");
    if (!path || !folder) return;
    folder_length = strlen(folder);
    int handle = syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0);
    if (handle < 0) return;
    void *found = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, handle, 0);
    close(handle);
    if (found == MAP_FAILED) return;
    control = found;
    if (log) journal = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

/* Run by `faults_disk.py` once, before anybody else maps the file. */
int prepare(const char *path) {
    int handle = open(path, O_RDWR | O_CREAT, 0600);
    if (handle < 0 || ftruncate(handle, sizeof(struct control))) return -1;
    struct control *fresh = mmap(NULL, sizeof *fresh, PROT_READ | PROT_WRITE, MAP_SHARED, handle, 0);
    pthread_mutexattr_t kind;
    pthread_mutexattr_init(&kind);
    pthread_mutexattr_setpshared(&kind, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&kind, PTHREAD_MUTEX_ROBUST); /* a killed process may hold it */
    return pthread_mutex_init(&fresh->mutex, &kind);
}

static int ours(const char *path) {
    size_t length = strlen(path);
    if (!control || strncmp(path, folder, folder_length) || (path[folder_length] && path[folder_length] != '/')) return 0;
    return length < 4 || strcmp(path + length - 4, "-shm"); /* shared memory that happens to have a name */
}

static int ours_open(int fd, char *path) {
    char link[40];
    if (!control || (!control->disk && !control->recording)) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return ours(path);
}

static void hold(void) {
    if (pthread_mutex_lock(&control->mutex) == EOWNERDEAD) pthread_mutex_consistent(&control->mutex);
}

static void put(uint32_t kind, const char *path, uint64_t offset, const void *content, uint64_t size) {
    uint32_t length = strlen(path);
    struct entry head = {control->sequence + 1, offset, size, kind, length};
    uint64_t all = sizeof head + length + (content ? size : 0);
    char *whole = malloc(all);
    memcpy(whole, &head, sizeof head);
    memcpy(whole + sizeof head, path, length);
    if (content) memcpy(whole + sizeof head + length, content, size);
    if (syscall(SYS_write, journal, whole, all) == (long)all) __atomic_fetch_add(&control->sequence, 1, __ATOMIC_SEQ_CST);
    free(whole);
}

/* Whether the disk refuses to put so many bytes there; then errno says why. */
static int refused(int fd, off_t offset, size_t size) {
    struct stat now;
    if (control->disk == READ_ONLY) return errno = EROFS, 1;
    if (control->disk == WRITES_REFUSED) return errno = ENOSPC, 1;
    if (control->disk == GROWTH_REFUSED && !fstat(fd, &now) && offset + (off_t)size > now.st_size) return errno = ENOSPC, 1;
    return 0;
}

ssize_t pwrite64(int fd, const void *content, size_t size, off_t offset) {
    char path[PATH_MAX];
    if (!ours_open(fd, path)) return REAL_PWRITE(fd, content, size, offset);
    if (refused(fd, offset, size)) return -1;
    if (!control->recording) return REAL_PWRITE(fd, content, size, offset);
    hold();
    ssize_t done = REAL_PWRITE(fd, content, size, offset);
    if (done > 0) put(WRITE, path, offset, content, done);
    pthread_mutex_unlock(&control->mutex);
    return done;
}
ssize_t pwrite(int fd, const void *content, size_t size, off_t offset) { return pwrite64(fd, content, size, offset); }

ssize_t write(int fd, const void *content, size_t size) {
    char path[PATH_MAX];
    if (!ours_open(fd, path)) return REAL_WRITE(fd, content, size);
    int appends = fcntl(fd, F_GETFL) & O_APPEND;
    off_t offset = lseek(fd, 0, appends ? SEEK_END : SEEK_CUR);
    if (refused(fd, offset, size)) return -1;
    if (!control->recording) return REAL_WRITE(fd, content, size);
    hold();
    ssize_t done = REAL_WRITE(fd, content, size);
    if (done > 0) put(WRITE, path, offset, content, done);
    pthread_mutex_unlock(&control->mutex);
    return done;
}

int ftruncate64(int fd, off_t size) {
    char path[PATH_MAX];
    if (!ours_open(fd, path)) return REAL_CUT(fd, size);
    if (refused(fd, size, 0)) return -1;
    if (!control->recording) return REAL_CUT(fd, size);
    hold();
    int done = REAL_CUT(fd, size);
    if (!done) put(CUT, path, size, NULL, 0);
    pthread_mutex_unlock(&control->mutex);
    return done;
}
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

static int settle(int fd, long call) {
    char path[PATH_MAX];
    if (!ours_open(fd, path)) return (int)syscall(call, fd);
    if (control->disk == READ_ONLY) return errno = EROFS, -1;
    if (!control->recording) return (int)syscall(call, fd);
    hold();
    int done = (int)syscall(call, fd);
    if (!done) put(SYNC, path, 0, NULL, 0);
    pthread_mutex_unlock(&control->mutex);
    return done;
}
int fsync(int fd) { return settle(fd, SYS_fsync); }
int fdatasync(int fd) { return settle(fd, SYS_fdatasync); }

int unlink(const char *path) {
    if (!control || !ours(path) || (!control->disk && !control->recording)) return REAL_UNLINK(path);
    if (control->disk == READ_ONLY) return errno = EROFS, -1;
    if (!control->recording) return REAL_UNLINK(path);
    hold();
    int done = REAL_UNLINK(path);
    if (!done) put(DELETED, path, 0, NULL, 0);
    pthread_mutex_unlock(&control->mutex);
    return done;
}

int rename(const char *from, const char *to) {
    if (!control || !ours(to) || (!control->disk && !control->recording)) return REAL_RENAME(from, to);
    if (control->disk == READ_ONLY) return errno = EROFS, -1;
    if (!control->recording) return REAL_RENAME(from, to);
    hold();
    int done = REAL_RENAME(from, to);
    if (!done) put(RENAMED, from, 0, to, strlen(to));
    pthread_mutex_unlock(&control->mutex);
    return done;
}

/* A new file needs room for its entry, and any writing a disk that lets itself be written. */
static int entry_refused(int at, const char *path, int flags) {
    char whole[PATH_MAX];
    if (!control || !control->disk || !(flags & (O_WRONLY | O_RDWR | O_CREAT))) return 0;
    if (path[0] != '/') {
        if (at != AT_FDCWD || !getcwd(whole, sizeof whole - strlen(path) - 2)) return 0;
        strcat(strcat(whole, "/"), path);
        path = whole;
    }
    if (!ours(path)) return 0;
    if (control->disk == READ_ONLY) return errno = EROFS, 1;
    if ((flags & O_CREAT) && faccessat(AT_FDCWD, path, F_OK, 0)) return errno = ENOSPC, 1;
    return 0;
}

#define OPEN(name)                                                                                                                    \
    int name(const char *path, int flags, ...) {                                                                                      \
        va_list more;                                                                                                                 \
        va_start(more, flags);                                                                                                        \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;                                                       \
        va_end(more);                                                                                                                 \
        return entry_refused(AT_FDCWD, path, flags) ? -1 : (int)syscall(SYS_openat, AT_FDCWD, path, flags | O_LARGEFILE, mode);      \
    }
#define OPENAT(name)                                                                                                                  \
    int name(int at, const char *path, int flags, ...) {                                                                              \
        va_list more;                                                                                                                 \
        va_start(more, flags);                                                                                                        \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;                                                       \
        va_end(more);                                                                                                                 \
        return entry_refused(at, path, flags) ? -1 : (int)syscall(SYS_openat, at, path, flags | O_LARGEFILE, mode);                   \
    }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

int clock_gettime(clockid_t which, struct timespec *found) {
    int done = (int)syscall(SYS_clock_gettime, which, found);
    if (!done && control && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE)) found->tv_sec += control->clock_seconds;
    return done;
}

int gettimeofday(struct timeval *found, void *zone) {
    struct timespec now;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &now);
    found->tv_sec = now.tv_sec;
    found->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *found) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (found) *found = now.tv_sec;
    return now.tv_sec;
}
