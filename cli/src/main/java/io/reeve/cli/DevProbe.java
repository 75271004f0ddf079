package io.reeve.cli;

import io.reeve.client.ReeveException;
import io.reeve.client.RetryPolicy;
import io.reeve.client.SchedulerClient;
import io.reeve.client.model.BulkCancel;
import io.reeve.client.model.Node;
import io.reeve.client.model.NodeQuery;
import io.reeve.client.model.NodeState;
import io.reeve.client.model.Task;
import io.reeve.client.model.TaskCounts;
import io.reeve.client.model.TaskFilter;
import io.reeve.client.model.TaskId;
import io.reeve.client.model.TaskQuery;
import io.reeve.client.model.TaskSelector;
import io.reeve.client.model.TaskState;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Asks the cluster that {@code dev} runs, through the SDK like everybody else. */
final class DevProbe implements DevCluster.Probe {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int LARGEST_PAGE = 1000;
  private static final Set<TaskState> NOT_ENDED =
      Arrays.stream(TaskState.values())
          .filter(state -> !state.isFinal() && state != TaskState.UNKNOWN)
          .collect(Collectors.toCollection(() -> EnumSet.noneOf(TaskState.class)));

  private final boolean keepsData;
  private final Consumer<String> err;

  /**
   * Makes a probe.
   *
   * @param keepsData whether tasks run on after the end; else they are killed first
   */
  DevProbe(boolean keepsData, Consumer<String> err) {
    this.keepsData = keepsData;
    this.err = err;
  }

  @Override
  public boolean isReady(String address) {
    try (SchedulerClient client = client(address)) {
      for (Node node : client.nodes().list(NodeQuery.all()).items()) {
        if (node.reachable() && node.state() == NodeState.OFFLINE) {
          client.nodes().bringOnline(node.name()); // a cluster for trying out is there to be used
        }
        if (node.reachable() && node.state() == NodeState.ONLINE && node.leftovers() == 0) {
          return true;
        }
      }
      return false;
    } catch (ReeveException notYet) {
      return false;
    }
  }

  @Override
  public boolean beforeStop(String address) {
    try (SchedulerClient client = client(address)) {
      if (keepsData) {
        tellWhatRunsOn(client.cluster().status().tasks());
      } else {
        killAll(client);
      }
      return true;
    } catch (ReeveException failed) {
      err.accept("could not see to the tasks that still run: " + failed.getMessage());
      return false;
    }
  }

  private void tellWhatRunsOn(TaskCounts tasks) {
    long running = tasks.running() + tasks.canceling() + tasks.dispatching();
    if (running > 0) {
      err.accept(
          Words.count(running, "task")
              + " run on without the daemons; start dev with the same --data to see their ends");
    }
  }

  /** Returns when nothing is left to end, whatever was submitted meanwhile. */
  private void killAll(SchedulerClient client) {
    TaskSelector open = TaskSelector.matching(TaskFilter.builder().states(NOT_ENDED).build());
    List<TaskId> left = some(client, open);
    if (!left.isEmpty()) {
      err.accept("ending the tasks that are left ...");
    }
    while (!left.isEmpty()) {
      client
          .tasks()
          .cancelAll(BulkCancel.of(open).force(true).message("reeve dev is stopping").build());
      client.tasks().waitFor(left, PATIENCE);
      left = some(client, open);
    }
  }

  private static List<TaskId> some(SchedulerClient client, TaskSelector open) {
    TaskQuery page = TaskQuery.of(open).pageSize(LARGEST_PAGE);
    return client.tasks().list(page).tasks().stream().map(Task::id).toList();
  }

  private static SchedulerClient client(String address) {
    return SchedulerClient.builder()
        .head(address)
        .deadline(PATIENCE)
        .retryPolicy(RetryPolicy.never())
        .nativeTransport(false)
        .userAgent("reeve-dev/" + Version.number())
        .build();
  }
}
