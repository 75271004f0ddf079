/**
 * The agent's settings: records, loader, checks, defaults. Nobody else reads settings from files or
 * the environment.
 */
@NullMarked
package io.reeve.agent.config;

import org.jspecify.annotations.NullMarked;
