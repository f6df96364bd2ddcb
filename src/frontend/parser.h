// The parser's state and what its files share: parse_expr.c (expressions), parse_stmt.c (statements).
#pragma once
#include "frontend/ast.h"

enum { PARSE_DEPTH = 180, PARSE_ERRORS = 20 };

typedef struct Parser {
  Compilation *compilation;
  uint32_t source;
  const Token *token;  // the next one; never moves behind TOKEN_END
  const Token *previous;
  unsigned depth, errors;
  bool failed;         // in this statement: everything unwinds to it without further reports
} Parser;

static inline bool parser_at(const Parser *parser, TokenKind kind) { return parser->token->kind == kind; }
const Token *parser_next(Parser *parser);
bool parser_accept(Parser *parser, TokenKind kind);
// Takes the token or reports `expected 'x' <where>`.
bool parser_expect(Parser *parser, TokenKind kind, const char *where);
void parser_fail(Parser *parser, const char *expected);
// Guards recursion: false, with a report, when nesting is too deep. Pair with parser_leave.
bool parser_enter(Parser *parser);
static inline void parser_leave(Parser *parser) { parser->depth--; }

AstExpr *ast_new(Parser *parser, AstKind kind, uint32_t begin);

// Each returns a node, never NULL; after a failure the node is an AST_OPAQUE.
AstExpr *parse_expr(Parser *parser);            // expression without commas
AstExpr *parse_expr_list(Parser *parser);       // star_expressions: a tuple if there is a comma; yield
AstExpr *parse_target_list(Parser *parser);     // targets of for and comprehensions
AstParameters parse_parameters(Parser *parser, TokenKind close);
