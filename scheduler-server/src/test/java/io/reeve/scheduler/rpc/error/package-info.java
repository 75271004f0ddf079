/** Statuses, without a server. */
@NullMarked
package io.reeve.scheduler.rpc.error;

import org.jspecify.annotations.NullMarked;
