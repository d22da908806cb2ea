package io.cinclus.standalone.fuzz;

import io.cinclus.standalone.fuzz.SectionedFile.Section;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * An index file that is not as it was written.
 *
 * @param damage what was done to it
 * @param mustBeRefused whether checksums tell; where they do not, its answers must be right
 */
@SuppressWarnings("ArrayRecordComponent")
record DamagedFile(String damage, byte[] bytes, boolean mustBeRefused) {
  private static final int PREFIX_BYTES = 16;

  /** What CRC32C finds for certain. */
  private static final int MAX_FLIPS = 3;

  private static final int[] EXTREMES = {
    0,
    1,
    -1,
    2,
    127,
    1 << 16,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    Float.floatToRawIntBits(Float.NaN),
    Float.floatToRawIntBits(Float.NEGATIVE_INFINITY),
    Float.floatToRawIntBits(Float.MAX_VALUE)
  };

  /** Damages a file, with another of the same format at hand. */
  static DamagedFile draw(RandomGenerator random, byte[] file, byte[] other) {
    byte[] bytes = file.clone();
    String damage;
    boolean told = true;
    switch (random.nextInt(9)) {
      case 0 -> {
        bytes = Arrays.copyOf(file, random.nextInt(file.length));
        damage = "truncated to " + bytes.length;
      }
      case 1 -> {
        bytes = Arrays.copyOf(file, file.length + 1 + random.nextInt(100));
        damage = "extended to " + bytes.length;
      }
      case 2 -> {
        random.nextBytes(bytes);
        damage = "nothing but noise";
      }
      case 3 -> damage = splice(random, bytes, random.nextBoolean() ? file : other);
      case 4 -> {
        damage = header(random, bytes);
        told = false;
      }
      case 5, 6 -> {
        bytes = contents(random, SectionedFile.parse(file)).bytes(file);
        damage = "with other contents";
        told = false;
      }
      case 7 -> {
        bytes = sections(random, file, other);
        damage = "with other sections";
        told = false;
      }
      default -> damage = flip(random, bytes);
    }
    boolean isWhole = Arrays.equals(bytes, file) || Arrays.equals(bytes, other);
    return new DamagedFile(damage, bytes, told && !isWhole);
  }

  private static String flip(RandomGenerator random, byte[] bytes) {
    int[] bits =
        random.ints(0, 8 * bytes.length).distinct().limit(1 + random.nextInt(MAX_FLIPS)).toArray();
    for (int bit : bits) {
      bytes[bit >> 3] ^= (byte) (1 << (bit & 7));
    }
    return "with flipped bits " + Arrays.toString(bits);
  }

  private static String splice(RandomGenerator random, byte[] bytes, byte[] from) {
    int count = 1 + random.nextInt(Math.min(bytes.length, from.length));
    int source = random.nextInt(from.length - count + 1);
    int target = random.nextInt(bytes.length - count + 1);
    System.arraycopy(from, source, bytes, target, count);
    return "with %d bytes from %d at %d".formatted(count, source, target);
  }

  /** Changes a number or a letter of the header, whose checksum is right again. */
  private static String header(RandomGenerator random, byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int words = (PREFIX_BYTES + 40 * bytes.getInt(12)) / 4;
    int word = random.nextInt(words);
    int value = extreme(random);
    bytes.putInt(4 * word, value);
    SectionedFile.seal(file);
    return "with %d in word %d of its header".formatted(value, word);
  }

  private static int extreme(RandomGenerator random) {
    return random.nextBoolean() ? EXTREMES[random.nextInt(EXTREMES.length)] : random.nextInt();
  }

  /** Changes numbers in one section, or its length. */
  private static SectionedFile contents(RandomGenerator random, SectionedFile file) {
    List<Section> sections = new ArrayList<>(file.sections());
    int changed = random.nextInt(sections.size());
    Section section = sections.get(changed);
    byte[] content = section.content().clone();
    if (random.nextInt(6) == 0) {
      content = Arrays.copyOf(content, random.nextInt(2 * content.length + 9));
    } else if (changed == 0) {
      content = meta(random, content);
    } else {
      ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = random.nextInt(4); i >= 0 && content.length >= 4; i--) {
        bytes.putInt(4 * random.nextInt(content.length / 4), extreme(random));
      }
    }
    sections.set(changed, new Section(section.name(), content));
    return new SectionedFile(sections);
  }

  /** Changes a line of the section that is text. */
  private static byte[] meta(RandomGenerator random, byte[] content) {
    List<String> lines =
        new ArrayList<>(new String(content, StandardCharsets.UTF_8).lines().toList());
    int line = random.nextInt(lines.size());
    String name = lines.get(line).replaceFirst("=.*", "");
    String value =
        switch (random.nextInt(4)) {
          case 0 -> Integer.toString(extreme(random));
          case 1 -> Integer.toString(1 + random.nextInt(2_000));
          case 2 -> "HNSW";
          default -> "";
        };
    lines.set(line, random.nextInt(8) == 0 ? value : name + "=" + value);
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Drops, repeats, exchanges or renames sections, or takes one of the other file. */
  private static byte[] sections(RandomGenerator random, byte[] file, byte[] other) {
    List<Section> sections = new ArrayList<>(SectionedFile.parse(file).sections());
    List<Section> others = SectionedFile.parse(other).sections();
    int at = random.nextInt(sections.size());
    switch (random.nextInt(5)) {
      case 0 -> sections.remove(at);
      case 1 -> sections.add(sections.get(at));
      case 2 -> {
        Section moved = sections.remove(at);
        sections.add(random.nextInt(sections.size() + 1), moved);
      }
      case 3 -> sections.set(at, new Section("other", sections.get(at).content()));
      default -> sections.set(at, others.get(Math.min(at, others.size() - 1)));
    }
    return new SectionedFile(sections).bytes(file);
  }
}
