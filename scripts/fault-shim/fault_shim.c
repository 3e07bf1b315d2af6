// SPDX-License-Identifier: Apache-2.0
//
// Preloaded into a program (LD_PRELOAD), it lets chosen system calls on the files of one directory fail. What it is
// told, all through the environment:
//
//   FAULT_DIR      the directory, absolute and canonical; files below it count, others never
//   FAULT_MATCH    only files whose path contains this (default: all)
//   FAULT_KINDS    which calls, with commas: write sync truncate allocate open rename read
//                  (open: for writing or creating)
//   FAULT_AT       the first call to fail, counted from 1 over the chosen kinds; 0 only counts (default)
//   FAULT_MODE     once (default) or on: that call, or every one from it on
//   FAULT_ERRNO    what a failing call sets, as a number
//   FAULT_CONTROL  a path: calls fail only while that file exists
//   FAULT_QUOTA    bytes: a write or allocation fails only if the directory would then hold more than this
//   FAULT_SHORT    1: a failing write first writes half of its bytes and says so, until a single byte is left
//   FAULT_REPORT   a file of eight 64-bit counters, mapped and so readable even after SIGKILL: the calls seen of each
//                  kind in the order above, then the calls that were made to fail
//
// A sync that is left out cannot be seen by killing the process: the page cache outlives it. `crash-test.py --power`
// sees it.

#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
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

enum kind { WRITE, SYNC, TRUNCATE, ALLOCATE, OPEN, RENAME, READ, KINDS };
static const char *const names[KINDS] = {"write", "sync", "truncate", "allocate", "open", "rename", "read"};

// Descriptors that are followed; the program's own limit is far above what a data directory needs.
enum { FOLLOWED = 1 << 16 };
static unsigned char followed[FOLLOWED];

static const char *directory, *match, *control;
static size_t directory_length;
static unsigned chosen;
static uint64_t first_at, quota, calls, spare[KINDS + 1], *report = spare;
static int only_once, short_writes, error_number;

static uint64_t number(const char *name, uint64_t otherwise) {
    const char *text = getenv(name);
    return text && *text ? strtoull(text, NULL, 10) : otherwise;
}

__attribute__((constructor)) static void set_up(void) {
    directory = getenv("FAULT_DIR");
    directory_length = directory ? strlen(directory) : 0;
    match = getenv("FAULT_MATCH");
    control = getenv("FAULT_CONTROL");
    const char *kinds = getenv("FAULT_KINDS");
    for (int kind = 0; kinds && kind < KINDS; kind++)
        if (strstr(kinds, names[kind])) chosen |= 1u << kind;
    first_at = number("FAULT_AT", 0);
    quota = number("FAULT_QUOTA", 0);
    error_number = (int)number("FAULT_ERRNO", EIO);
    short_writes = number("FAULT_SHORT", 0) == 1;
    const char *mode = getenv("FAULT_MODE");
    only_once = !mode || strcmp(mode, "on") != 0;
    const char *path = getenv("FAULT_REPORT");
    if (!path) return;
    int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) return;
    if (syscall(SYS_ftruncate, file, sizeof spare) == 0) {
        void *map = mmap(NULL, sizeof spare, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        if (map != MAP_FAILED) report = map;
    }
    syscall(SYS_close, file);
}

static int is_ours(const char *path) {
    return directory && strncmp(path, directory, directory_length) == 0
           && (path[directory_length] == '/' || path[directory_length] == 0) && (!match || strstr(path, match));
}

static int is_followed(int file) { return file >= 0 && file < FOLLOWED && followed[file]; }

// What the files below a directory occupy.
static uint64_t occupied(const char *path) {
    DIR *list = opendir(path);
    if (!list) return 0;
    uint64_t total = 0;
    for (struct dirent *entry; (entry = readdir(list));) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
        char name[PATH_MAX];
        struct stat facts;
        if (snprintf(name, sizeof name, "%s/%s", path, entry->d_name) >= (int)sizeof name) continue;
        if (lstat(name, &facts) != 0) continue;
        total += S_ISDIR(facts.st_mode) ? occupied(name) : (uint64_t)facts.st_blocks * 512;
    }
    closedir(list);
    return total;
}

// Whether a call fails now. `growth` is what it would add to the directory.
static int fails(enum kind kind, uint64_t growth) {
    int before = errno;
    __atomic_add_fetch(&report[kind], 1, __ATOMIC_RELAXED);
    if (!(chosen & 1u << kind)) return 0;
    uint64_t call = __atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED);
    if (first_at == 0 || call < first_at || (only_once && call > first_at)) return 0;
    int holds = !control || syscall(SYS_faccessat, AT_FDCWD, control, F_OK) == 0;
    if (holds && quota) holds = growth > 0 && occupied(directory) + growth > quota;
    if (holds) __atomic_add_fetch(&report[KINDS], 1, __ATOMIC_RELAXED);
    errno = holds ? error_number : before;
    return holds;
}

static uint64_t growth(int file, off_t offset, size_t count) {
    struct stat facts;
    if (!quota || fstat(file, &facts) != 0 || !S_ISREG(facts.st_mode)) return 0;
    uint64_t end = (uint64_t)offset + count;
    return end > (uint64_t)facts.st_size ? end - (uint64_t)facts.st_size : 0;
}

// MARK: Opening and closing

static int opened(int file) {
    char link[64], path[PATH_MAX];
    if (file < 0 || file >= FOLLOWED) return file;
    int before = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    path[length < 0 ? 0 : length] = 0;
    followed[file] = (unsigned char)(length > 0 && is_ours(path));
    errno = before;
    return file;
}

// Whether a path, which may be relative to an open directory, is of ours.
static int leads_to_us(int at, const char *path) {
    char link[64], full[PATH_MAX];
    if (!path || path[0] == '/' || at == AT_FDCWD) return path && is_ours(path);
    snprintf(link, sizeof link, "/proc/self/fd/%d", at);
    ssize_t length = readlink(link, full, sizeof full - 1);
    if (length < 0 || snprintf(full + length, sizeof full - (size_t)length, "/%s", path) < 0) return 0;
    return is_ours(full);
}

static int open_file(int at, const char *path, int flags, mode_t mode) {
    int writes = (flags & O_ACCMODE) != O_RDONLY || flags & (O_CREAT | O_TRUNC);
    int exists = syscall(SYS_faccessat, at, path, F_OK) == 0;
    if (writes && leads_to_us(at, path) && fails(OPEN, exists ? 0 : 4096)) return -1;
    return opened((int)syscall(SYS_openat, at, path, flags, mode));
}

#define MODE(flags) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | (O_TMPFILE & ~O_DIRECTORY))) { \
        va_list list; \
        va_start(list, flags); \
        mode = va_arg(list, mode_t); \
        va_end(list); \
    }

int open(const char *path, int flags, ...) {
    MODE(flags)
    return open_file(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    MODE(flags)
    return open_file(AT_FDCWD, path, flags, mode);
}

int openat(int at, const char *path, int flags, ...) {
    MODE(flags)
    return open_file(at, path, flags, mode);
}

int openat64(int at, const char *path, int flags, ...) {
    MODE(flags)
    return open_file(at, path, flags, mode);
}

int creat(const char *path, mode_t mode) { return open_file(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

int close(int file) {
    if (file >= 0 && file < FOLLOWED) followed[file] = 0;
    return (int)syscall(SYS_close, file);
}

// MARK: Reading and writing

static int write_fails(int file, off_t offset, size_t *count) {
    if (!is_followed(file) || !fails(WRITE, growth(file, offset, *count))) return 0;
    if (!short_writes || *count < 2) return 1;
    *count /= 2;
    return 0;
}

ssize_t write(int file, const void *bytes, size_t count) {
    off_t offset = quota && is_followed(file) ? lseek(file, 0, SEEK_CUR) : 0;
    return write_fails(file, offset, &count) ? -1 : syscall(SYS_write, file, bytes, count);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
    return write_fails(file, offset, &count) ? -1 : syscall(SYS_pwrite64, file, bytes, count, offset);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) {
    return pwrite(file, bytes, count, offset);
}

ssize_t writev(int file, const struct iovec *parts, int count) {
    size_t bytes = 0;
    for (int part = 0; part < count; part++) bytes += parts[part].iov_len;
    off_t offset = quota && is_followed(file) ? lseek(file, 0, SEEK_CUR) : 0;
    // A short one is not played here: it fails whole or not at all.
    if (is_followed(file) && fails(WRITE, growth(file, offset, bytes))) return -1;
    return syscall(SYS_writev, file, parts, count);
}

ssize_t read(int file, void *bytes, size_t count) {
    return is_followed(file) && fails(READ, 0) ? -1 : syscall(SYS_read, file, bytes, count);
}

ssize_t pread(int file, void *bytes, size_t count, off_t offset) {
    return is_followed(file) && fails(READ, 0) ? -1 : syscall(SYS_pread64, file, bytes, count, offset);
}

ssize_t pread64(int file, void *bytes, size_t count, off64_t offset) { return pread(file, bytes, count, offset); }

// MARK: The rest

int fsync(int file) { return is_followed(file) && fails(SYNC, 0) ? -1 : (int)syscall(SYS_fsync, file); }

int fdatasync(int file) { return is_followed(file) && fails(SYNC, 0) ? -1 : (int)syscall(SYS_fdatasync, file); }

int ftruncate(int file, off_t length) {
    return is_followed(file) && fails(TRUNCATE, 0) ? -1 : (int)syscall(SYS_ftruncate, file, length);
}

int ftruncate64(int file, off64_t length) { return ftruncate(file, length); }

int fallocate(int file, int mode, off_t offset, off_t length) {
    if (is_followed(file) && fails(ALLOCATE, growth(file, offset, (size_t)length))) return -1;
    return (int)syscall(SYS_fallocate, file, mode, offset, length);
}

int fallocate64(int file, int mode, off64_t offset, off64_t length) { return fallocate(file, mode, offset, length); }

// Unlike the others these return what went wrong, and leave errno alone.
int posix_fallocate(int file, off_t offset, off_t length) {
    int before = errno, code = fallocate(file, 0, offset, length) == 0 ? 0 : errno;
    errno = before;
    return code;
}

int posix_fallocate64(int file, off64_t offset, off64_t length) { return posix_fallocate(file, offset, length); }

int renameat2(int from_at, const char *from, int to_at, const char *to, unsigned flags) {
    if ((leads_to_us(from_at, from) || leads_to_us(to_at, to)) && fails(RENAME, 0)) return -1;
    return (int)syscall(SYS_renameat2, from_at, from, to_at, to, flags);
}

int renameat(int from_at, const char *from, int to_at, const char *to) {
    return renameat2(from_at, from, to_at, to, 0);
}

int rename(const char *from, const char *to) { return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0); }
