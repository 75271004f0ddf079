package io.reeve.scheduler.log.codec;

import io.reeve.scheduler.core.cluster.Command;
import io.reeve.scheduler.engine.CommandCodec.Batch;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Commands of every kind with every field drawn on its own. The same seed gives the same commands.
 */
final class RandomCommands {
  private final RandomValues values;

  /** One maker for each kind; {@code kinds_areAll} in the tests counts them. */
  private final List<Supplier<Command>> kinds;

  RandomCommands(Random random) {
    var v = new RandomValues(random);
    values = v;
    kinds =
        List.of(
            () -> new Command.CreateJob(v.maybeRequest(), v.text(), v.jobSpec()),
            () -> new Command.AddTasks(v.maybeRequest(), v.upTo(9), some(v::spec)),
            () -> new Command.SubmitJob(v.maybeRequest(), v.upTo(9), v.yes()),
            () ->
                new Command.SubmitNewJob(
                    v.maybeRequest(), v.text(), v.jobSpec(), some(v::spec), v.yes()),
            () -> new Command.CancelJob(v.maybeRequest(), v.upTo(9), v.order(), v.yes()),
            () -> new Command.CancelTasks(v.maybeRequest(), v.selection(), v.order(), v.yes()),
            this::setParameters,
            () -> new Command.BringOnline(v.maybeRequest(), v.text()),
            () -> new Command.TakeOffline(v.maybeRequest(), v.text(), v.yes(), v.text(), v.text()),
            () -> new Command.NodeJoined(v.offer(v.text()), v.inventory()),
            () ->
                new Command.AttemptStarted(
                    v.text(), v.attemptId(), v.upTo(99_999), v.time(), v.text(), v.text()),
            () -> new Command.AttemptFinishing(v.text(), v.attemptId(), v.exit()),
            () -> new Command.AttemptResidue(v.text(), v.attemptId(), v.maybeResidue()),
            () -> new Command.AttemptEnded(v.text(), v.attemptId(), v.endReport()),
            () -> new Command.NodeLost(v.text(), v.text()),
            () ->
                new Command.AssignTasks(some(() -> new Command.Assignment(v.taskId(), v.text()))));
  }

  int kinds() {
    return kinds.size();
  }

  /** A command of any kind. */
  Command next() {
    return ofKind(values.upTo(kinds() - 1));
  }

  Command ofKind(int kind) {
    return kinds.get(kind).get();
  }

  /** A batch of commands of any kind. */
  Batch batch() {
    return batchOf(some(this::next));
  }

  Batch batchOf(List<Command> commands) {
    return new Batch(values.request().high(), values.upTo(9999), values.time(), commands);
  }

  private Command setParameters() {
    var texts = new TreeMap<String, String>();
    some(values::text).forEach(name -> texts.put(name, values.text()));
    return new Command.SetParameters(values.maybeRequest(), texts);
  }

  private <T> List<T> some(Supplier<T> value) {
    return IntStream.range(0, values.upTo(5)).mapToObj(unused -> value.get()).toList();
  }
}
