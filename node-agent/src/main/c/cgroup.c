#define _GNU_SOURCE
#include "cgroup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "files.h"

#define MOST_LEVELS 32
#define RACES 100 /* with the last attempt of the parent, which removes it */
/* The kernel may count a process for a moment longer than it lets its parent wait for it. */
#define SETTLE_MS 20
#define PROBE_MS 5000

static const char *cgroup_path;
static int directory = -1, events = -1;

/* The directory above, which belongs to all attempts of the agent; false when the path is none of ours. */
static bool parent_of(const char *path, char *parent, size_t room)
{
    const char *slash = strrchr(path, '/');
    if (slash == NULL || slash == path || (size_t) (slash - path) >= room)
        return false;
    snprintf(parent, room, "%.*s", (int) (slash - path), path);
    return true;
}

static bool make_directories(const char *path)
{
    char parent[4096];
    if (!parent_of(path, parent, sizeof parent)) {
        errno = EINVAL;
        return false;
    }
    for (int tries = 0; tries < RACES; tries++) {
        if (mkdir(path, 0755) == 0 || errno == EEXIST)
            return true;
        if (errno != ENOENT || (mkdir(parent, 0755) != 0 && errno != EEXIST))
            return false;
    }
    return false;
}

bool make_cgroup(const char *path)
{
    if (*path == '\0')
        return true;
    if (!make_directories(path))
        return false;
    cgroup_path = path;
    directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory >= 0)
        events = openat(directory, "cgroup.events", O_RDONLY | O_CLOEXEC);
    if (events >= 0 && faccessat(directory, "cgroup.kill", W_OK, 0) == 0)
        return true;
    int error = errno;
    remove_cgroup();
    errno = error;
    return false;
}

pid_t fork_into_cgroup(void)
{
    if (directory < 0)
        return fork();
    /* Not a move after fork: that takes a lock which holds up every fork of the machine. */
    struct clone_args how = {
        .flags = CLONE_INTO_CGROUP, .exit_signal = SIGCHLD, .cgroup = (unsigned) directory};
    return (pid_t) syscall(SYS_clone3, &how, sizeof how);
}

void add_members(struct pids *list)
{
    int fd = directory < 0 ? -1 : openat(directory, "cgroup.procs", O_RDONLY | O_CLOEXEC);
    if (fd >= 0)
        add_pids_in(list, fd);
}

void kill_members(void)
{
    int fd = directory < 0 ? -1 : openat(directory, "cgroup.kill", O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    write_all(fd, "1", 1); /* rounds of killing repeat it until nobody is left */
    close(fd);
}

static bool says_populated(void)
{
    char text[256];
    ssize_t n = pread(events, text, sizeof text - 1, 0);
    if (n < 0)
        return errno != ENODEV; /* removed: nobody can be in it */
    text[n] = '\0';
    return strstr(text, "populated 0") == NULL;
}

bool cgroup_populated(void)
{
    for (int waited = 0; events >= 0 && says_populated(); waited++) {
        if (waited == SETTLE_MS)
            return true;
        poll(NULL, 0, 1); /* the kernel tells of a change up to 10 ms late */
    }
    return false;
}

int cgroup_events(void) { return events; }

/* Depth first, as only an empty one can be removed. */
static void remove_below(int parent, int levels)
{
    DIR *list = fdopendir(parent);
    if (list == NULL) {
        close(parent);
        return;
    }
    for (struct dirent *entry; (entry = readdir(list)) != NULL;) {
        if (entry->d_type != DT_DIR || strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        int below = openat(parent, entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (below >= 0 && levels > 0)
            remove_below(below, levels - 1);
        else if (below >= 0)
            close(below);
        unlinkat(parent, entry->d_name, AT_REMOVEDIR);
    }
    closedir(list);
}

void remove_cgroup(void)
{
    char parent[4096];
    if (cgroup_path == NULL)
        return;
    if (events >= 0)
        close(events);
    if (rmdir(cgroup_path) != 0 && errno != ENOENT && directory >= 0) {
        remove_below(dup(directory), MOST_LEVELS);
        rmdir(cgroup_path);
    }
    if (directory >= 0)
        close(directory);
    if (parent_of(cgroup_path, parent, sizeof parent))
        rmdir(parent);
    cgroup_path = NULL;
    directory = events = -1;
}

static int probe_says(const char *what)
{
    int error = errno;
    remove_cgroup();
    return dprintf(1, "%s: %s\n", what, strerror(error)), 1;
}

static bool gone_within(int timeout_ms)
{
    for (int waited = 0; cgroup_populated(); waited += SETTLE_MS)
        if (waited >= timeout_ms) {
            errno = ETIMEDOUT;
            return false;
        }
    return true;
}

int probe_cgroup(const char *path)
{
    int status;
    struct pids members = {0};
    if (!make_cgroup(path))
        return probe_says("cannot make a cgroup");
    pid_t child = fork_into_cgroup();
    if (child == 0)
        for (;;)
            pause();
    if (child < 0)
        return probe_says("cannot start a process in a cgroup");
    add_members(&members);
    bool listed = contains(&members, child);
    free(members.pid);
    kill_members();
    bool gone = gone_within(PROBE_MS);
    kill(child, SIGKILL); /* in case that did nothing */
    waitpid(child, &status, 0);
    if (!listed || !gone)
        return probe_says(listed ? "cgroup.kill does not end a process" : "cgroup.procs does not list a process");
    remove_cgroup();
    if (access(path, F_OK) == 0)
        return errno = EBUSY, probe_says("cannot remove a cgroup");
    return dprintf(1, "ok\n") < 0;
}
