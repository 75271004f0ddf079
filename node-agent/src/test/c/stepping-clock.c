/*
 * A wall clock that somebody sets by an hour, there and back, between any two looks at it. Linked with the supervisor
 * by --wrap=clock_gettime.
 */
#include <time.h>

int __real_clock_gettime(clockid_t clock, struct timespec *now);

int __wrap_clock_gettime(clockid_t clock, struct timespec *now)
{
    static unsigned looks;
    int result = __real_clock_gettime(clock, now);
    if (clock == CLOCK_REALTIME)
        now->tv_sec += looks++ % 2 == 0 ? 3600 : -3600;
    return result;
}
