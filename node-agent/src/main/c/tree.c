#define _GNU_SOURCE
#include "tree.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"

/* Of /proc/PID/stat. The name may hold anything, so search from its end. */
bool read_stat(pid_t pid, pid_t *parent, unsigned long long *ticks)
{
    char name[64], text[1024];
    snprintf(name, sizeof name, "/proc/%d/stat", (int) pid);
    if (read_small(name, text, sizeof text) <= 0)
        return false;
    char *rest = strrchr(text, ')');
    int ppid;
    if (rest == NULL ||
        sscanf(rest + 2, "%*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu", &ppid,
               ticks) != 2)
        return false;
    *parent = ppid;
    return true;
}

static void add_pid(struct pids *list, pid_t pid)
{
    if (list->count == list->room) {
        size_t room = list->room ? 2 * list->room : 64;
        pid_t *grown = realloc(list->pid, room * sizeof *grown);
        if (grown == NULL)
            return; /* out of memory: the next round sees the rest */
        list->pid = grown;
        list->room = room;
    }
    list->pid[list->count++] = pid;
}

static bool among(const pid_t *pids, size_t count, pid_t pid)
{
    for (size_t i = 0; i < count; i++)
        if (pids[i] == pid)
            return true;
    return false;
}

bool contains(const struct pids *list, pid_t pid) { return among(list->pid, list->count, pid); }

void add_pids_in(struct pids *list, int fd)
{
    char chunk[4096];
    size_t before = list->count; /* a file names each only once */
    long long number = 0;
    ssize_t n;
    while ((n = read(fd, chunk, sizeof chunk)) > 0)
        for (ssize_t i = 0; i < n; i++) {
            if (isdigit((unsigned char) chunk[i])) {
                number = number * 10 + (chunk[i] - '0');
            } else if (number > 0) {
                if (!among(list->pid, before, (pid_t) number))
                    add_pid(list, (pid_t) number);
                number = 0;
            }
        }
    close(fd);
}

/* Adds the children of one thread. */
static void add_children_of_thread(struct pids *list, pid_t pid, const char *thread)
{
    char name[320];
    snprintf(name, sizeof name, "/proc/%d/task/%s/children", (int) pid, thread);
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    if (fd >= 0)
        add_pids_in(list, fd);
}

void add_own_children(struct pids *list)
{
    char thread[16];
    snprintf(thread, sizeof thread, "%d", (int) getpid());
    add_children_of_thread(list, getpid(), thread);
}

static void add_children(struct pids *list, pid_t pid)
{
    char name[64];
    snprintf(name, sizeof name, "/proc/%d/task", (int) pid);
    DIR *threads = opendir(name);
    if (threads == NULL)
        return;
    for (struct dirent *entry; (entry = readdir(threads)) != NULL;)
        if (isdigit((unsigned char) entry->d_name[0]))
            add_children_of_thread(list, pid, entry->d_name);
    closedir(threads);
}

void add_descendants(struct pids *list)
{
    add_own_children(list);
    for (size_t i = 0; i < list->count; i++)
        add_children(list, list->pid[i]);
}
