package io.cinclus.standalone.chaos;

/**
 * A filter over a row's fields, as text and as what it means. Immutable.
 *
 * @param form how it is built
 * @param tag that it names
 */
record Condition(Form form, int tag) {
  static final Condition NONE = new Condition(Form.NONE, 0);

  /** How conditions are built. */
  enum Form {
    NONE,
    EQUAL,
    NOT_EQUAL,
    BELOW,
    IN,
    EITHER,
    OF_EVEN_VERSION
  }

  /** In the filter language; empty: no filter. */
  String text() {
    return switch (form) {
      case NONE -> "";
      case EQUAL -> "tag == " + tag;
      case NOT_EQUAL -> "not (tag == %d)".formatted(tag);
      case BELOW -> "tag < " + tag;
      case IN -> "tag in [%d, %d]".formatted(tag, tag + 1);
      case EITHER -> "tag == 0 or tag > " + tag;
      case OF_EVEN_VERSION -> "version %% 2 == 0 and tag != %d".formatted(tag);
    };
  }

  boolean matches(Content content) {
    long of = content.tag();
    return switch (form) {
      case NONE -> true;
      case EQUAL -> of == tag;
      case NOT_EQUAL -> of != tag;
      case BELOW -> of < tag;
      case IN -> of == tag || of == tag + 1;
      case EITHER -> of == 0 || of > tag;
      case OF_EVEN_VERSION -> content.version() % 2 == 0 && of != tag;
    };
  }
}
