/**
 * One {@link io.reeve.agent.runner.TaskRunner} per attempt joins the rules of {@code core} with
 * processes and timers, all on the runner thread. Owns the ports it needs: {@link
 * io.reeve.agent.runner.Journal} and {@link io.reeve.agent.runner.Reports}. No gRPC, no protos, no
 * process calls other than through {@code process}.
 */
@NullMarked
package io.reeve.agent.runner;

import org.jspecify.annotations.NullMarked;
