// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE

#include "CLinux.h"

#include <linux/filter.h>
#include <malloc.h>
#include <pthread.h>
#include <string.h>
#include <sys/timex.h>
#include <sys/vfs.h>

int linux_accept(int listener, struct sockaddr_storage *address, socklen_t *length) {
    *length = sizeof *address;
    return accept4(listener, (struct sockaddr *)address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

int linux_epoll_wait(int epoll, struct epoll_event *events, int capacity, int timeout_ms) {
    return epoll_wait(epoll, events, capacity, timeout_ms);
}

long linux_file_system_type(const char *path) {
    struct statfs facts;
    // Some of the numbers have the 32nd bit set: without a sign they are the same on every machine.
    return statfs(path, &facts) == 0 ? (long)(uint32_t)facts.f_type : -1;
}

int linux_clock_state(long *error) {
    struct timex clock = {.modes = 0};
    int state = adjtimex(&clock);
    if (state < 0) return -1;
    *error = clock.maxerror;
    return state != TIME_ERROR && !(clock.status & STA_UNSYNC);
}

pid_t linux_peer_pid(int socket) {
    struct ucred credentials;
    socklen_t length = sizeof credentials;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &length) != 0) return -1;
    return credentials.pid;
}

int linux_refuse_new_handshakes(int listener) {
    // A filter on a TCP socket sees the segment from its TCP header on: byte 13 holds the flags.
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 13),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x02 /* SYN */, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, 0),
        BPF_STMT(BPF_RET | BPF_K, 0xffffffff),
    };
    struct sock_fprog program = {.len = sizeof code / sizeof code[0], .filter = code};
    return setsockopt(listener, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
}

int linux_reset_on_close(int socket) {
    struct linger linger = {.l_onoff = 1, .l_linger = 0};
    return setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}

void linux_name_thread(const char *name) {
    char short_name[16];
    strncpy(short_name, name, sizeof short_name - 1);
    short_name[sizeof short_name - 1] = 0;
    pthread_setname_np(pthread_self(), short_name);
}

void linux_map_large_blocks(void) {
    mallopt(M_MMAP_THRESHOLD, 512 * 1024);
    mallopt(M_TRIM_THRESHOLD, 1024 * 1024);
}
