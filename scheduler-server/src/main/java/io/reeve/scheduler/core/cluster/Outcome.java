package io.reeve.scheduler.core.cluster;

import java.util.List;

/**
 * What a command came to.
 *
 * @param reply the answer
 * @param events every state change, in order
 * @param effects what has to be done now that it is durable
 * @param planningPays whether more could be started now than before
 */
public record Outcome(
    Reply reply, List<Event> events, List<Effect> effects, boolean planningPays) {}
