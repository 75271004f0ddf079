#define _GNU_SOURCE
#include "spawner.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "files.h"
#include "record.h"
#include "supervise.h"
#include "tree.h"

static void spawn(const char *name, int lines)
{
    if (!valid_attempt(name))
        return;
    pid_t pid = fork();
    if (pid == 0) {
        close(lines);
        _exit(supervise(name));
    }
    if (pid < 0)
        report_no_fork(name, errno);
}

/* "continue PID TICKS": for a supervisor that somebody stopped. A pidfd holds it while its start time is compared. */
static bool proceed(const char *line)
{
    int pid, used = 0;
    unsigned long long ticks, now;
    pid_t parent;
    if (sscanf(line, "continue %d %llu%n", &pid, &ticks, &used) != 2 || line[used] != '\0')
        return false;
    int fd = (int) syscall(SYS_pidfd_open, pid, 0);
    if (fd < 0 && errno != ENOSYS)
        return true;
    if (read_stat(pid, &parent, &now) && now == ticks) {
        if (fd >= 0)
            syscall(SYS_pidfd_send_signal, fd, SIGCONT, NULL, 0);
        else
            kill(pid, SIGCONT);
    }
    if (fd >= 0)
        close(fd);
    return true;
}

static int serve(int lines)
{
    char buffer[8192];
    size_t have = 0;
    struct pollfd first = {.fd = lines, .events = POLLIN};
    if (poll(&first, 1, 60 * 1000) <= 0)
        return 1; /* the agent died before it opened its end */
    fcntl(lines, F_SETFL, 0);
    for (;;) {
        ssize_t n = read(lines, buffer + have, sizeof buffer - have);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return 0; /* the agent is gone; the supervisors stay */
        have += (size_t) n;
        char *line = buffer, *end;
        while ((end = memchr(line, '\n', have - (size_t) (line - buffer))) != NULL) {
            *end = '\0';
            if (!proceed(line))
                spawn(line, lines);
            line = end + 1;
        }
        have -= (size_t) (line - buffer);
        memmove(buffer, line, have);
        if (have == sizeof buffer)
            return 1; /* no line is that long */
    }
}

/*
 * Ended supervisors are reaped by the kernel (SIGCHLD is ignored here), as some hosts' process 1 takes seconds for
 * that.
 */
int spawner(const char *pipe_name)
{
    if (access("/proc/self/task", R_OK) != 0)
        return dprintf(2, "reeve-supervisor: /proc is not mounted\n"), 1;
    if ((mkfifo("events", 0600) != 0 && errno != EEXIST) || (unlink(pipe_name) != 0 && errno != ENOENT) ||
        mkfifo(pipe_name, 0600) != 0)
        return dprintf(2, "reeve-supervisor: cannot make a pipe: %s\n", strerror(errno)), 1;
    int lines = open(pipe_name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (lines < 0)
        return dprintf(2, "reeve-supervisor: cannot open %s: %s\n", pipe_name, strerror(errno)), 1;
    pid_t pid = fork();
    if (pid < 0)
        return dprintf(2, "reeve-supervisor: cannot fork: %s\n", strerror(errno)), 1;
    if (pid > 0)
        return dprintf(1, "ready %d\n", (int) pid) < 0;
    setsid();
    to_dev_null();
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_IGN);
    return serve(lines);
}
