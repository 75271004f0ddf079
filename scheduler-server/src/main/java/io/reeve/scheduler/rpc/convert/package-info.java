/**
 * Proto messages to core values and back. Static and total: {@code check} methods collect
 * everything that is wrong with a request, {@code toCore} methods are called only after that. The
 * only package under {@code rpc} that knows both sides.
 */
@NullMarked
package io.reeve.scheduler.rpc.convert;

import org.jspecify.annotations.NullMarked;
