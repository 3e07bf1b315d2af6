// SPDX-License-Identifier: Apache-2.0
//
// What the Swift overlay of Glibc does not show: epoll, eventfd, signalfd, accept4. Functions that need _GNU_SOURCE are
// declared here under names of our own and defined in CLinux.c, because a feature macro in a header reaches Swift's
// importer too late.
#ifndef CLINUX_H
#define CLINUX_H

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/types.h>

/// accept4(2) with SOCK_NONBLOCK and SOCK_CLOEXEC; `address` may hold any family.
int linux_accept(int listener, struct sockaddr_storage *address, socklen_t *length);

/// EPOLLET as an unsigned word: the C macro is a negative int on some libcs.
static const uint32_t linux_epoll_edge_triggered = 1u << 31;

/// epoll_wait(2).
int linux_epoll_wait(int epoll, struct epoll_event *events, int capacity, int timeout_ms);

/// The kind of file system that a path is on, as statfs(2) numbers them; -1 if that cannot be learnt.
long linux_file_system_type(const char *path);

/// Whether the kernel takes its clock for synchronised (adjtimex(2), which changes nothing here).
/// @param error receives the largest error it reckons with, in microseconds
/// @return 1 if so, 0 if not, -1 if that cannot be learnt
int linux_clock_state(long *error);

/// The pid behind the other end of a connected AF_UNIX socket (SO_PEERCRED), or -1.
pid_t linux_peer_pid(int socket);

/// Drops every further SYN that arrives at a listening TCP socket, and nothing else (a classic BPF program), so that
/// handshakes under way finish and the backlog can be emptied before the socket is closed.
int linux_refuse_new_handshakes(int listener);

/// Closes without lingering: the peer gets RST (SO_LINGER of zero), because bytes are missing from the answer.
int linux_reset_on_close(int socket);

/// Names the calling thread, at most 15 bytes.
void linux_name_thread(const char *name);

/// Has blocks of 512 KiB and more mapped and unmapped each on its own, so that a large value leaves nothing behind in
/// the heap once it is gone (mallopt; by default the bound grows with the blocks).
void linux_map_large_blocks(void);

/// A program to be started.
struct linux_program {
    /// Its file, absolute.
    const char *path;
    char *const *arguments;
    char *const *environment;
    /// Where it is started; NULL for where this process is.
    const char *directory;
    /// Descriptors for what it writes.
    int output;
    int errors;
    /// Its limit of open descriptors, at most.
    long files;
};

/// Starts a program in a process group of its own, with no signal blocked, no core files, and killed when the calling
/// thread ends.
/// @param pidfd receives a descriptor that becomes readable when it has ended
/// @return its process, or -1 with errno, that of execve(2) too
pid_t linux_spawn(const struct linux_program *program, int *pidfd);

/// How a child that has ended did so, which frees its process: its status, or 128 and the signal's number; -1 if it has
/// not ended.
int linux_reap(pid_t pid);

#endif
