package io.reeve.testing.faults;

import io.reeve.testing.faults.FaultRun.RestartOrder;
import io.reeve.testing.faults.FaultRun.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A crash of one daemon at one point, and who is started again.
 *
 * @param at where it happens
 * @param order which restart follows
 */
public record CrashPointCase(Place at, RestartOrder order) {
  /** The first entries of the log are the settings of the run and the join of the node. */
  private static final int ENTRIES_BEFORE_WORK = 2;

  /** So many later some tasks run that can be canceled: a submit, its plan and its start each. */
  private static final int ENTRIES_OF_SUBMITS = 9;

  /** What the cluster does meanwhile, and whose point it is. */
  private enum Scene {
    HEAD,
    HEAD_AT_A_CANCEL,
    AGENT
  }

  /** A point in a scene. */
  public static final class Place {
    private final Scene scene;
    private final String point;

    private Place(Scene scene, String point) {
      this.scene = scene;
      this.point = point;
    }

    private Result run(Path home, RestartOrder order) throws IOException, InterruptedException {
      return switch (scene) {
        case HEAD -> FaultRun.scenario(home, reached(), "", order);
        // the first order is the start, the second the cancel
        case HEAD_AT_A_CANCEL -> FaultRun.oneCancel(home, point + ":2", order);
        case AGENT -> FaultRun.scenario(home, "", point, order);
      };
    }

    private String reached() {
      return point.equals("BEFORE_INTENT_DURABLE")
          ? point + ":" + (ENTRIES_BEFORE_WORK + ENTRIES_OF_SUBMITS)
          : point;
    }

    @Override
    public String toString() {
      return scene + " " + point;
    }
  }

  /** All places. */
  public static List<Place> places() {
    return Stream.of(
            CrashPointNames.HEAD.stream().map(point -> new Place(Scene.HEAD, point)),
            CrashPointNames.ORDERS.stream().map(point -> new Place(Scene.HEAD_AT_A_CANCEL, point)),
            CrashPointNames.AGENT.stream().map(point -> new Place(Scene.AGENT, point)))
        .flatMap(places -> places)
        .toList();
  }

  /** All places, each with every restart order. */
  public static List<CrashPointCase> all() {
    return places().stream()
        .flatMap(
            place ->
                Stream.of(RestartOrder.values()).map(order -> new CrashPointCase(place, order)))
        .toList();
  }

  /**
   * Runs it.
   *
   * @param home root of the distribution
   */
  public Result run(Path home) throws IOException, InterruptedException {
    return at.run(home, order);
  }

  @Override
  public String toString() {
    return at + ", " + order;
  }
}
