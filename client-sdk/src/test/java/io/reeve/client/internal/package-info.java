/** Tests of the conversion. */
@NullMarked
package io.reeve.client.internal;

import org.jspecify.annotations.NullMarked;
