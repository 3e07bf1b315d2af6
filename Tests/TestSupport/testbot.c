// SPDX-License-Identifier: Apache-2.0
//
// A bot that serves HTTP on PORT and misbehaves as its environment and its requests say; linked statically, so that an
// image needs nothing else. Environment: BOT_SLOW_MS (before it listens), BOT_DEAF (never listens), BOT_CRASH (the
// status it ends with at once), BOT_STUBBORN (ignores SIGTERM), BOT_BOOTING (answers 500 so many times first),
// BOT_BRIEF (ends with status 7 when so many connections were made).
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static void reply(int client, int status, const char *body) {
    dprintf(client, "HTTP/1.1 %d X\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s", status, strlen(body), body);
}

static void send_file(int client, const char *path) {
    static _Thread_local char content[65536];
    int file = open(path, O_RDONLY);
    if (file < 0) return reply(client, 404, strerror(errno));
    ssize_t count = read(file, content, sizeof content - 1);
    close(file);
    content[count < 0 ? 0 : count] = 0;
    reply(client, 200, content);
}

static void write_file(int client, const char *path) {
    int file = open(path, O_WRONLY | O_CREAT, 0600);
    if (file < 0) return reply(client, 200, strerror(errno));
    reply(client, 200, write(file, "x", 1) == 1 ? "written" : strerror(errno));
    close(file);
}

// A connection to "host:port" or to a path, or what came of it instead, negative.
static int connect_to(char *target) {
    char *colon = strchr(target, ':');
    int family = colon ? AF_INET : AF_UNIX;
    int attempt = socket(family, SOCK_STREAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in inet = {.sin_family = AF_INET};
    struct sockaddr_un local = {.sun_family = AF_UNIX};
    struct sockaddr *address = (struct sockaddr *)&local;
    socklen_t length = sizeof local;
    if (colon) {
        *colon = 0;
        inet.sin_port = htons((unsigned short)atoi(colon + 1));
        inet_pton(AF_INET, target, &inet.sin_addr);
        address = (struct sockaddr *)&inet;
        length = sizeof inet;
    } else {
        strncpy(local.sun_path, target, sizeof local.sun_path - 1);
    }
    int code = connect(attempt, address, length) == 0 ? 0 : errno;
    if (code == EINPROGRESS) {
        struct pollfd wait = {.fd = attempt, .events = POLLOUT};
        socklen_t size = sizeof code;
        code = ETIMEDOUT;
        if (poll(&wait, 1, 1500) == 1) getsockopt(attempt, SOL_SOCKET, SO_ERROR, &code, &size);
    }
    if (code == 0) return attempt;
    close(attempt);
    return -code;
}

static void try_connecting(int client, char *target) {
    int attempt = connect_to(target);
    reply(client, 200, attempt < 0 ? strerror(-attempt) : "connected");
    if (attempt >= 0) close(attempt);
}

// Sends a request to "host:port" and gives back all that is answered within some seconds.
static void pass_on(int client, char *target, const char *request) {
    static _Thread_local char answer[65536];
    size_t length = 0;
    int connection = connect_to(target);
    if (connection < 0) return reply(client, 200, strerror(-connection));
    fcntl(connection, F_SETFL, 0);
    struct timeval patience = {.tv_sec = 5};
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    dprintf(connection, "%s", request);
    for (ssize_t count; length < sizeof answer - 1; length += (size_t)count) {
        count = read(connection, answer + length, sizeof answer - 1 - length);
        if (count <= 0) break;
    }
    close(connection);
    answer[length] = 0;
    reply(client, 200, length ? answer : "closed without a word");
}

// "host:port/path": a GET with a token.
static void fetch(int client, char *target, const char *token) {
    static _Thread_local char request[8192];
    char *path = strchr(target, '/');
    snprintf(request, sizeof request,
        "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n",
        path ? path : "/", token);
    if (path) *path = 0;
    pass_on(client, target, request);
}

static void encode(const char *text, char *out) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t length = strlen(text);
    for (size_t at = 0; at < length; at += 3) {
        uint32_t bits = (uint32_t)(uint8_t)text[at] << 16;
        if (at + 1 < length) bits |= (uint32_t)(uint8_t)text[at + 1] << 8;
        if (at + 2 < length) bits |= (uint8_t)text[at + 2];
        for (int digit = 0; digit < 4; digit++) {
            *out++ = at + (size_t)digit > length ? '=' : digits[bits >> (18 - 6 * digit) & 63];
        }
    }
    *out = 0;
}

// CONNECT to a name through the proxy that HTTPS_PROXY names, as http://user:password@host:port.
static void tunnel(int client, const char *name) {
    static _Thread_local char request[8192], user[2048], code[4096];
    const char *proxy = getenv("HTTPS_PROXY");
    if (!proxy || sscanf(proxy, "http://%2047[^@]", user) != 1) return reply(client, 200, "no proxy");
    char address[64];
    snprintf(address, sizeof address, "%s", strchr(proxy, '@') + 1);
    encode(user, code);
    snprintf(request, sizeof request,
        "CONNECT %s HTTP/1.1\r\nHost: %s\r\nProxy-Authorization: Basic %s\r\nConnection: close\r\n\r\n", name, name,
        code);
    pass_on(client, address, request);
}

// Uses so many milliseconds of processor time.
static void spin(long milliseconds) {
    struct timespec used;
    do {
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    } while (used.tv_sec * 1000 + used.tv_nsec / 1000000 < milliseconds);
}

// How many of so many children it may have at once.
static void count_children(int client, int wanted) {
    static pid_t children[4096];
    int count = 0;
    char text[32];
    if (wanted > 4096) wanted = 4096;
    while (count < wanted && (children[count] = fork()) > 0) count++;
    if (count < wanted && children[count] == 0) for (;;) pause();
    for (int child = 0; child < count; child++) kill(children[child], SIGKILL);
    for (int child = 0; child < count; child++) waitpid(children[child], NULL, 0);
    snprintf(text, sizeof text, "%d", count);
    reply(client, 200, text);
}

static void serve(int client) {
    static _Thread_local char request[8192];
    ssize_t count = read(client, request, sizeof request - 1);
    if (count <= 0) return;
    request[count] = 0;
    char path[4096] = "/";
    sscanf(request, "%*s %4095s", path);
    char *argument = strchr(path, '?');
    if (argument) *argument++ = 0;
    if (!strcmp(path, "/environment")) {
        static _Thread_local char all[65536];
        all[0] = 0;
        for (char **variable = environ; *variable; variable++) {
            strncat(all, *variable, sizeof all - strlen(all) - 2);
            strcat(all, "\n");
        }
        reply(client, 200, all);
    } else if (!strcmp(path, "/crash")) {
        dprintf(client, "HTTP/1.1 200 X\r\nContent-Length: 1000\r\n\r\nhalf of it");
        abort();
    } else if (!strcmp(path, "/endless")) {
        dprintf(client, "HTTP/1.1 200 X\r\nConnection: close\r\n\r\n");
        while (write(client, request, sizeof request) > 0) {}
    } else if (!strcmp(path, "/memory")) {
        for (;;) {
            char *block = malloc(1 << 20);
            if (block) memset(block, 1, 1 << 20);
        }
    } else if (!strcmp(path, "/exit")) {
        reply(client, 200, "going");
        exit(argument ? atoi(argument) : 0);
    } else if (!strcmp(path, "/orphan")) {
        // A child that leaves the group and lives on.
        pid_t child = fork();
        if (child == 0) {
            setsid();
            close(client);
            for (;;) pause();
        }
        char text[32];
        snprintf(text, sizeof text, "%d", (int)child);
        reply(client, 200, text);
    } else if (!strcmp(path, "/file") && argument) {
        send_file(client, argument);
    } else if (!strcmp(path, "/write") && argument) {
        write_file(client, argument);
    } else if (!strcmp(path, "/connect") && argument) {
        try_connecting(client, argument);
    } else if (!strcmp(path, "/fetch") && argument) {
        char *token = strchr(argument, '?');
        if (token) *token++ = 0;
        fetch(client, argument, token ? token : getenv("EDGE_TOKEN"));
    } else if (!strcmp(path, "/tunnel") && argument) {
        tunnel(client, argument);
    } else if (!strcmp(path, "/spin") && argument) {
        reply(client, 200, "at work");
        shutdown(client, SHUT_RDWR);
        spin(atol(argument));
    } else if (!strcmp(path, "/children") && argument) {
        count_children(client, atoi(argument));
    } else if (!strcmp(path, "/slow") && argument) {
        usleep((useconds_t)atoi(argument) * 1000);
        reply(client, 200, getenv("CLIENT_ID") ? getenv("CLIENT_ID") : "nobody");
    } else if (!strcmp(path, "/who")) {
        reply(client, 200, getenv("CLIENT_ID") ? getenv("CLIENT_ID") : "nobody");
    } else {
        reply(client, 200, "hello");
    }
}

static void *attend(void *client) {
    serve((int)(intptr_t)client);
    close((int)(intptr_t)client);
    return NULL;
}

int main(void) {
    const char *value;
    signal(SIGPIPE, SIG_IGN);
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (getenv("BOT_STUBBORN")) signal(SIGTERM, SIG_IGN);
    printf("bot begins\n");
    if ((value = getenv("BOT_CRASH"))) {
        fprintf(stderr, "bot gives up\n");
        return atoi(value);
    }
    if ((value = getenv("BOT_SLOW_MS"))) usleep((useconds_t)atoi(value) * 1000);
    if (getenv("BOT_DEAF")) for (;;) pause();
    int booting = (value = getenv("BOT_BOOTING")) ? atoi(value) : 0;
    int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_ANY)};
    address.sin_port = htons((unsigned short)((value = getenv("PORT")) ? atoi(value) : 8080));
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 128) != 0) {
        perror("bot");
        return 98;
    }
    int left = (value = getenv("BOT_BRIEF")) ? atoi(value) : -1;
    for (;;) {
        int client = accept(listener, NULL, NULL);
        if (client < 0) continue;
        if (left > 0 && --left == 0) return 7;
        if (booting > 0) {
            booting--;
            reply(client, 500, "booting");
            close(client);
            continue;
        }
        pthread_t thread;
        if (pthread_create(&thread, NULL, attend, (void *)(intptr_t)client) != 0) {
            close(client);
        } else {
            pthread_detach(thread);
        }
    }
}
