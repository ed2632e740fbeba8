/* Counts the calls by which this process, and every one it starts, changes files below a folder; makes the n-th one fail, or ends
 * the whole group of processes there; and keeps a log of them all, with what a file held whenever it was synced.
 *
 * FAULTS_BELOW  the folder (no link on the way)
 * FAULTS_MAP    a file of 64 bytes that all processes map: how many calls there were, at which to strike, and how
 * FAULTS_LOG    a folder: "log" has a line for each change of a name and each sync, "N" what the file held at sync N; unset: no log
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { NONE = 0, SHORT = -1, END = -2 }; /* any other way to strike is the errno */
enum { FROM = 1 };                       /* strike at every call from there on, as a full disk does */

struct shared {
    int64_t count, at, how, flags, logged;
    char struck[24];
};

static struct shared *map;
static char below[PATH_MAX];
static char log_folder[PATH_MAX];

#define REAL(name) ((__typeof__(&name))real(#name))

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

__attribute__((constructor)) static void begin(void) {
    const char *file = getenv("FAULTS_MAP"), *folder = getenv("FAULTS_BELOW"), *log = getenv("FAULTS_LOG");
    if (!file || !folder) return;
    int fd = syscall(SYS_openat, AT_FDCWD, file, O_RDWR | O_CLOEXEC, 0);
    if (fd < 0) return;
    map = mmap(NULL, sizeof *map, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    syscall(SYS_close, fd);
    if (map == MAP_FAILED) map = NULL;
    snprintf(below, sizeof below, "%s/", folder);
    if (log) snprintf(log_folder, sizeof log_folder, "%s", log);
}

/* Takes "." and ".." out of a path, in place. */
static void plain(char *path) {
    char out[PATH_MAX] = "", *save = NULL;
    size_t end = 0;
    for (char *part = strtok_r(path, "/", &save); part; part = strtok_r(NULL, "/", &save)) {
        if (!strcmp(part, ".")) continue;
        if (!strcmp(part, "..")) {
            while (end && out[--end] != '/') {}
            out[end] = 0;
            continue;
        }
        if (end + strlen(part) + 2 > sizeof out) return;
        end += sprintf(out + end, "/%s", part);
    }
    strcpy(path, out);
}

static int of_handle(int fd, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t got = syscall(SYS_readlinkat, AT_FDCWD, link, path, PATH_MAX - 1);
    if (got < 0) return 0;
    path[got] = 0;
    return 1;
}

static int of_name(int folder, const char *name, char *path) {
    char base[PATH_MAX] = "";
    if (name[0] != '/') {
        if (folder == AT_FDCWD ? !getcwd(base, sizeof base) : !of_handle(folder, base)) return 0;
    }
    if (strlen(base) + strlen(name) + 2 > PATH_MAX) return 0;
    sprintf(path, "%s/%s", base, name);
    plain(path);
    return 1;
}

static int ours(const char *path) { return map && !strncmp(path, below, strlen(below)); }

/* One call more. 0: go on; -1: it fails (errno says how); SHORT: only half of it. */
static int strike(const char *call) {
    int64_t number = __atomic_add_fetch(&map->count, 1, __ATOMIC_SEQ_CST);
    int frees = !strcmp(call, "unlink") || !strcmp(call, "rmdir") || !strcmp(call, "ftruncate"); /* a full disk hinders none of these */
    if (!map->at || map->how == NONE || (map->how == ENOSPC && frees) || number < map->at || (number > map->at && !(map->flags & FROM))) return 0;
    snprintf(map->struck, sizeof map->struck, "%s", call);
    if (map->how == END) {
        kill(0, SIGKILL);
        pause();
    }
    if (map->how == SHORT) return SHORT;
    errno = (int)map->how;
    return -1;
}

static void put(int to, const char *data, size_t size) {
    while (size) {
        ssize_t done = syscall(SYS_write, to, data, size);
        if (done <= 0) return;
        data += done, size -= done;
    }
}

static void copy(const char *path, int64_t number) {
    char name[PATH_MAX + 32], data[65536];
    snprintf(name, sizeof name, "%s/%lld", log_folder, (long long)number);
    int from = syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
    int to = syscall(SYS_openat, AT_FDCWD, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    ssize_t got;
    while (from >= 0 && (got = syscall(SYS_read, from, data, sizeof data)) > 0) put(to, data, got);
    if (from >= 0) syscall(SYS_close, from);
    if (to >= 0) syscall(SYS_close, to);
}

/* A line of the log, whole: call, its number, one path or two, ended by tabs and a line end. */
static void note(const char *call, const char *path, const char *other) {
    if (!map || !*log_folder) return;
    int kept = errno;
    int64_t number = __atomic_add_fetch(&map->logged, 1, __ATOMIC_SEQ_CST);
    char line[3 * PATH_MAX], name[PATH_MAX + 8];
    if (!strcmp(call, "sync")) copy(path, number);
    snprintf(name, sizeof name, "%s/log", log_folder);
    int size = snprintf(line, sizeof line, "%lld\t%lld\t%s\t%s\t%s\n", (long long)number, (long long)map->count, call, path, other ? other : "");
    int to = syscall(SYS_openat, AT_FDCWD, name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (to >= 0) {
        put(to, line, size);
        syscall(SYS_close, to);
    }
    errno = kept;
}

/* ---- writing ---- */

#define WRITING(call, fd, size, whole, half)                                                                                            \
    char path[PATH_MAX];                                                                                                                 \
    if (map && of_handle(fd, path) && ours(path)) {                                                                                      \
        int how = strike(call);                                                                                                          \
        if (how == -1 && errno) return -1;                                                                                               \
        if (how == SHORT && (size) > 1) return half;                                                                                     \
    }                                                                                                                                    \
    return whole

ssize_t write(int fd, const void *data, size_t size) {
    WRITING("write", fd, size, syscall(SYS_write, fd, data, size), syscall(SYS_write, fd, data, size / 2));
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    WRITING("pwrite", fd, size, REAL(pwrite64)(fd, data, size, at), REAL(pwrite64)(fd, data, size / 2, at));
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return pwrite64(fd, data, size, at); }

ssize_t writev(int fd, const struct iovec *parts, int count) {
    WRITING("writev", fd, count, REAL(writev)(fd, parts, count), REAL(writev)(fd, parts, 1));
}

#define PLAIN_HANDLE(call, fd, whole, logged)                                                                                            \
    char path[PATH_MAX];                                                                                                                 \
    int mine = map && of_handle(fd, path) && (ours(path) || !strncmp(path, below, strlen(below) - 1));                                   \
    if (mine && strike(call) == -1) return -1;                                                                                \
    int done = whole;                                                                                                                    \
    if (mine && done == 0) note(logged, path, NULL);                                                                                     \
    return done

int fsync(int fd) { PLAIN_HANDLE("fsync", fd, REAL(fsync)(fd), "sync"); }

int fdatasync(int fd) { PLAIN_HANDLE("fdatasync", fd, REAL(fdatasync)(fd), "sync"); }

int ftruncate64(int fd, off64_t size) { PLAIN_HANDLE("ftruncate", fd, REAL(ftruncate64)(fd, size), "truncate"); }

int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

/* ---- names ---- */

static int opened(int folder, const char *name, int flags, mode_t mode) {
    char path[PATH_MAX];
    int making = (flags & O_CREAT) || ((flags & O_TMPFILE) == O_TMPFILE);
    int mine = map && making && of_name(folder, name, path) && ours(path);
    struct stat there;
    int fresh = mine && stat(path, &there) != 0;
    if (mine && strike("open") == -1) return -1;
    int fd = syscall(SYS_openat, folder, name, flags | O_LARGEFILE, mode);
    if (mine && fd >= 0 && fresh) note("make", path, NULL);
    return fd;
}

#define MODE                                                                                                                             \
    mode_t mode = 0;                                                                                                                     \
    if ((flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE) {                                                                         \
        va_list more;                                                                                                                    \
        va_start(more, flags);                                                                                                           \
        mode = va_arg(more, mode_t);                                                                                                     \
        va_end(more);                                                                                                                    \
    }

int open(const char *name, int flags, ...) { MODE return opened(AT_FDCWD, name, flags, mode); }
int open64(const char *name, int flags, ...) { MODE return opened(AT_FDCWD, name, flags, mode); }
int openat(int folder, const char *name, int flags, ...) { MODE return opened(folder, name, flags, mode); }
int openat64(int folder, const char *name, int flags, ...) { MODE return opened(folder, name, flags, mode); }
int creat(const char *name, mode_t mode) { return opened(AT_FDCWD, name, O_WRONLY | O_CREAT | O_TRUNC, mode); }
int creat64(const char *name, mode_t mode) { return opened(AT_FDCWD, name, O_WRONLY | O_CREAT | O_TRUNC, mode); }

static int opening(const char *name, const char *how, char *path, int *fresh) {
    int mine = map && strpbrk(how, "wa+") && how[0] != 'r' && of_name(AT_FDCWD, name, path) && ours(path);
    struct stat there;
    *fresh = mine && stat(path, &there) != 0;
    return mine && strike("fopen") == -1;
}

FILE *fopen64(const char *name, const char *how) {
    char path[PATH_MAX];
    int fresh;
    if (opening(name, how, path, &fresh)) return NULL;
    FILE *file = REAL(fopen64)(name, how);
    if (file && fresh) note("make", path, NULL);
    return file;
}

FILE *fopen(const char *name, const char *how) { return fopen64(name, how); }

#define NAMED(call, folder, name, whole)                                                                                                 \
    char path[PATH_MAX];                                                                                                                 \
    int mine = map && of_name(folder, name, path) && ours(path);                                                                         \
    if (mine && strike(call) == -1) return -1;                                                                                           \
    int done = whole;                                                                                                                    \
    if (mine && done == 0) note(call, path, NULL);                                                                                       \
    return done

int unlink(const char *name) { NAMED("unlink", AT_FDCWD, name, REAL(unlink)(name)); }
int unlinkat(int folder, const char *name, int flags) { NAMED("unlink", folder, name, REAL(unlinkat)(folder, name, flags)); }
int rmdir(const char *name) { NAMED("rmdir", AT_FDCWD, name, REAL(rmdir)(name)); }
int mkdir(const char *name, mode_t mode) { NAMED("mkdir", AT_FDCWD, name, REAL(mkdir)(name, mode)); }
int mkdirat(int folder, const char *name, mode_t mode) { NAMED("mkdir", folder, name, REAL(mkdirat)(folder, name, mode)); }

#define TWO_NAMES(call, from, old, to, new, whole)                                                                                       \
    char path[PATH_MAX], other[PATH_MAX];                                                                                                \
    int mine = map && of_name(from, old, path) && of_name(to, new, other) && (ours(path) || ours(other));                                \
    if (mine && strike(call) == -1) return -1;                                                                                           \
    int done = whole;                                                                                                                    \
    if (mine && done == 0) note(call, path, other);                                                                                      \
    return done

int rename(const char *old, const char *new) { TWO_NAMES("rename", AT_FDCWD, old, AT_FDCWD, new, REAL(rename)(old, new)); }

int renameat(int from, const char *old, int to, const char *new) {
    TWO_NAMES("rename", from, old, to, new, REAL(renameat)(from, old, to, new));
}

int renameat2(int from, const char *old, int to, const char *new, unsigned flags) {
    TWO_NAMES("rename", from, old, to, new, REAL(renameat2)(from, old, to, new, flags));
}

int link(const char *old, const char *new) { TWO_NAMES("link", AT_FDCWD, old, AT_FDCWD, new, REAL(link)(old, new)); }

int linkat(int from, const char *old, int to, const char *new, int flags) {
    TWO_NAMES("link", from, old, to, new, REAL(linkat)(from, old, to, new, flags));
}
