/** Tests of the SDK against hand-written services over in-process gRPC. */
@NullMarked
package io.reeve.client;

import org.jspecify.annotations.NullMarked;
