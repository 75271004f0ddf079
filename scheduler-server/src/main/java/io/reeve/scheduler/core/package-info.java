/**
 * Values that every part of the core shares. Pure, like all of the core: no gRPC, protos, files,
 * threads, clock, randomness or logger, and no iteration over unordered maps where the order could
 * show.
 */
@NullMarked
package io.reeve.scheduler.core;

import org.jspecify.annotations.NullMarked;
