/**
 * Daemons on hosts of their own, with a network between them that a test can cut: network
 * namespaces. Needs root and iproute2.
 */
@NullMarked
package io.reeve.testing.net;

import org.jspecify.annotations.NullMarked;
