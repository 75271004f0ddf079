/* The two clocks: one for waits and deadlines, one for records. */
#pragma once
#include <stdint.h>
#include <time.h>

#define NEVER INT64_MAX
#define MS_NS 1000000LL

static inline int64_t clock_ns(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static inline int64_t mono_ns(void) { return clock_ns(CLOCK_MONOTONIC); }
static inline int64_t wall_us(void) { return clock_ns(CLOCK_REALTIME) / 1000; }

struct moment {
    int64_t us, ns; /* wall clock, CLOCK_MONOTONIC */
};

static inline struct moment moment_now(void) { return (struct moment){wall_us(), mono_ns()}; }
