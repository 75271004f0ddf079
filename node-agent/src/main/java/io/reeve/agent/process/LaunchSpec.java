package io.reeve.agent.process;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.StopSignal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything the supervisor must know to run a program; written once, never changed. All paths are
 * absolute.
 *
 * @param id the attempt
 * @param command the program and its arguments
 * @param env the whole environment
 * @param workDir working directory
 * @param ownWorkDir whether the working directory is the agent's to make
 * @param stdin file for standard input
 * @param stdout file for standard output
 * @param stderr file for standard error; the same path joins both streams
 * @param stopSignal the polite signal
 * @param grace how long ends that nobody asked for may take: time limit, processes left behind
 * @param timeLimit how long the program may run
 * @param lease the file with the node's lease: the supervisor lets nothing run longer
 */
public record LaunchSpec(
    AttemptId id,
    List<String> command,
    Map<String, String> env,
    String workDir,
    boolean ownWorkDir,
    String stdin,
    String stdout,
    String stderr,
    StopSignal stopSignal,
    Duration grace,
    Optional<Duration> timeLimit,
    Path lease) {}
