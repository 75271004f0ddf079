package io.reeve.client.model;

import java.util.regex.Pattern;

/** Reads dot-separated positive numbers. */
final class IdNumbers {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,19}");

  private IdNumbers() {}

  /** As many numbers as the text has; the first fits a long, the others an int. */
  static long[] parse(String text, String rule, int least, int most) {
    String[] parts = text.split("\\.", -1);
    if (parts.length < least || parts.length > most) {
      throw new MalformedIdException(text, rule);
    }
    long[] numbers = new long[parts.length];
    for (int i = 0; i < parts.length; i++) {
      numbers[i] = number(text, rule, parts[i], i == 0 ? Long.MAX_VALUE : Integer.MAX_VALUE);
    }
    return numbers;
  }

  private static long number(String text, String rule, String part, long largest) {
    if (!NUMBER.matcher(part).matches()) {
      throw new MalformedIdException(text, rule);
    }
    try {
      long number = Long.parseLong(part);
      if (number < 1 || number > largest) {
        throw new MalformedIdException(text, rule);
      }
      return number;
    } catch (NumberFormatException tooLarge) {
      throw new MalformedIdException(text, rule);
    }
  }
}
