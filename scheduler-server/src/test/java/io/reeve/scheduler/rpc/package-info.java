/**
 * The services over in-process gRPC, with the real core behind {@link
 * io.reeve.scheduler.rpc.SynchronousEngine}. Tests assert codes, reasons and fields, never message
 * text.
 */
@NullMarked
package io.reeve.scheduler.rpc;

import org.jspecify.annotations.NullMarked;
