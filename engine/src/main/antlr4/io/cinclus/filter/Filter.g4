/*
 * The Milvus boolean expression language, as far as it is supported.
 *
 * Of the alternatives of `expression` an earlier one binds tighter; as in C and Milvus, `&`, `^` and
 * `|` bind weaker than comparisons. One choice differs from Milvus: `not` binds weaker than
 * comparisons, so that `not color == "green"` means what Milvus' manual says it means; Milvus itself
 * refuses that filter.
 *
 * The lexer never fails: what it does not know becomes UNKNOWN, and what belongs to the language but
 * is not supported becomes UNSUPPORTED. Both are refused, with their place, before parsing.
 */
grammar Filter;

options { superClass = DepthLimitedParser; }

filter : expression EOF ;

expression
    : LEFT_PARENTHESIS expression RIGHT_PARENTHESIS                  # Parentheses
    | INTEGER                                                        # Integer
    | FLOAT                                                          # Float
    | BOOLEAN                                                        # Boolean
    | text                                                           # TextConstant
    | name=IDENTIFIER text                                           # Typed
    | NULL                                                           # Null
    | list                                                           # ListConstant
    | IDENTIFIER LEFT_PARENTHESIS (argument (COMMA argument)* COMMA?)? RIGHT_PARENTHESIS # Call
    | name=(IDENTIFIER | META) subscript*                            # Field
    | EXISTS expression                                              # Exists
    | expression op=POWER expression                                 # Power
    | op=(PLUS | MINUS | TILDE) expression                           # Sign
    | expression op=(STAR | SLASH | PERCENT) expression              # Product
    | expression op=(PLUS | MINUS) expression                        # Sum
    | expression op=(SHIFT_LEFT | SHIFT_RIGHT) expression            # Shift
    | expression LIKE text                                           # Like
    | expression op=(MATCHES | MATCHES_NOT) text                     # Regex
    | expression NOT? IN list                                        # In
    | expression IS NOT? NULL                                        # NullTest
    | expression op=(LESS | AT_MOST | GREATER | AT_LEAST) expression # Order
    | expression op=(EQUAL | NOT_EQUAL) expression                   # Equality
    | expression op=AMPERSAND expression                             # BitAnd
    | expression op=CARET expression                                 # BitXor
    | expression op=BAR expression                                   # BitOr
    | NOT expression                                                 # Not
    | expression AND expression                                      # And
    | expression OR expression                                       # Or
    ;

argument : (name=IDENTIFIER ASSIGN)? expression ;

subscript : LEFT_BRACKET (INTEGER | text) RIGHT_BRACKET ;

list : LEFT_BRACKET (value (COMMA value)* COMMA?)? RIGHT_BRACKET ;

value
    : sign=(PLUS | MINUS)? INTEGER # IntegerValue
    | sign=(PLUS | MINUS)? FLOAT   # FloatValue
    | BOOLEAN                      # BooleanValue
    | text                         # TextValue
    | name=IDENTIFIER text         # TypedValue
    ;

text : STRING | RAW_STRING ;

LEFT_PARENTHESIS : '(' ;
RIGHT_PARENTHESIS : ')' ;
LEFT_BRACKET : '[' ;
RIGHT_BRACKET : ']' ;
COMMA : ',' ;

LESS : '<' ;
AT_MOST : '<=' ;
GREATER : '>' ;
AT_LEAST : '>=' ;
EQUAL : '==' ;
NOT_EQUAL : '!=' ;
MATCHES : '=~' ;
MATCHES_NOT : '!~' ;
ASSIGN : '=' ;

PLUS : '+' ;
MINUS : '-' ;
STAR : '*' ;
SLASH : '/' ;
PERCENT : '%' ;
POWER : '**' ;
TILDE : '~' ;
SHIFT_LEFT : '<<' ;
SHIFT_RIGHT : '>>' ;
AMPERSAND : '&' ;
CARET : '^' ;
BAR : '|' ;

AND : '&&' | 'and' | 'AND' ;
OR : '||' | 'or' | 'OR' ;
NOT : '!' | 'not' | 'NOT' ;
IN : 'in' | 'IN' ;
LIKE : 'like' | 'LIKE' ;
IS : 'is' | 'IS' ;
NULL : 'null' | 'NULL' ;
EXISTS : 'exists' | 'EXISTS' ;
BOOLEAN : 'true' | 'True' | 'TRUE' | 'false' | 'False' | 'FALSE' ;

INTEGER
    : '0' [0-7]*
    | [1-9] [0-9]*
    | '0' [xX] HEX+
    | '0' [bB] [01]+
    ;

FLOAT
    : DIGIT+ '.' DIGIT* EXPONENT?
    | '.' DIGIT+ EXPONENT?
    | DIGIT+ EXPONENT
    | '0' [xX] (HEX+ '.'? | HEX* '.' HEX+) [pP] [+-]? DIGIT+
    ;

IDENTIFIER : [a-zA-Z_] [a-zA-Z_0-9]* ;
META : '$meta' ;

STRING : '"' (~["\\\r\n] | '\\' ~[\r\n])* '"' | '\'' (~['\\\r\n] | '\\' ~[\r\n])* '\'' ;
RAW_STRING : [rR] STRING ;

UNSUPPORTED : '{' | '}' | '$' ;

WHITESPACE : [ \t\r\n\f]+ -> skip ;
UNKNOWN : . ;

fragment DIGIT : [0-9] ;
fragment HEX : [0-9a-fA-F] ;
fragment EXPONENT : [eE] [+-]? DIGIT+ ;
