package io.reeve.agent.app;

import dagger.Module;
import dagger.Provides;
import io.grpc.ManagedChannel;
import io.reeve.agent.config.AgentConfig;
import io.reeve.agent.core.Time;
import io.reeve.agent.head.HeadChannels;
import io.reeve.agent.head.HeadLink;
import io.reeve.agent.head.NodeIdentity;
import io.reeve.agent.outbox.Outbox;
import io.reeve.agent.process.ContainmentChoice;
import io.reeve.agent.process.Machine;
import io.reeve.agent.process.ProcessControl;
import io.reeve.agent.process.SupervisedProcessControl;
import io.reeve.agent.runner.NodeContext;
import io.reeve.agent.runner.NodeRunner;
import io.reeve.agent.runner.NodeWatch;
import io.reeve.agent.runner.RunnerThread;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;

/** Wiring, no logic. */
@Module
interface AgentModule {
  @Provides
  @Singleton
  static NodeIdentity identity(AgentConfig config, BuildVersion version) {
    try {
      return new NodeIdentity(
          config.name(),
          Machine.bootId(),
          UUID.randomUUID().toString(),
          config.cores(),
          config.memoryBytes(),
          config.resources(),
          Machine.sockets(),
          version.text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Provides
  @Singleton
  static RunnerThread runnerThread(Time time) {
    return new RunnerThread(time);
  }

  @Provides
  @Singleton
  static ProcessControl processControl(AgentConfig config, DataDir data, Time time) {
    try {
      ContainmentChoice.Mode mode = ContainmentChoice.Mode.valueOf(config.containmentMode().name());
      ContainmentChoice choice = new ContainmentChoice(mode, config.containmentCgroup());
      return new SupervisedProcessControl(data.path(), config.supervisor(), time, choice);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Provides
  @Singleton
  static Outbox outbox(DataDir data, NodeIdentity identity) {
    try {
      return new Outbox(data.path().resolve("ledger"), identity.bootId());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Provides
  @Singleton
  static NodeContext nodeContext(DataDir data, NodeIdentity identity, AgentConfig config) {
    return new NodeContext(data.path(), identity.name(), config.headHost(), identity.bootId());
  }

  @Provides
  @Singleton
  static NodeRunner nodeRunner(
      RunnerThread thread,
      ProcessControl processes,
      Outbox outbox,
      NodeContext context,
      AgentConfig config) {
    return new NodeRunner(thread, processes, outbox, context, config.killTimeout());
  }

  @Provides
  @Singleton
  static NodeWatch nodeWatch(
      RunnerThread thread,
      NodeRunner runner,
      ProcessControl processes,
      DataDir data,
      AgentConfig config) {
    boolean reap = config.orphans() == AgentConfig.OrphanPolicy.REAP;
    return new NodeWatch(
        thread, runner, processes, daemon("disk-watch"), daemon("orphan-watch"), data.path(), reap);
  }

  /** Of its own each: a disk or a process that hangs must not keep anything else from its work. */
  private static Executor daemon(String name) {
    return Executors.newSingleThreadExecutor(
        task -> {
          Thread watch = new Thread(task, name);
          watch.setDaemon(true); // nor the agent from ending
          return watch;
        });
  }

  @Provides
  @Singleton
  static ManagedChannel channel(AgentConfig config) {
    return HeadChannels.to(config.headHost(), config.headPort(), config.insecureNetwork());
  }

  @Provides
  @Singleton
  static HeadLink headLink(
      RunnerThread thread,
      NodeRunner runner,
      ManagedChannel channel,
      NodeIdentity identity,
      ProcessControl processes,
      NodeContext context,
      RandomGenerator random,
      JoinNotice notice) {
    return new HeadLink(
        thread,
        runner,
        channel,
        identity,
        processes.containment().description(),
        context.leaseFile(),
        random,
        notice);
  }
}
