package io.cinclus.standalone.fraud;

import java.util.Random;

/**
 * Payments that nobody made: a function of the seed. There are eight kinds of customers, each with
 * its own usual amount, hour, distance and rhythm; amounts have a heavy tail. Of the anomalies half
 * are a gang, all alike and close in time; the others have the amount of one kind of customer with
 * the habits of another, so that no single value is unusual, or are far out. Stateless.
 */
final class GeneratedEvents {
  private static final int KINDS = 8;
  private static final int COLUMNS = 10;
  private static final double ANOMALIES = 0.02;
  private static final int GANG_EVENTS = 40;

  private GeneratedEvents() {}

  static LabelledEvents generate(int count, long seed) {
    Random random = new Random(seed);
    double[][] kinds = new double[KINDS][COLUMNS];
    for (double[] kind : kinds) {
      for (int column = 0; column < COLUMNS; column++) {
        kind[column] = 2.5 * random.nextGaussian();
      }
    }
    float[][] values = new float[count][];
    boolean[] anomalous = new boolean[count];
    double[] gang = {};
    int left = 0;
    for (int i = 0; i < count; i++) {
      double[] payment = payment(kinds[random.nextInt(KINDS)], random, 0.5);
      if (left == 0 && random.nextDouble() < ANOMALIES / 2 / GANG_EVENTS) {
        left = GANG_EVENTS;
        gang = payment(kinds[random.nextInt(KINDS)], random, 4);
      }
      if (left > 0 && random.nextInt(4) == 0) {
        payment = payment(gang, random, 0.1);
        anomalous[i] = true;
        left--;
      } else if (random.nextDouble() < ANOMALIES / 2) {
        mix(payment, kinds, random);
        anomalous[i] = true;
      }
      values[i] = units(payment);
    }
    return new LabelledEvents("generated payments, seed " + seed, values, anomalous);
  }

  private static double[] payment(double[] center, Random random, double spread) {
    double[] payment = center.clone();
    for (int column = 0; column < COLUMNS; column++) {
      payment[column] += spread * random.nextGaussian();
    }
    return payment;
  }

  /** Gives a payment half of the values of others, or one that is far out. */
  private static void mix(double[] payment, double[][] kinds, Random random) {
    if (random.nextBoolean()) {
      payment[random.nextInt(COLUMNS)] += random.nextBoolean() ? 9 : -9;
      return;
    }
    for (int column = 0; column < COLUMNS; column += 2) {
      payment[column] = kinds[random.nextInt(KINDS)][column];
    }
  }

  /** In units as different as those of a real payment; the first has a heavy tail. */
  private static float[] units(double[] payment) {
    float[] values = new float[COLUMNS];
    for (int column = 0; column < COLUMNS; column++) {
      values[column] = (float) (payment[column] * Math.pow(10, column - 4.0));
    }
    values[0] = (float) Math.exp(payment[0] / 2);
    return values;
  }
}
