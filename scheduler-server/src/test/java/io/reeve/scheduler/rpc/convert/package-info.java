/** Converters, without a server. */
@NullMarked
package io.reeve.scheduler.rpc.convert;

import org.jspecify.annotations.NullMarked;
