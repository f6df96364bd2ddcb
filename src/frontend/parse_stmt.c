// Parser of statements, error recovery, and the entry points. In: one source file; out: AstModule.
// After a syntax error the rest of the line is skipped and parsing goes on with the next statement.
#include "frontend/parser.h"

static void parse_statement(Parser *parser, AstBlock *block);

// ---- tokens

const Token *parser_next(Parser *parser) {
  const Token *token = parser->token;
  parser->previous = token;
  if (token->kind != TOKEN_END) parser->token++;
  return token;
}

bool parser_accept(Parser *parser, TokenKind kind) {
  if (parser->token->kind != kind) return false;
  parser_next(parser);
  return true;
}

static Span token_span(const Parser *parser, const Token *token) {
  uint32_t end = token->end > token->begin ? token->end : token->begin + 1;
  return (Span){parser->source, token->begin, end};
}

// One report per statement; none for a token that the lexer has reported.
void parser_fail(Parser *parser, const char *expected) {
  if (!parser->failed && parser->token->kind != TOKEN_BAD && parser->errors++ < PARSE_ERRORS)
    diag_error(parser->compilation, token_span(parser, parser->token), "expected %s, found %s", expected,
               token_text(parser->token->kind));
  parser->failed = true;
}

bool parser_expect(Parser *parser, TokenKind kind, const char *where) {
  if (!parser->failed && parser_accept(parser, kind)) return true;
  parser_fail(parser, arena_format(parser->compilation->arena, "%s %s", token_text(kind), where));
  return false;
}

bool parser_enter(Parser *parser) {
  if (parser->depth < PARSE_DEPTH) {
    parser->depth++;
    return true;
  }
  if (!parser->failed && parser->errors++ < PARSE_ERRORS)
    diag_error(parser->compilation, token_span(parser, parser->token), "nested more than %d deep", PARSE_DEPTH);
  parser->failed = true;
  return false;
}

// ---- blocks

static AstStmt *new_stmt(Parser *parser, AstStmtKind kind, uint32_t begin) {
  AstStmt *stmt = arena_new(parser->compilation->arena, AstStmt);
  stmt->kind = (uint8_t)kind;
  stmt->begin = begin;
  stmt->end = parser->previous->end;
  return stmt;
}

static void add_stmt(Parser *parser, AstBlock *block, AstStmt *stmt) {
  stmt->end = stmt->end > stmt->begin ? stmt->end : parser->previous->end;
  if (!parser->failed) vector_push(parser->compilation->arena, block, stmt);
}

// To the next line, after a failure.
static void recover(Parser *parser) {
  while (!parser_at(parser, TOKEN_NEWLINE) && !parser_at(parser, TOKEN_END)) parser_next(parser);
  parser_accept(parser, TOKEN_NEWLINE);
  parser->failed = false;
}

static void parse_statements_to_dedent(Parser *parser, AstBlock *block) {
  while (!parser_at(parser, TOKEN_DEDENT) && !parser_at(parser, TOKEN_END)) parse_statement(parser, block);
  parser_accept(parser, TOKEN_DEDENT);
}

static void parse_simple_line(Parser *parser, AstBlock *block);

// block: ':' (NEWLINE INDENT statement+ DEDENT | simple_statements)
static AstBlock parse_block(Parser *parser) {
  AstBlock block = {0};
  bool headed = parser_expect(parser, TOKEN_COLON, "before a block");
  if (!headed) recover(parser);
  if (headed && !parser_at(parser, TOKEN_NEWLINE)) {
    parse_simple_line(parser, &block);
    return block;
  }
  if (headed) parser_next(parser);
  if (!parser_at(parser, TOKEN_INDENT)) {
    if (headed) parser_fail(parser, "an indented block");
    parser->failed = false;  // the next line stands where it should: go on with it
    return block;
  }
  parser_next(parser);
  if (parser_enter(parser)) {
    parse_statements_to_dedent(parser, &block);
    parser_leave(parser);
  } else {
    recover(parser);
  }
  return block;
}

// ---- simple statements

static bool is_augmented(unsigned kind, TokenKind *op) {
  switch (kind) {
    case TOKEN_PLUS_ASSIGN: *op = TOKEN_PLUS; return true;
    case TOKEN_MINUS_ASSIGN: *op = TOKEN_MINUS; return true;
    case TOKEN_TIMES_ASSIGN: *op = TOKEN_TIMES; return true;
    case TOKEN_DIVIDE_ASSIGN: *op = TOKEN_DIVIDE; return true;
    case TOKEN_FLOORDIV_ASSIGN: *op = TOKEN_FLOORDIV; return true;
    case TOKEN_MODULO_ASSIGN: *op = TOKEN_MODULO; return true;
    case TOKEN_POWER_ASSIGN: *op = TOKEN_POWER; return true;
    case TOKEN_MATMUL_ASSIGN: *op = TOKEN_AT; return true;
    case TOKEN_AND_ASSIGN: *op = TOKEN_AMPERSAND; return true;
    case TOKEN_OR_ASSIGN: *op = TOKEN_BAR; return true;
    case TOKEN_XOR_ASSIGN: *op = TOKEN_CARET; return true;
    case TOKEN_LEFT_SHIFT_ASSIGN: *op = TOKEN_LEFT_SHIFT; return true;
    case TOKEN_RIGHT_SHIFT_ASSIGN: *op = TOKEN_RIGHT_SHIFT; return true;
    default: return false;  // every other token is no augmented assignment
  }
}

static bool is_target(const AstExpr *expr) {
  switch ((AstKind)expr->kind) {
    case AST_NAME:
    case AST_ATTRIBUTE:
    case AST_SUBSCRIPT: return true;
    case AST_STARRED: return is_target(expr->left);
    case AST_TUPLE:
    case AST_LIST:
      for (size_t i = 0; i < expr->items.count; i++)
        if (!is_target(expr->items.items[i])) return false;
      return true;
    case AST_INT: case AST_FLOAT: case AST_STRING: case AST_FSTRING: case AST_CONSTANT: case AST_SET: case AST_DICT:
    case AST_UNARY: case AST_BINARY: case AST_COMPARE: case AST_AND_OR: case AST_CONDITIONAL: case AST_LAMBDA:
    case AST_CALL: case AST_SLICE: case AST_WALRUS: case AST_COMPREHENSION: return false;
    case AST_OPAQUE: return true;  // already reported
  }
  return false;
}

static void check_target(Parser *parser, const AstExpr *target) {
  if (parser->failed || is_target(target)) return;
  if (parser->errors++ < PARSE_ERRORS)
    diag_error(parser->compilation, (Span){parser->source, target->begin, target->end}, "this can't be assigned to");
  parser->failed = true;
}

// assignment: target ':' annotation ['=' value] | (target '=')+ value | target op= value | star_expressions
static AstStmt *parse_assignment(Parser *parser) {
  uint32_t begin = parser->token->begin;
  AstExpr *first = parse_expr_list(parser);
  AstStmt *stmt = new_stmt(parser, AST_STMT_EXPR, begin);
  stmt->value = first;
  TokenKind op;
  if (parser->failed) return stmt;
  if (is_augmented(parser->token->kind, &op)) {
    check_target(parser, first);
    parser_next(parser);
    stmt->kind = AST_STMT_AUGMENT;
    stmt->op = (uint8_t)op;
    stmt->target = first;
    stmt->value = parse_expr_list(parser);
  } else if (parser_accept(parser, TOKEN_COLON)) {
    check_target(parser, first);
    stmt->kind = AST_STMT_ANNOTATE;
    stmt->target = first;
    stmt->annotation = parse_expr(parser);
    stmt->value = parser_accept(parser, TOKEN_ASSIGN) ? parse_expr_list(parser) : NULL;
  } else {
    while (!parser->failed && parser_accept(parser, TOKEN_ASSIGN)) {
      check_target(parser, stmt->value);
      stmt->kind = AST_STMT_ASSIGN;
      vector_push(parser->compilation->arena, &stmt->items, stmt->value);
      stmt->value = parse_expr_list(parser);
    }
  }
  stmt->end = parser->previous->end;
  return stmt;
}

// dotted: NAME ('.' NAME)*
static const char *parse_dotted(Parser *parser, const char **first) {
  const Token *name = parser->token;
  if (!parser_expect(parser, TOKEN_NAME, "of a module")) return "";
  const char *path = *first = name->text;
  while (parser_accept(parser, TOKEN_DOT)) {
    name = parser->token;
    if (!parser_expect(parser, TOKEN_NAME, "after '.'")) break;
    path = intern(parser->compilation, arena_format(parser->compilation->arena, "%s.%s", path, name->text));
  }
  return path;
}

static void add_import(Parser *parser, AstStmt *stmt, AstImport import) {
  import.end = parser->previous->end;
  vector_push(parser->compilation->arena, &stmt->imports, import);
}

// import: 'import' (dotted ['as' NAME]) separated by ','
static AstStmt *parse_import(Parser *parser) {
  AstStmt *stmt = new_stmt(parser, AST_STMT_IMPORT, parser_next(parser)->begin);
  do {
    AstImport import = {.begin = parser->token->begin, .whole = true};
    import.module = parse_dotted(parser, &import.alias);
    if (parser_accept(parser, TOKEN_AS)) {
      import.alias = parser->token->text;
      import.whole = false;
      parser_expect(parser, TOKEN_NAME, "after 'as'");
    }
    add_import(parser, stmt, import);
  } while (!parser->failed && parser_accept(parser, TOKEN_COMMA));
  return stmt;
}

// from: 'from' '.'* [dotted] 'import' ('*' | ['('] (NAME ['as' NAME]) separated by ',' [')'])
static AstStmt *parse_from(Parser *parser) {
  AstStmt *stmt = new_stmt(parser, AST_STMT_IMPORT, parser_next(parser)->begin);
  const char *first, *module = ".";
  unsigned dots = 0;
  for (;;) {
    if (parser_accept(parser, TOKEN_DOT))
      dots++;
    else if (parser_accept(parser, TOKEN_ELLIPSIS))
      dots += 3;
    else
      break;
  }
  if (!parser_at(parser, TOKEN_IMPORT)) module = parse_dotted(parser, &first);
  if (dots > 8) dots = 8;
  if (dots) module = intern(parser->compilation, arena_format(parser->compilation->arena, "%.*s%s", (int)dots, "........", !strcmp(module, ".") ? "" : module));
  parser_expect(parser, TOKEN_IMPORT, "after the module");
  uint32_t begin = parser->token->begin;
  if (parser_accept(parser, TOKEN_TIMES)) {
    add_import(parser, stmt, (AstImport){.module = module, .name = "*", .begin = begin});
    return stmt;
  }
  bool paren = parser_accept(parser, TOKEN_OPEN_PAREN);
  do {
    if (paren && parser_at(parser, TOKEN_CLOSE_PAREN)) break;
    const Token *name = parser->token;
    if (!parser_expect(parser, TOKEN_NAME, "to import")) break;
    AstImport import = {.module = module, .name = name->text, .alias = name->text, .begin = name->begin};
    if (parser_accept(parser, TOKEN_AS)) {
      import.alias = parser->token->text;
      parser_expect(parser, TOKEN_NAME, "after 'as'");
    }
    add_import(parser, stmt, import);
  } while (!parser->failed && parser_accept(parser, TOKEN_COMMA));
  if (paren) parser_expect(parser, TOKEN_CLOSE_PAREN, "to close '('");
  return stmt;
}

static bool at_line_end(const Parser *parser) {
  return parser_at(parser, TOKEN_NEWLINE) || parser_at(parser, TOKEN_SEMICOLON) || parser_at(parser, TOKEN_END);
}

// One of: 'return' [value]; 'raise' [value ['from' cause]]; 'assert' test [',' message]; 'del' targets
static AstStmt *parse_keyword_statement(Parser *parser, AstStmtKind kind) {
  AstStmt *stmt = new_stmt(parser, kind, parser_next(parser)->begin);
  if (kind == AST_STMT_ASSERT) {
    stmt->test = parse_expr(parser);
    if (!parser->failed && parser_accept(parser, TOKEN_COMMA)) stmt->value = parse_expr(parser);
  } else if (!at_line_end(parser)) {
    stmt->value = parse_expr_list(parser);
    if (kind == AST_STMT_RAISE && !parser->failed && parser_accept(parser, TOKEN_FROM)) parse_expr(parser);
  }
  stmt->end = parser->previous->end;
  return stmt;
}

// 'global' NAME (',' NAME)*, the same for 'nonlocal'
static AstStmt *parse_scope(Parser *parser) {
  AstStmt *stmt = new_stmt(parser, AST_STMT_SCOPE, parser_next(parser)->begin);
  do {
    const Token *name = parser->token;
    if (!parser_expect(parser, TOKEN_NAME, "of a variable")) break;
    AstExpr *expr = ast_new(parser, AST_NAME, name->begin);
    expr->text = name->text;
    vector_push(parser->compilation->arena, &stmt->items, expr);
  } while (parser_accept(parser, TOKEN_COMMA));
  return stmt;
}

static AstStmt *parse_simple(Parser *parser) {
  switch (parser->token->kind) {
    case TOKEN_PASS: return new_stmt(parser, AST_STMT_PASS, parser_next(parser)->begin);
    case TOKEN_BREAK: return new_stmt(parser, AST_STMT_BREAK, parser_next(parser)->begin);
    case TOKEN_CONTINUE: return new_stmt(parser, AST_STMT_CONTINUE, parser_next(parser)->begin);
    case TOKEN_RETURN: return parse_keyword_statement(parser, AST_STMT_RETURN);
    case TOKEN_RAISE: return parse_keyword_statement(parser, AST_STMT_RAISE);
    case TOKEN_ASSERT: return parse_keyword_statement(parser, AST_STMT_ASSERT);
    case TOKEN_DEL: return parse_keyword_statement(parser, AST_STMT_DEL);
    case TOKEN_IMPORT: return parse_import(parser);
    case TOKEN_FROM: return parse_from(parser);
    case TOKEN_GLOBAL:
    case TOKEN_NONLOCAL: return parse_scope(parser);
    default: return parse_assignment(parser);  // any other token starts an expression
  }
}

// simple_statements: simple (';' simple)* [';'] NEWLINE
static void parse_simple_line(Parser *parser, AstBlock *block) {
  do {
    if (parser_at(parser, TOKEN_NEWLINE)) break;
    AstStmt *stmt = parse_simple(parser);
    stmt->end = parser->previous->end;
    add_stmt(parser, block, stmt);
  } while (!parser->failed && parser_accept(parser, TOKEN_SEMICOLON));
  if (parser->failed || !parser_expect(parser, TOKEN_NEWLINE, "after the statement")) recover(parser);
}

// ---- compound statements

// if: 'if' named block ('elif' named block)* ['else' block]
static AstStmt *parse_if(Parser *parser) {
  AstStmt *stmt = new_stmt(parser, AST_STMT_IF, parser_next(parser)->begin);
  stmt->test = parse_expr_list(parser);
  stmt->end = parser->previous->end;
  stmt->body = parse_block(parser);
  if (parser_at(parser, TOKEN_ELIF) && parser_enter(parser)) {
    AstStmt *nested = parse_if(parser);
    vector_push(parser->compilation->arena, &stmt->orelse, nested);
    parser_leave(parser);
  } else if (parser_accept(parser, TOKEN_ELSE)) {
    stmt->orelse = parse_block(parser);
  }
  return stmt;
}

// while: 'while' named block ['else' block];  for: 'for' targets 'in' star_expressions block ['else' block]
static AstStmt *parse_loop(Parser *parser) {
  bool is_for = parser_at(parser, TOKEN_FOR);
  AstStmt *stmt = new_stmt(parser, is_for ? AST_STMT_FOR : AST_STMT_WHILE, parser_next(parser)->begin);
  if (is_for) {
    stmt->target = parse_target_list(parser);
    check_target(parser, stmt->target);
    parser_expect(parser, TOKEN_IN, "after the loop variable");
    stmt->value = parse_expr_list(parser);
  } else {
    stmt->test = parse_expr_list(parser);
  }
  stmt->end = parser->previous->end;
  stmt->body = parse_block(parser);
  if (parser_accept(parser, TOKEN_ELSE)) stmt->orelse = parse_block(parser);
  return stmt;
}

static void parse_with_item(Parser *parser, AstStmt *stmt) {
  AstExpr *context = parse_expr(parser), *target = NULL;
  if (!parser->failed && parser_accept(parser, TOKEN_AS)) {
    target = parse_expr(parser);
    check_target(parser, target);
  }
  vector_push(parser->compilation->arena, &stmt->items, context);
  vector_push(parser->compilation->arena, &stmt->items, target);
}

// True if '(' here opens a parenthesised list of with items: the matching ')' is followed by ':' and an 'as' stands at depth 1.
static bool with_items_in_parens(const Parser *parser) {
  unsigned depth = 0;
  bool as = false;
  for (const Token *token = parser->token; token->kind != TOKEN_NEWLINE && token->kind != TOKEN_END; token++) {
    if (token->kind == TOKEN_OPEN_PAREN || token->kind == TOKEN_OPEN_BRACKET || token->kind == TOKEN_OPEN_BRACE) depth++;
    if (token->kind == TOKEN_AS && depth == 1) as = true;
    if (token->kind == TOKEN_CLOSE_PAREN || token->kind == TOKEN_CLOSE_BRACKET || token->kind == TOKEN_CLOSE_BRACE)
      if (--depth == 0) return as && token[1].kind == TOKEN_COLON;
  }
  return false;
}

// with: 'with' (expression ['as' target]) separated by ',' block; the items may stand in parentheses
static AstStmt *parse_with(Parser *parser) {
  AstStmt *stmt = new_stmt(parser, AST_STMT_WITH, parser_next(parser)->begin);
  bool paren = parser_at(parser, TOKEN_OPEN_PAREN) && with_items_in_parens(parser);
  if (paren) parser_next(parser);
  do {
    if (paren && parser_at(parser, TOKEN_CLOSE_PAREN)) break;
    parse_with_item(parser, stmt);
  } while (!parser->failed && parser_accept(parser, TOKEN_COMMA));
  if (paren) parser_expect(parser, TOKEN_CLOSE_PAREN, "to close '('");
  stmt->end = parser->previous->end;
  stmt->body = parse_block(parser);
  return stmt;
}

// except: 'except' ['*'] [expression (',' expression)* ['as' NAME]] block
static void parse_except(Parser *parser, AstBlock *handlers) {
  parser_next(parser);
  parser_accept(parser, TOKEN_TIMES);
  if (!parser_at(parser, TOKEN_COLON)) {
    parse_expr_list(parser);
    if (!parser->failed && parser_accept(parser, TOKEN_AS)) parser_expect(parser, TOKEN_NAME, "after 'as'");
  }
  AstBlock body = parse_block(parser);
  for (size_t i = 0; i < body.count; i++) vector_push(parser->compilation->arena, handlers, body.items[i]);
}

// try: 'try' block except* ['else' block] ['finally' block]
static AstStmt *parse_try(Parser *parser) {
  AstStmt *stmt = new_stmt(parser, AST_STMT_TRY, parser_next(parser)->begin);
  stmt->body = parse_block(parser);
  if (!parser_at(parser, TOKEN_EXCEPT) && !parser_at(parser, TOKEN_FINALLY)) {
    parser_fail(parser, "'except' or 'finally'");
    parser->failed = false;
  }
  while (parser_at(parser, TOKEN_EXCEPT)) parse_except(parser, &stmt->orelse);
  if (parser_accept(parser, TOKEN_ELSE)) parse_block(parser);
  if (parser_accept(parser, TOKEN_FINALLY)) parse_block(parser);
  return stmt;
}

// def: 'def' NAME '(' [parameters] ')' ['->' expression] block
static AstStmt *parse_def(Parser *parser, AstExprList decorators) {
  AstStmt *stmt = new_stmt(parser, AST_STMT_DEF, parser_next(parser)->begin);
  AstFunction *function = arena_new(parser->compilation->arena, AstFunction);
  const Token *name = parser->token;
  function->decorators = decorators;
  if (parser_expect(parser, TOKEN_NAME, "of a function")) {
    function->name = name->text;
    function->name_begin = name->begin;
    function->name_end = name->end;
  }
  if (parser_accept(parser, TOKEN_OPEN_BRACKET)) {  // type parameters
    while (!parser_at(parser, TOKEN_CLOSE_BRACKET) && !parser_at(parser, TOKEN_NEWLINE)) parser_next(parser);
    parser_next(parser);
  }
  parser_expect(parser, TOKEN_OPEN_PAREN, "after the function's name");
  function->parameters = parse_parameters(parser, TOKEN_CLOSE_PAREN);
  parser_expect(parser, TOKEN_CLOSE_PAREN, "or ',' after a parameter");
  if (!parser->failed && parser_accept(parser, TOKEN_ARROW)) function->returns = parse_expr_list(parser);
  stmt->end = parser->previous->end;
  stmt->function = function;
  bool whole = !parser->failed;
  function->body = parse_block(parser);
  parser->failed = !whole;
  return stmt;
}

// class: 'class' NAME ['(' arguments ')'] block
static AstStmt *parse_class(Parser *parser, AstExprList decorators) {
  AstStmt *stmt = new_stmt(parser, AST_STMT_CLASS, parser_next(parser)->begin);
  const Token *name = parser->token;
  stmt->decorators = decorators;
  if (parser_expect(parser, TOKEN_NAME, "of a class")) {
    stmt->name = name->text;
    stmt->name_begin = name->begin;
    stmt->name_end = name->end;
  }
  if (!parser->failed && parser_accept(parser, TOKEN_OPEN_PAREN)) {
    while (!parser->failed && !parser_at(parser, TOKEN_CLOSE_PAREN)) {
      bool keyword = parser_at(parser, TOKEN_NAME) && parser->token[1].kind == TOKEN_ASSIGN;
      if (keyword) parser_next(parser), parser_next(parser);
      bool stars = parser_accept(parser, TOKEN_TIMES);
      stars |= parser_accept(parser, TOKEN_POWER);
      stmt->unknown_bases |= keyword || stars;
      AstExpr *base = parse_expr(parser);
      vector_push(parser->compilation->arena, &stmt->bases, base);
      if (!parser_accept(parser, TOKEN_COMMA)) break;
    }
    parser_expect(parser, TOKEN_CLOSE_PAREN, "to close '('");
  }
  stmt->end = parser->previous->end;
  stmt->class_body = parse_block(parser);
  return stmt;
}

// decorated: ('@' named NEWLINE)+ (def | class)
static AstStmt *parse_decorated(Parser *parser) {
  AstExprList decorators = {0};
  while (parser_accept(parser, TOKEN_AT)) {
    AstExpr *decorator = parse_expr(parser);
    vector_push(parser->compilation->arena, &decorators, decorator);
    if (parser->failed || !parser_expect(parser, TOKEN_NEWLINE, "after a decorator")) recover(parser);
  }
  parser_accept(parser, TOKEN_ASYNC);
  if (parser_at(parser, TOKEN_DEF)) return parse_def(parser, decorators);
  if (parser_at(parser, TOKEN_CLASS)) return parse_class(parser, decorators);
  parser_fail(parser, "'def' or 'class' after a decorator");
  return new_stmt(parser, AST_STMT_PASS, parser->token->begin);
}

// True at the soft keyword: `match <anything>:` followed by an indented `case`.
static bool at_match(const Parser *parser) {
  const Token *token = parser->token;
  if (token->kind != TOKEN_NAME || strcmp(token->text, "match")) return false;
  while (token->kind != TOKEN_NEWLINE && token->kind != TOKEN_END) token++;
  return token[-1].kind == TOKEN_COLON && token->kind == TOKEN_NEWLINE && token[1].kind == TOKEN_INDENT &&
         token[2].kind == TOKEN_NAME && !strcmp(token[2].text, "case");
}

// match: skipped; kernels don't use it, so it is an error only where it is executed
static AstStmt *parse_match(Parser *parser) {
  AstStmt *stmt = new_stmt(parser, AST_STMT_EXPR, parser->token->begin);
  stmt->value = ast_new(parser, AST_OPAQUE, parser->token->begin);
  while (!parser_at(parser, TOKEN_NEWLINE)) parser_next(parser);
  stmt->value->end = stmt->end = parser->previous->end;
  unsigned depth = 0;
  do {
    const Token *token = parser_next(parser);
    if (token->kind == TOKEN_INDENT) depth++;
    if (token->kind == TOKEN_DEDENT) depth--;
  } while ((depth || parser->previous->kind == TOKEN_NEWLINE) && !parser_at(parser, TOKEN_END));
  return stmt;
}

static AstStmt *parse_compound(Parser *parser) {
  parser_accept(parser, TOKEN_ASYNC);
  if (at_match(parser)) return parse_match(parser);
  switch (parser->token->kind) {
    case TOKEN_IF: return parse_if(parser);
    case TOKEN_WHILE:
    case TOKEN_FOR: return parse_loop(parser);
    case TOKEN_WITH: return parse_with(parser);
    case TOKEN_TRY: return parse_try(parser);
    case TOKEN_DEF: return parse_def(parser, (AstExprList){0});
    case TOKEN_CLASS: return parse_class(parser, (AstExprList){0});
    case TOKEN_AT: return parse_decorated(parser);
    default: return NULL;  // a simple statement
  }
}

static void parse_statement(Parser *parser, AstBlock *block) {
  if (parser_accept(parser, TOKEN_NEWLINE)) return;
  if (parser_at(parser, TOKEN_INDENT)) {
    // After a header that could not be parsed its block is still looked at.
    if (parser->errors == 0) parser_fail(parser, "a statement at the indentation of its block");
    parser->failed = false;
    parser_next(parser);
    if (parser_enter(parser)) {
      parse_statements_to_dedent(parser, block);
      parser_leave(parser);
    }
    parser->failed = false;
    return;
  }
  AstStmt *stmt = parse_compound(parser);
  if (!stmt) {
    parse_simple_line(parser, block);
    return;
  }
  add_stmt(parser, block, stmt);
  if (parser->failed && parser->previous->kind != TOKEN_DEDENT && parser->previous->kind != TOKEN_NEWLINE) recover(parser);
  parser->failed = false;
}

AstModule *parse_module(Compilation *compilation, uint32_t source) {
  TokenList tokens = lexer_run(compilation, source);
  Parser parser = {.compilation = compilation, .source = source, .token = tokens.items, .previous = tokens.items};
  AstModule *module = arena_new(compilation->arena, AstModule);
  module->source = source;
  while (!parser_at(&parser, TOKEN_END)) {
    if (parser_accept(&parser, TOKEN_DEDENT)) continue;
    parse_statement(&parser, &module->body);
  }
  return module;
}

AstExpr *parse_expression(Compilation *compilation, uint32_t source) {
  TokenList tokens = lexer_run(compilation, source);
  Parser parser = {.compilation = compilation, .source = source, .token = tokens.items, .previous = tokens.items};
  while (parser_accept(&parser, TOKEN_INDENT)) continue;
  AstExpr *expr = parse_expr_list(&parser);
  if (!parser.failed) parser_expect(&parser, TOKEN_NEWLINE, "after the value");
  return parser.failed ? NULL : expr;
}
