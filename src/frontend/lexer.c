// Lexer. In: bytes of one source file; out: tokens. Reports what can't be a token and goes on behind it.
#include "frontend/lexer.h"

#include <stdlib.h>

enum { MOST_INDENTS = 100, MOST_BRACKETS = 200, MOST_ERRORS = 20, TAB = 8 };

typedef struct Lexer {
  Compilation *compilation;
  uint32_t source;
  const char *text;
  uint32_t at, length;
  TokenList tokens;
  uint32_t indents[MOST_INDENTS];
  unsigned indent_count;
  uint32_t brackets[MOST_BRACKETS];  // where the open ones stand
  unsigned depth;                    // may exceed MOST_BRACKETS; the parser reports that
} Lexer;

typedef struct Spelling {
  const char *text;
  size_t length;
} Spelling;

static const Spelling SPELLINGS[TOKEN_COUNT] = {
#define PUNCTUATION(name, text) [TOKEN_##name] = {text, sizeof text - 1},
#define KEYWORD(name, text) [TOKEN_##name] = {text, sizeof text - 1},
#include "frontend/tokens.def"
#undef PUNCTUATION
#undef KEYWORD
};

static const char *const QUOTED[TOKEN_COUNT] = {
    [TOKEN_END] = "the end of the file", [TOKEN_NEWLINE] = "the end of the line", [TOKEN_INDENT] = "an indented block",
    [TOKEN_DEDENT] = "the end of the block", [TOKEN_NAME] = "a name", [TOKEN_INT] = "a number", [TOKEN_FLOAT] = "a number",
    [TOKEN_IMAGINARY] = "a number", [TOKEN_STRING] = "a string", [TOKEN_FSTRING] = "a string", [TOKEN_BYTES] = "a string",
    [TOKEN_BAD] = "a bad token",
#define PUNCTUATION(name, text) [TOKEN_##name] = "'" text "'",
#define KEYWORD(name, text) [TOKEN_##name] = "'" text "'",
#include "frontend/tokens.def"
#undef PUNCTUATION
#undef KEYWORD
};

const char *token_text(TokenKind kind) { return QUOTED[kind]; }

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}
static bool is_name_part(char c) { return is_name_start(c) || is_digit(c); }

static int digit_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'z') return c - 'a' + 10;
  if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
  return 99;
}

// The source is zero-terminated, so looking one byte ahead is always allowed.
static char peek(const Lexer *lexer) { return lexer->text[lexer->at]; }

static Span span_from(const Lexer *lexer, uint32_t begin) { return (Span){lexer->source, begin, lexer->at}; }

static Token *push(Lexer *lexer, TokenKind kind, uint32_t begin) {
  Token token = {.kind = (uint8_t)kind, .begin = begin, .end = lexer->at};
  vector_push(lexer->compilation->arena, &lexer->tokens, token);
  return &lexer->tokens.items[lexer->tokens.count - 1];
}

// ---- numbers

static Token *push_integer(Lexer *lexer, uint32_t begin, unsigned base) {
  uint64_t value = 0;
  bool too_big = false;
  uint32_t at = base == 10 ? begin : begin + 2;
  for (; at < lexer->at; at++) {
    if (lexer->text[at] == '_') continue;
    uint64_t digit = (uint64_t)digit_value(lexer->text[at]);
    if (value > (UINT64_MAX - digit) / base) too_big = true;
    value = value * base + digit;
  }
  Token *token = push(lexer, TOKEN_INT, begin);
  token->integer = (int64_t)value;
  token->too_big = too_big || value > INT64_MAX;
  return token;
}

static void skip_digits(Lexer *lexer, int base) {
  while (digit_value(peek(lexer)) < base || peek(lexer) == '_') lexer->at++;
}

static void lex_based(Lexer *lexer, uint32_t begin) {
  char letter = (char)(lexer->text[begin + 1] | 0x20);
  int base = letter == 'x' ? 16 : letter == 'o' ? 8 : 2;
  lexer->at = begin + 2;
  skip_digits(lexer, base);
  if (lexer->at == begin + 2 || is_name_part(peek(lexer))) {
    while (is_name_part(peek(lexer))) lexer->at++;
    diag_error(lexer->compilation, span_from(lexer, begin), "invalid digits in a number of base %d", base);
    push(lexer, TOKEN_BAD, begin);
    return;
  }
  push_integer(lexer, begin, (unsigned)base);
}

static double float_value(Lexer *lexer, uint32_t begin) {
  char *digits = arena_allocate(lexer->compilation->arena, lexer->at - begin + 1);
  size_t count = 0;
  for (uint32_t at = begin; at < lexer->at; at++)
    if (lexer->text[at] != '_') digits[count++] = lexer->text[at];
  return strtod(digits, NULL);
}

static void lex_number(Lexer *lexer) {
  uint32_t begin = lexer->at;
  char second = (char)(lexer->text[begin + 1] | 0x20);
  if (peek(lexer) == '0' && (second == 'x' || second == 'o' || second == 'b')) {
    lex_based(lexer, begin);
    return;
  }
  skip_digits(lexer, 10);
  bool is_float = false;
  if (peek(lexer) == '.') {
    is_float = true;
    lexer->at++;
    skip_digits(lexer, 10);
  }
  if ((peek(lexer) | 0x20) == 'e') {
    uint32_t mark = lexer->at++;
    if (peek(lexer) == '+' || peek(lexer) == '-') lexer->at++;
    if (is_digit(peek(lexer)))
      is_float = true, skip_digits(lexer, 10);
    else
      lexer->at = mark;
  }
  if ((peek(lexer) | 0x20) == 'j') {
    lexer->at++;
    push(lexer, TOKEN_IMAGINARY, begin);
  } else if (is_float) {
    double value = float_value(lexer, begin);
    push(lexer, TOKEN_FLOAT, begin)->number = value;
  } else {
    push_integer(lexer, begin, 10);
  }
  if (is_name_start(peek(lexer)) && !strchr("aioef", peek(lexer))) {  // `1if x else y` is legal Python
    while (is_name_part(peek(lexer))) lexer->at++;
    diag_error(lexer->compilation, span_from(lexer, begin), "invalid number");
    lexer->tokens.count--;
    push(lexer, TOKEN_BAD, begin);
  }
}

// ---- strings

static void put_utf8(char **out, uint32_t code) {
  if (code < 0x80) {
    *(*out)++ = (char)code;
  } else if (code < 0x800) {
    *(*out)++ = (char)(0xc0 | code >> 6);
    *(*out)++ = (char)(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    *(*out)++ = (char)(0xe0 | code >> 12);
    *(*out)++ = (char)(0x80 | (code >> 6 & 0x3f));
    *(*out)++ = (char)(0x80 | (code & 0x3f));
  } else {
    *(*out)++ = (char)(0xf0 | (code >> 18 & 7));
    *(*out)++ = (char)(0x80 | (code >> 12 & 0x3f));
    *(*out)++ = (char)(0x80 | (code >> 6 & 0x3f));
    *(*out)++ = (char)(0x80 | (code & 0x3f));
  }
}

// Reads up to `most` digits of `base` at *in; the value.
static uint32_t escape_digits(const char **in, const char *end, unsigned most, int base) {
  uint32_t value = 0;
  for (unsigned i = 0; i < most && *in < end && digit_value(**in) < base; i++)
    value = value * (uint32_t)base + (uint32_t)digit_value(*(*in)++);
  return value;
}

static void decode_escape(const char **in, const char *end, char **out) {
  static const char letters[] = "ntr\\'\"abfv", codes[] = "\n\t\r\\'\"\a\b\f\v";
  char letter = *(*in)++;
  const char *known = letter ? strchr(letters, letter) : NULL;
  if (known)
    *(*out)++ = codes[known - letters];
  else if (letter == 'x')
    put_utf8(out, escape_digits(in, end, 2, 16));
  else if (letter == 'u')
    put_utf8(out, escape_digits(in, end, 4, 16));
  else if (letter == 'U')
    put_utf8(out, escape_digits(in, end, 8, 16));
  else if (letter >= '0' && letter <= '7')
    --*in, put_utf8(out, escape_digits(in, end, 3, 8));
  else if (letter != '\n')
    *(*out)++ = '\\', *(*out)++ = letter;
}

static const char *decode_string(Lexer *lexer, uint32_t begin, uint32_t end, bool raw) {
  const char *in = lexer->text + begin, *stop = lexer->text + end;
  if (raw || !memchr(in, '\\', end - begin)) return intern_range(lexer->compilation, in, end - begin);
  char *bytes = arena_allocate(lexer->compilation->arena, (size_t)(end - begin) + 1), *out = bytes;
  while (in < stop) {
    if (*in == '\\' && in + 1 < stop)
      in++, decode_escape(&in, stop, &out);
    else
      *out++ = *in++;
  }
  return intern_range(lexer->compilation, bytes, (size_t)(out - bytes));
}

// Moves behind the closing quote; false if there is none.
static bool skip_string(Lexer *lexer, char quote, bool triple) {
  while (lexer->at < lexer->length) {
    char c = peek(lexer);
    if (c == '\\' && lexer->at + 1 < lexer->length) {
      lexer->at += 2;
    } else if (c == quote && (!triple || (lexer->text[lexer->at + 1] == quote && lexer->text[lexer->at + 2] == quote))) {
      lexer->at += triple ? 3 : 1;
      return true;
    } else if (c == '\n' && !triple) {
      return false;
    } else {
      lexer->at++;
    }
  }
  return false;
}

static void lex_string(Lexer *lexer, uint32_t begin, uint32_t prefix) {
  bool raw = false, format = false, bytes = false;
  for (uint32_t i = begin; i < begin + prefix; i++) {
    char letter = (char)(lexer->text[i] | 0x20);
    raw |= letter == 'r';
    format |= letter == 'f' || letter == 't';
    bytes |= letter == 'b';
  }
  lexer->at = begin + prefix;
  char quote = peek(lexer);
  bool triple = lexer->text[lexer->at + 1] == quote && lexer->text[lexer->at + 2] == quote;
  lexer->at += triple ? 3 : 1;
  uint32_t inner = lexer->at;
  if (!skip_string(lexer, quote, triple)) {
    uint32_t end = triple ? inner : lexer->at;
    diag_error(lexer->compilation, (Span){lexer->source, begin, end}, "this string is never closed");
    push(lexer, TOKEN_BAD, begin);
    return;
  }
  uint32_t end = lexer->at - (triple ? 3 : 1);
  Token *token = push(lexer, format ? TOKEN_FSTRING : bytes ? TOKEN_BYTES : TOKEN_STRING, begin);
  const char *text = decode_string(lexer, inner, end, raw || format);
  token->text = text;
}

// Length of a string prefix (r, b, u, f and pairs) when a quote follows it; -1 if no string starts here.
static int string_prefix(const Lexer *lexer) {
  const char *text = lexer->text + lexer->at;
  int length = 0;
  while (length < 2 && text[length] && strchr("rRbBuUfFtT", text[length])) length++;
  return text[length] == '"' || text[length] == '\'' ? length : -1;
}

// ---- names and punctuation

static TokenKind keyword_kind(const char *text, size_t length) {
  for (unsigned kind = TOKEN_FALSE; kind < TOKEN_COUNT; kind++)
    if (SPELLINGS[kind].text[0] == text[0] && SPELLINGS[kind].length == length && !memcmp(SPELLINGS[kind].text, text, length)) return (TokenKind)kind;
  return TOKEN_NAME;
}

static size_t name_length(const char *text) {
  size_t length = 0;
  while (is_name_part(text[length])) length++;
  return length;
}

static void lex_name(Lexer *lexer) {
  uint32_t begin = lexer->at;
  const char *text = lexer->text + begin;
  size_t length = name_length(text);
  lexer->at += (uint32_t)length;
  TokenKind kind = length >= 2 && length <= 8 ? keyword_kind(text, length) : TOKEN_NAME;
  push(lexer, kind, begin)->text = kind == TOKEN_NAME ? intern_range(lexer->compilation, text, length) : NULL;
}

static void track_bracket(Lexer *lexer, TokenKind kind, uint32_t begin) {
  if (kind == TOKEN_OPEN_PAREN || kind == TOKEN_OPEN_BRACKET || kind == TOKEN_OPEN_BRACE) {
    if (lexer->depth < MOST_BRACKETS) lexer->brackets[lexer->depth] = begin;
    lexer->depth++;
  } else if ((kind == TOKEN_CLOSE_PAREN || kind == TOKEN_CLOSE_BRACKET || kind == TOKEN_CLOSE_BRACE) && lexer->depth) {
    lexer->depth--;
  }
}

static void lex_punctuation(Lexer *lexer) {
  uint32_t begin = lexer->at;
  for (unsigned kind = TOKEN_POWER_ASSIGN; kind < TOKEN_FALSE; kind++) {
    const Spelling *spelling = &SPELLINGS[kind];
    if (spelling->text[0] != lexer->text[begin] || strncmp(lexer->text + begin, spelling->text, spelling->length)) continue;
    lexer->at += (uint32_t)spelling->length;
    track_bracket(lexer, (TokenKind)kind, begin);
    push(lexer, (TokenKind)kind, begin);
    return;
  }
  unsigned char byte = (unsigned char)peek(lexer);
  lexer->at++;
  if (byte >= 0x21 && byte < 0x7f)
    diag_error(lexer->compilation, span_from(lexer, begin), "'%c' can't stand here", byte);
  else
    diag_error(lexer->compilation, span_from(lexer, begin), "byte 0x%02x can't stand here", byte);
  push(lexer, TOKEN_BAD, begin);
}

// ---- lines

static void skip_comment(Lexer *lexer) {
  const char *end = memchr(lexer->text + lexer->at, '\n', lexer->length - lexer->at);
  lexer->at = end ? (uint32_t)(end - lexer->text) : lexer->length;
}

// Blanks, comments and continued lines; inside brackets also line ends.
static void skip_blanks(Lexer *lexer) {
  while (lexer->at < lexer->length) {
    char c = peek(lexer);
    if (c == ' ' || c == '\t' || c == '\r' || c == '\f')
      lexer->at++;
    else if (c == '#')
      skip_comment(lexer);
    else if (c == '\\' && lexer->text[lexer->at + 1] == '\n')
      lexer->at += 2;
    else if (c == '\\' && lexer->text[lexer->at + 1] == '\r' && lexer->text[lexer->at + 2] == '\n')
      lexer->at += 3;
    else
      return;
  }
}

// Column of the first token of the line at lexer->at, which is moved there. False on an empty line, which is skipped.
static bool measure_indent(Lexer *lexer, uint32_t *column) {
  *column = 0;
  for (; lexer->at < lexer->length; lexer->at++) {
    char c = peek(lexer);
    if (c == ' ')
      ++*column;
    else if (c == '\t')
      *column = (*column / TAB + 1) * TAB;
    else if (c == '\f')
      *column = 0;
    else
      break;
  }
  if (peek(lexer) == '#') skip_comment(lexer);
  if (peek(lexer) == '\r' && lexer->text[lexer->at + 1] == '\n') lexer->at++;
  if (peek(lexer) != '\n') return lexer->at < lexer->length;
  lexer->at++;
  return false;
}

static void lex_indent(Lexer *lexer, uint32_t column) {
  uint32_t current = lexer->indents[lexer->indent_count - 1];
  if (column > current) {
    if (lexer->indent_count == MOST_INDENTS) {
      diag_error(lexer->compilation, span_from(lexer, lexer->at), "blocks are nested more than %d deep", MOST_INDENTS);
      lexer->at = lexer->length;
      push(lexer, TOKEN_BAD, lexer->at);
      return;
    }
    lexer->indents[lexer->indent_count++] = column;
    push(lexer, TOKEN_INDENT, lexer->at);
    return;
  }
  while (column < lexer->indents[lexer->indent_count - 1]) {
    lexer->indent_count--;
    push(lexer, TOKEN_DEDENT, lexer->at);
  }
  if (column != lexer->indents[lexer->indent_count - 1])
    diag_error(lexer->compilation, (Span){lexer->source, lexer->at, lexer->at + 1},
               "the indentation fits no block that is open here");
}

// A line inside brackets that starts with one of these words means that a bracket was forgotten.
static bool starts_statement(const char *text) {
  static const TokenKind never_inside[] = {TOKEN_DEF, TOKEN_CLASS, TOKEN_WITH, TOKEN_RETURN, TOKEN_IMPORT, TOKEN_WHILE,
                                           TOKEN_ASSERT, TOKEN_RAISE, TOKEN_TRY, TOKEN_PASS, TOKEN_BREAK, TOKEN_CONTINUE};
  size_t length = name_length(text);
  if (length < 2 || length > 8) return false;
  TokenKind kind = keyword_kind(text, length);
  for (size_t i = 0; i < sizeof never_inside / sizeof *never_inside; i++)
    if (kind == never_inside[i]) return true;
  return false;
}

// At a line end inside brackets: skips it, unless the next line shows that a bracket was never closed.
static bool continue_line(Lexer *lexer) {
  uint32_t line = lexer->at + 1, first = line;
  while (lexer->text[first] == ' ' || lexer->text[first] == '\t') first++;
  if (!starts_statement(lexer->text + first)) {
    lexer->at++;
    return true;
  }
  uint32_t open = lexer->brackets[(lexer->depth < MOST_BRACKETS ? lexer->depth : MOST_BRACKETS) - 1];
  diag_error(lexer->compilation, (Span){lexer->source, open, open + 1}, "'%c' is never closed", lexer->text[open]);
  push(lexer, TOKEN_BAD, lexer->at);
  lexer->depth = 0;
  return false;
}

static void lex_token(Lexer *lexer) {
  int prefix = string_prefix(lexer);
  char c = peek(lexer);
  if (prefix >= 0)
    lex_string(lexer, lexer->at, (uint32_t)prefix);
  else if (is_name_start(c))
    lex_name(lexer);
  else if (is_digit(c) || (c == '.' && is_digit(lexer->text[lexer->at + 1])))
    lex_number(lexer);
  else
    lex_punctuation(lexer);
}

// After so many errors the rest of a file that is no Python is not looked at.
static bool too_many_errors(const Lexer *lexer) { return lexer->compilation->diagnostics.count > MOST_ERRORS; }

static void lex_line(Lexer *lexer) {
  uint32_t column;
  if (!measure_indent(lexer, &column)) return;
  lex_indent(lexer, column);
  for (;;) {
    skip_blanks(lexer);
    if (lexer->at >= lexer->length || too_many_errors(lexer)) return;
    if (peek(lexer) != '\n') {
      lex_token(lexer);
    } else if (!lexer->depth || !continue_line(lexer)) {
      push(lexer, TOKEN_NEWLINE, lexer->at);
      lexer->at++;
      return;
    }
  }
}

TokenList lexer_run(Compilation *compilation, uint32_t source) {
  const Source *file = &compilation->sources.items[source];
  Lexer lexer = {.compilation = compilation, .source = source, .text = file->text, .indent_count = 1};
  lexer.length = file->length < UINT32_MAX / 2 ? (uint32_t)file->length : UINT32_MAX / 2;
  if (lexer.length >= 3 && !memcmp(lexer.text, "\xef\xbb\xbf", 3)) lexer.at = 3;  // byte order mark
  while (lexer.at < lexer.length && !too_many_errors(&lexer)) lex_line(&lexer);
  if (lexer.depth) {
    uint32_t open = lexer.brackets[(lexer.depth < MOST_BRACKETS ? lexer.depth : MOST_BRACKETS) - 1];
    diag_error(compilation, (Span){source, open, open + 1}, "'%c' is never closed", lexer.text[open]);
    push(&lexer, TOKEN_BAD, lexer.at);
  }
  push(&lexer, TOKEN_NEWLINE, lexer.at);
  while (--lexer.indent_count) push(&lexer, TOKEN_DEDENT, lexer.at);
  push(&lexer, TOKEN_END, lexer.at);
  return lexer.tokens;
}
