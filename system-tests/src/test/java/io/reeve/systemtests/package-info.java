/** The promises, kept by the real daemons with real processes. */
@NullMarked
package io.reeve.systemtests;

import org.jspecify.annotations.NullMarked;
