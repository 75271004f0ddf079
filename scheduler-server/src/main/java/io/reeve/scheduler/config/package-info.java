/**
 * The settings of the head daemon: what there is, what is allowed, where it comes from. Nobody else
 * reads files or the environment for settings.
 */
@NullMarked
package io.reeve.scheduler.config;

import org.jspecify.annotations.NullMarked;
