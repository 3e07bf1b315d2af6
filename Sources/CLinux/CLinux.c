// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE

#include "CLinux.h"

#include <fcntl.h>
#include <linux/filter.h>
#include <malloc.h>
#include <pthread.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

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

// Between fork and exec of a program with threads: only what signal-safety(7) allows.
static void become(const struct linux_program *program, int failure) {
    sigset_t none;
    sigemptyset(&none);
    setpgid(0, 0);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, NULL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    struct rlimit core = {0, 0};
    setrlimit(RLIMIT_CORE, &core);
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        rlim_t wanted = (rlim_t)program->files;
        if (files.rlim_max > wanted) files.rlim_max = wanted;
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    int null = open("/dev/null", O_RDONLY);
    if (null >= 0 && dup2(null, 0) >= 0 && dup2(program->output, 1) >= 0 && dup2(program->errors, 2) >= 0
        && (program->directory == NULL || chdir(program->directory) == 0)) {
        if (null > 2) close(null);
        execve(program->path, program->arguments, program->environment);
    }
    int code = errno;
    // Nothing can be done where even that fails.
    ssize_t written = write(failure, &code, sizeof code);
    (void)written;
    _exit(127);
}

pid_t linux_spawn(const struct linux_program *program, int *pidfd) {
    int failure[2];
    if (pipe2(failure, O_CLOEXEC) != 0) return -1;
    pid_t pid = fork();
    if (pid == 0) become(program, failure[1]);
    int code = errno;
    close(failure[1]);
    if (pid > 0) {
        // Here too, so that the group is there when this returns.
        setpgid(pid, pid);
        ssize_t got;
        do got = read(failure[0], &code, sizeof code);
        while (got < 0 && errno == EINTR);
        if (got != sizeof code) {
            *pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
            if (*pidfd >= 0 && fcntl(*pidfd, F_SETFL, O_NONBLOCK) >= 0) {
                close(failure[0]);
                return pid;
            }
            code = errno;
            kill(-pid, SIGKILL);
        }
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {}
    }
    close(failure[0]);
    errno = code;
    return -1;
}

int linux_reap(pid_t pid) {
    int status;
    pid_t got;
    do got = waitpid(pid, &status, WNOHANG);
    while (got < 0 && errno == EINTR);
    if (got != pid) return -1;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
