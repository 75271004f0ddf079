package io.reeve.testing.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.client.model.CancelVerdict;
import io.reeve.client.model.Cause;
import io.reeve.client.model.ExitStatus;
import io.reeve.client.model.TaskState;
import io.reeve.testing.faults.History.Leftover;
import io.reeve.testing.faults.Violation.Rule;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each promise broken once in an otherwise clean history: the checker must see that, and only that.
 */
class CheckerTest {
  private final HistoryBuilder history = new HistoryBuilder();

  @Test
  void clean_naturalEndsAndCancels_isNoViolation() {
    assertThat(history.check()).isEmpty();
  }

  // ---- every accepted cancel is followed by a proof ----

  @Test
  void canceled_neverEnds_isCaught() {
    history.canceled.state = TaskState.CANCELING;
    history.canceled.ended = false;

    expect(Rule.CANCEL_ENDS_IN_PROOF);
  }

  @Test
  void canceled_endsWithoutProof_isCaught() {
    history.canceled.gone = Optional.empty();
    history.canceled.unproven = "nobody knows";

    expect(Rule.CANCEL_ENDS_IN_PROOF);
  }

  @Test
  void canceled_startedAgain_isCaught() {
    history.canceled.dispatched = HistoryBuilder.at(30);

    expect(Rule.CANCEL_ENDS_IN_PROOF);
  }

  @Test
  void canceled_surelyDeadByLease_isNoViolation() {
    history.canceled.gone = Optional.empty();
    history.canceled.unproven = "node lost";
    history.canceled.surelyDeadBy = Optional.of(HistoryBuilder.at(40));
    history.canceled.exit = ExitStatus.unknown("node lost");

    assertThat(history.check()).isEmpty();
  }

  @Test
  void canceled_supervisorKilledAndSaidSo_isNoViolation() {
    lostSupervisor();

    assertThat(history.check()).isEmpty();
  }

  @Test
  void canceled_supervisorKilledInACgroup_needsAProof() {
    lostSupervisor();
    history.cgroupNodes.add("n1");

    expect(Rule.CANCEL_ENDS_IN_PROOF);
  }

  // ---- no process exists after its proof ----

  @Test
  void process_aliveAfterProof_isCaught() {
    history.sight(history.canceled, 1, 12, 41);

    expect(Rule.DEAD_STAYS_DEAD);
  }

  @Test
  void process_aliveAfterSurelyDead_isCaught() {
    history.canceled.gone = Optional.empty();
    history.canceled.unproven = "node lost";
    history.canceled.surelyDeadBy = Optional.of(HistoryBuilder.at(35));
    history.canceled.exit = ExitStatus.unknown("node lost");
    history.sight(history.canceled, 1, 12, 36);

    expect(Rule.DEAD_STAYS_DEAD);
  }

  @Test
  void process_aliveAfterEndWithoutSaying_isCaught() {
    history.natural.gone = Optional.empty();
    history.sight(history.natural, 1, 12, 90);

    expect(Rule.DEAD_STAYS_DEAD);
  }

  @Test
  void process_aliveWhereRecordSaysItMay_isNoViolation() {
    lostSupervisor();
    history.sight(history.canceled, 1, 12, 90);

    assertThat(history.check()).isEmpty();
  }

  @Test
  void process_aliveAfterProofOfItsCgroup_isCaught() {
    lostSupervisor();
    history.canceled.gone = Optional.of(HistoryBuilder.at(40));
    history.canceled.unproven = "";
    history.sight(history.canceled, 1, 12, 90);

    expect(Rule.DEAD_STAYS_DEAD);
  }

  @Test
  void process_aliveWhereRecordIsSilentAboutIt_isCaught() {
    lostSupervisor();
    history.canceled.unproven = "";
    history.canceled.surelyDeadBy = Optional.empty();
    history.sight(history.canceled, 1, 12, 90);

    assertThat(rules()).contains(Rule.DEAD_STAYS_DEAD);
  }

  @Test
  void process_aliveInACgroupThoughUnproven_isCaught() {
    lostSupervisor();
    history.cgroupNodes.add("n1");
    history.sight(history.canceled, 1, 12, 90);

    assertThat(rules()).contains(Rule.DEAD_STAYS_DEAD);
  }

  @Test
  void process_supervisorKilledOnASilentNode_isNoViolation() {
    lostSupervisor();
    history.canceled.unproven = "";
    history.canceled.surelyDeadBy = Optional.of(HistoryBuilder.at(35));
    history.sight(history.canceled, 1, 12, 90);

    assertThat(history.check()).isEmpty();
  }

  // ---- no two attempts overlap ----

  @Test
  void attempts_supervisorKilledAndRunAgainBesideItsProcesses_isCaught() {
    supervisorOfFirstAttemptLost();
    history.sight(history.natural, 1, 12, 60);
    history.sight(history.natural, 2, 47, 50);

    expect(Rule.ONE_ATTEMPT_AT_A_TIME);
  }

  @Test
  void attempts_supervisorKilledOnASilentNodeAndRunAgain_isNoViolation() {
    supervisorOfFirstAttemptLost();
    history.natural.surelyDeadBy = Optional.of(HistoryBuilder.at(45));
    history.sight(history.natural, 1, 12, 60);
    history.sight(history.natural, 2, 47, 50);

    assertThat(history.check()).isEmpty();
  }

  @Test
  void attempts_nextBeforeSurelyDead_isCaught() {
    history.secondAttempt();
    history.natural.surelyDeadBy = Optional.of(HistoryBuilder.at(25));

    expect(Rule.ONE_ATTEMPT_AT_A_TIME);
  }

  private void supervisorOfFirstAttemptLost() {
    history.secondAttempt();
    history.secondDispatched = HistoryBuilder.at(46);
    history.natural.gone = Optional.empty();
    history.natural.unproven = "its supervisor was killed";
    history.natural.exit = ExitStatus.ofCode(7);
    history.lostSupervisors.add(new AttemptKey(history.natural.id, 1));
  }

  @Test
  void attempt_startedTwice_isCaught() {
    history.start(history.natural, 1, 100);
    history.start(history.natural, 1, 200);

    expect(Rule.ATTEMPTS_START_ONCE);
  }

  @Test
  void attempts_startedOnceEach_isNoViolation() {
    history.secondAttempt();
    history.start(history.natural, 1, 100);
    history.start(history.natural, 2, 200);
    history.start(history.canceled, 1, 300);

    assertThat(history.check()).isEmpty();
  }

  @Test
  void attempts_seenTogether_isCaught() {
    history.secondAttempt();
    history.sight(history.natural, 1, 12, 21);
    history.sight(history.natural, 2, 20, 21);

    assertThat(rules()).contains(Rule.ONE_ATTEMPT_AT_A_TIME);
  }

  @Test
  void attempts_oneAfterAnother_isNoViolation() {
    history.secondAttempt();
    history.sight(history.natural, 1, 12, 17);
    history.sight(history.natural, 2, 21, 24);

    assertThat(history.check()).isEmpty();
  }

  @Test
  void attempts_recordsOverlap_isCaught() {
    history.secondAttempt();
    history.secondDispatched = HistoryBuilder.at(15);

    expect(Rule.ONE_ATTEMPT_AT_A_TIME);
  }

  // ---- nothing that was answered is lost ----

  @Test
  void submit_answeredAndGone_isCaught() {
    history.lost(history.natural);

    expect(Rule.ANSWERS_LAST);
  }

  @Test
  void attempt_seenAndNotInTheRecord_isCaught() {
    history.sight(history.canceled, 9, 12, 13);

    expect(Rule.ANSWERS_LAST);
  }

  @Test
  void attempt_ranUnseenAndNotInTheRecord_isCaught() {
    history.start(history.natural, 9, 100);

    expect(Rule.ANSWERS_LAST);
  }

  @Test
  void submit_appliedTwice_isCaught() {
    history.twin();

    expect(Rule.IDS_ARE_UNIQUE);
  }

  @Test
  void cancel_beforeItRanWithAnotherMessage_isCaught() {
    history.canceledBeforeItRan();
    history.canceled.message = Optional.of("another");

    expect(Rule.ANSWERS_LAST);
  }

  @Test
  void cancel_acceptedAndForgotten_isCaught() {
    history.canceled.message = Optional.empty();
    history.canceled.exit = ExitStatus.ofCode(7);
    history.canceled.cause = Cause.CANCELED;

    expect(Rule.ANSWERS_LAST);
  }

  @Test
  void cancel_anotherMessage_isCaught() {
    history.canceled.message = Optional.of("another");

    expect(Rule.ANSWERS_LAST);
  }

  @Test
  void end_readAndThenAnother_isCaught() {
    history.read(history.natural, TaskState.FINISHED, ExitStatus.ofCode(0));

    expect(Rule.ANSWERS_LAST);
  }

  @Test
  void id_givenTwice_isCaught() {
    history.submit(history.natural, "another", ProgramKind.EXITING, 7);

    assertThat(rules()).containsOnly(Rule.IDS_ARE_UNIQUE);
  }

  @Test
  void id_namesAnotherTask_isCaught() {
    history.natural.name = "another";

    expect(Rule.IDS_ARE_UNIQUE);
  }

  // ---- exit truth ----

  @Test
  void exit_codeTheProgramDoesNotHave_isCaught() {
    history.natural.exit = ExitStatus.ofCode(0);

    expect(Rule.EXITS_ARE_TRUE);
  }

  @Test
  void exit_signalNobodySent_isCaught() {
    history.natural.exit = ExitStatus.ofSignal(9, "SIGKILL");

    expect(Rule.EXITS_ARE_TRUE);
  }

  @Test
  void exit_unknownForNoReason_isCaught() {
    history.natural.exit = ExitStatus.unknown("nobody looked");

    expect(Rule.EXITS_ARE_TRUE);
  }

  @Test
  void exit_ofWhatRanNotTold_isCaught() {
    history.natural.exitInAttempt = false;

    expect(Rule.EXITS_ARE_TRUE);
  }

  @Test
  void exit_codeOfAKilledProgram_isCaught() {
    history.program(history.canceled, ProgramKind.STUBBORN);
    history.canceled.exit = ExitStatus.ofCode(137);

    expect(Rule.EXITS_ARE_TRUE);
  }

  // ---- others ----

  @Test
  void bystander_gotASignal_isCaught() {
    history.bystander = new Bystander.State("plain", true, List.of("TERM"));

    expect(Rule.ONLY_OWN_PROCESSES);
  }

  @Test
  void bystander_dead_isCaught() {
    history.bystander = new Bystander.State("plain", false, List.of());

    expect(Rule.ONLY_OWN_PROCESSES);
  }

  @ParameterizedTest
  @EnumSource
  void leftover_ofEachKind_isCaught(Leftover.Kind kind) {
    history.leftovers.add(new Leftover(kind, "it"));

    expect(Rule.NOTHING_IS_LEFT);
  }

  @Test
  void orphan_atTheEnd_isCaught() {
    history.alive.add(history.sighting(history.canceled, 1, 12, 35));

    expect(Rule.NOTHING_IS_LEFT);
    assertThat(Checker.orphans(history.build())).hasSize(1);
  }

  @Test
  void orphan_whereRecordSaysItMayLive_isNone() {
    lostSupervisor();
    history.alive.add(history.sighting(history.canceled, 1, 12, 90));

    assertThat(history.check()).isEmpty();
    assertThat(Checker.orphans(history.build())).isEmpty();
  }

  @Test
  void orphan_inACgroup_isCaught() {
    lostSupervisor();
    history.cgroupNodes.add("n1");
    history.alive.add(history.sighting(history.canceled, 1, 12, 90));

    assertThat(rules()).contains(Rule.NOTHING_IS_LEFT);
  }

  @Test
  void orphan_ofNoTask_isCaught() {
    history.alive.add(history.sighting(history.canceled, 9, 12, 35));

    expect(Rule.NOTHING_IS_LEFT);
  }

  @Test
  void daemon_endedByItself_isCaught() {
    history.incidents.add("head ended by itself with 1");

    expect(Rule.DAEMONS_STAY);
  }

  @Test
  void cancel_refused_promisesNothing() {
    history.cancel(history.natural, CancelVerdict.ALREADY_ENDED, "too late");

    assertThat(history.check()).isEmpty();
  }

  @Test
  void story_ofATask_hasAllOfItAndNothingElse() {
    history.sight(history.canceled, 1, 12, 30);
    var built = history.build();

    assertThat(built.story(history.canceled.id)).hasSize(4);
  }

  private void lostSupervisor() {
    history.canceled.gone = Optional.empty();
    history.canceled.unproven = "its supervisor was killed";
    history.canceled.exit = ExitStatus.unknown("supervisor lost");
    history.lostSupervisors.add(new AttemptKey(history.canceled.id, 1));
  }

  private void expect(Rule rule) {
    assertThat(rules()).containsExactly(rule);
  }

  private List<Rule> rules() {
    return history.check().stream().map(Violation::rule).toList();
  }
}
