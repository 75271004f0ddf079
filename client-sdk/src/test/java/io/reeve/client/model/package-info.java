/** Tests of the values. */
@NullMarked
package io.reeve.client.model;

import org.jspecify.annotations.NullMarked;
