/**
 * Protos of the head-agent stream to core values and back: static, total. The only package that
 * knows both; used by the link ({@code head}) and for the bytes on disk ({@code outbox}).
 */
@NullMarked
package io.reeve.agent.convert;

import org.jspecify.annotations.NullMarked;
