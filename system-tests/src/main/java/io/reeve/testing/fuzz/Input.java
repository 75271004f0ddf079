package io.reeve.testing.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * One call: which RPC, and what is sent. Follows from its seed.
 *
 * @param seed the seed
 * @param rpc which
 * @param messages what is sent, in order
 * @param hangUp whether the caller goes away without waiting for the end
 */
record Input(long seed, Rpc rpc, List<byte[]> messages, boolean hangUp) {
  /** The one of a seed. */
  static Input of(long seed, List<Rpc> rpcs) {
    var random = new Random(seed);
    random.nextInt(); // the first numbers of neighbouring seeds are neighbours
    var rpc = rpcs.get(random.nextInt(rpcs.size()));
    var messages = new ArrayList<byte[]>();
    var count = 1 + random.nextInt(rpc.mostMessages());
    for (var i = 0; i < count; i++) {
      var message = new RandomMessages(random).of(rpc.method().getInputType()).toByteArray();
      messages.add(random.nextInt(5) == 0 ? spoil(message, random) : message);
    }
    return new Input(seed, rpc, messages, random.nextInt(20) == 0);
  }

  /** Makes bytes that may be no message any more. */
  private static byte[] spoil(byte[] message, Random random) {
    if (message.length == 0 || random.nextInt(4) == 0) {
      var noise = new byte[random.nextInt(256)];
      random.nextBytes(noise);
      return noise;
    }
    var spoilt = Arrays.copyOf(message, 1 + random.nextInt(message.length));
    for (var i = random.nextInt(4); i > 0; i--) {
      spoilt[random.nextInt(spoilt.length)] = (byte) random.nextInt();
    }
    return spoilt;
  }

  @Override
  public String toString() {
    var sizes = messages.stream().map(message -> Integer.toString(message.length)).toList();
    return rpc + " input=" + seed + " bytes=" + String.join(",", sizes);
  }
}
