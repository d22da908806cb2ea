package io.cinclus.model;

/** The stable codes of failures. Numbers and names never change and are never reused. */
public enum ErrorCode {
  OK(0),
  INTERNAL(1),

  // What the caller sent.
  BAD_REQUEST(100),
  BAD_SCHEMA(101),
  BAD_VECTOR(102),
  BAD_FILTER(103),
  BAD_ROW(104),
  BAD_PARAMETER(105),
  BAD_LIMIT(106),
  BAD_IMPORT(107),
  HISTORY_GONE(150),

  // What the catalog says.
  DATABASE_NOT_FOUND(200),
  DATABASE_EXISTS(201),
  DATABASE_NOT_EMPTY(202),
  COLLECTION_NOT_FOUND(203),
  COLLECTION_EXISTS(204),
  COLLECTION_NOT_LOADED(205),
  PARTITION_NOT_FOUND(206),
  PARTITION_EXISTS(207),
  INDEX_NOT_FOUND(208),
  INDEX_EXISTS(209),
  ALIAS_NOT_FOUND(210),
  ALIAS_EXISTS(211),
  FIELD_NOT_FOUND(212),
  LIMIT_EXCEEDED(213),
  IN_USE(214),
  SCHEMA_MISMATCH(230),
  PARTITION_NOT_LOADED(240),
  IMPORT_NOT_FOUND(241),
  STANDING_QUERY_NOT_FOUND(250),
  STANDING_QUERY_EXISTS(251),

  // What the system can do now.
  OVERLOADED(300),
  EXPIRED(301),
  NOT_READY(302),
  STORAGE_CORRUPT(303),
  WRITE_NOT_ACKNOWLEDGED(304),

  // Who the caller is, and what users and roles there are.
  NOT_AUTHENTICATED(400),
  NOT_PERMITTED(401),
  USER_NOT_FOUND(402),
  USER_EXISTS(403),
  ROLE_NOT_FOUND(404),
  ROLE_EXISTS(405),
  PRIVILEGE_GROUP_NOT_FOUND(406),
  PRIVILEGE_GROUP_EXISTS(407);

  private final int number;

  ErrorCode(int number) {
    this.number = number;
  }

  /** The number that stands in replies. */
  public int number() {
    return number;
  }

  /** The code with this number; {@link #INTERNAL} for a number that this release does not know. */
  public static ErrorCode ofNumber(int number) {
    for (ErrorCode code : values()) {
      if (code.number == number) {
        return code;
      }
    }
    return INTERNAL;
  }
}
