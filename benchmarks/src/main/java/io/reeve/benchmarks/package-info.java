/**
 * Measures the whole system over loopback: real daemons from the distribution, real processes, the
 * SDK as the client. Not part of any test; nothing here decides whether a build passes.
 */
@NullMarked
package io.reeve.benchmarks;

import org.jspecify.annotations.NullMarked;
