// Lexer: Python source text in, an array of tokens out. Indentation becomes TOKEN_INDENT and TOKEN_DEDENT; line ends inside
// brackets and after a backslash vanish; comments vanish. Always ends with TOKEN_NEWLINE, the open TOKEN_DEDENTs, TOKEN_END.
#pragma once
#include "base/compilation.h"

typedef enum TokenKind {
  TOKEN_END, TOKEN_NEWLINE, TOKEN_INDENT, TOKEN_DEDENT,
  TOKEN_NAME,       // text: interned
  TOKEN_INT,        // integer; too_big if it needs more than 63 bits (integer holds the low 64)
  TOKEN_FLOAT,      // number
  TOKEN_IMAGINARY,
  TOKEN_STRING,     // text: interned, escapes decoded
  TOKEN_FSTRING,    // text: interned, raw; the part between the quotes starts at `inner`
  TOKEN_BYTES,
  TOKEN_BAD,        // reported by the lexer already
#define PUNCTUATION(name, text) TOKEN_##name,
#define KEYWORD(name, text) TOKEN_##name,
#include "frontend/tokens.def"
#undef PUNCTUATION
#undef KEYWORD
  TOKEN_COUNT
} TokenKind;

typedef struct Token {
  uint8_t kind;  // TokenKind
  bool too_big;
  uint32_t begin, end;
  union {
    const char *text;
    int64_t integer;
    double number;
  };
} Token;

typedef VECTOR(Token) TokenList;

TokenList lexer_run(Compilation *compilation, uint32_t source);
const char *token_text(TokenKind kind);  // "'**='", "a name", "the end of the line"
