/** What all tests of this module share. */
@NullMarked
package io.reeve.scheduler.testing;

import org.jspecify.annotations.NullMarked;
