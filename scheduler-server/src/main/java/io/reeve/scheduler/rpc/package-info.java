/**
 * The gRPC services of {@code reeve.v1}. A handler checks, converts, submits to the engine,
 * converts back and answers; there are no rules about jobs, tasks and nodes here, and no state but
 * that of open calls. Wired by {@link io.reeve.scheduler.rpc.RpcModule}.
 */
@NullMarked
package io.reeve.scheduler.rpc;

import org.jspecify.annotations.NullMarked;
