// Parser of expressions. In: tokens; out: AstExpr. The grammar above each function is that of Python 3.11.
#include "frontend/parser.h"

static AstExpr *parse_named(Parser *parser);
static AstExpr *parse_binary(Parser *parser, unsigned level);

AstExpr *ast_new(Parser *parser, AstKind kind, uint32_t begin) {
  AstExpr *expr = arena_new(parser->compilation->arena, AstExpr);
  expr->kind = (uint8_t)kind;
  expr->begin = begin;
  expr->end = parser->previous->end;
  return expr;
}

static AstExpr *failed(Parser *parser) { return ast_new(parser, AST_OPAQUE, parser->token->begin); }

static AstExpr *new_pair(Parser *parser, AstKind kind, AstExpr *left, AstExpr *right) {
  AstExpr *expr = ast_new(parser, kind, left->begin);
  expr->left = left;
  expr->right = right;
  return expr;
}

static void add_item(Parser *parser, AstExpr *list, AstExpr *item) {
  vector_push(parser->compilation->arena, &list->items, item);
}

// comp_for: ('for' targets 'in' disjunction ('if' disjunction)*)+
static AstExpr *parse_comprehension(Parser *parser, AstExpr *element, AstExpr *value, TokenKind open) {
  AstExpr *expr = ast_new(parser, AST_COMPREHENSION, element->begin);
  expr->op = (uint8_t)open;
  expr->left = element;
  expr->right = value;
  parser_accept(parser, TOKEN_ASYNC);
  while (parser_accept(parser, TOKEN_FOR) && !parser->failed) {
    AstClause clause = {.target = parse_target_list(parser)};
    parser_expect(parser, TOKEN_IN, "in a comprehension");
    clause.iterable = parse_binary(parser, 0);
    while (!parser->failed && parser_accept(parser, TOKEN_IF)) {
      AstExpr *condition = parse_binary(parser, 0);
      vector_push(parser->compilation->arena, &clause.conditions, condition);
    }
    vector_push(parser->compilation->arena, &expr->clauses, clause);
    parser_accept(parser, TOKEN_ASYNC);
  }
  expr->end = parser->previous->end;
  return expr;
}

static bool at_comprehension(const Parser *parser) {
  return parser_at(parser, TOKEN_FOR) || (parser_at(parser, TOKEN_ASYNC) && parser->token[1].kind == TOKEN_FOR);
}

// star_named: '*' or_expr | named
static AstExpr *parse_star_named(Parser *parser) {
  uint32_t begin = parser->token->begin;
  if (!parser_accept(parser, TOKEN_TIMES)) return parse_named(parser);
  AstExpr *inner = parse_binary(parser, 4);
  AstExpr *expr = ast_new(parser, AST_STARRED, begin);
  expr->left = inner;
  return expr;
}

// The rest of "a, b, c" after a, up to `close`; trailing comma allowed.
static void parse_items(Parser *parser, AstExpr *list, TokenKind close) {
  while (!parser->failed && parser_accept(parser, TOKEN_COMMA)) {
    if (parser_at(parser, close)) break;
    add_item(parser, list, parse_star_named(parser));
  }
}

// group, tuple, generator: '(' [star_named (',' star_named)* [','] | named comp_for | yield] ')'
static AstExpr *parse_paren(Parser *parser) {
  uint32_t begin = parser_next(parser)->begin;
  AstExpr *expr;
  if (parser_at(parser, TOKEN_CLOSE_PAREN)) {
    expr = ast_new(parser, AST_TUPLE, begin);
  } else if (parser_at(parser, TOKEN_YIELD)) {
    expr = parse_expr_list(parser);
  } else {
    expr = parse_star_named(parser);
    if (at_comprehension(parser)) {
      expr = parse_comprehension(parser, expr, NULL, TOKEN_OPEN_PAREN);
    } else if (parser_at(parser, TOKEN_COMMA)) {
      AstExpr *tuple = ast_new(parser, AST_TUPLE, begin);
      add_item(parser, tuple, expr);
      parse_items(parser, tuple, TOKEN_CLOSE_PAREN);
      expr = tuple;
    }
  }
  parser_expect(parser, TOKEN_CLOSE_PAREN, "to close '('");
  expr->begin = begin;
  expr->end = parser->previous->end;
  expr->parenthesised = true;
  return expr;
}

// list: '[' [star_named (',' star_named)* [','] | named comp_for] ']'
static AstExpr *parse_list(Parser *parser) {
  uint32_t begin = parser_next(parser)->begin;
  AstExpr *expr = ast_new(parser, AST_LIST, begin);
  if (!parser_at(parser, TOKEN_CLOSE_BRACKET)) {
    AstExpr *first = parse_star_named(parser);
    if (at_comprehension(parser)) {
      expr = parse_comprehension(parser, first, NULL, TOKEN_OPEN_BRACKET);
    } else {
      add_item(parser, expr, first);
      parse_items(parser, expr, TOKEN_CLOSE_BRACKET);
    }
  }
  parser_expect(parser, TOKEN_CLOSE_BRACKET, "to close '['");
  expr->begin = begin;
  expr->end = parser->previous->end;
  return expr;
}

// One entry of a dict: key, value; `**value` has key NULL.
static void parse_dict_entry(Parser *parser, AstExpr *dict) {
  if (parser_accept(parser, TOKEN_POWER)) {
    add_item(parser, dict, NULL);
    add_item(parser, dict, parse_binary(parser, 4));
    return;
  }
  add_item(parser, dict, parse_expr(parser));
  parser_expect(parser, TOKEN_COLON, "after a key");
  add_item(parser, dict, parse_expr(parser));
}

static AstExpr *parse_dict_rest(Parser *parser, AstExpr *key) {
  AstExpr *dict = ast_new(parser, AST_DICT, parser->previous->begin);
  if (key) {
    parser_expect(parser, TOKEN_COLON, "after a key");
    AstExpr *value = parse_expr(parser);
    if (at_comprehension(parser)) return parse_comprehension(parser, key, value, TOKEN_OPEN_BRACE);
    add_item(parser, dict, key);
    add_item(parser, dict, value);
  } else {
    parse_dict_entry(parser, dict);
  }
  while (!parser->failed && parser_accept(parser, TOKEN_COMMA) && !parser_at(parser, TOKEN_CLOSE_BRACE))
    parse_dict_entry(parser, dict);
  return dict;
}

// dict, set: '{' [entry (',' entry)* | star_named (',' star_named)* | named comp_for | key ':' value comp_for] '}'
static AstExpr *parse_brace(Parser *parser) {
  uint32_t begin = parser_next(parser)->begin;
  AstExpr *expr;
  if (parser_at(parser, TOKEN_CLOSE_BRACE)) {
    expr = ast_new(parser, AST_DICT, begin);
  } else if (parser_at(parser, TOKEN_POWER)) {
    expr = parse_dict_rest(parser, NULL);
  } else {
    AstExpr *first = parse_star_named(parser);
    if (parser_at(parser, TOKEN_COLON)) {
      expr = parse_dict_rest(parser, first);
    } else if (at_comprehension(parser)) {
      expr = parse_comprehension(parser, first, NULL, TOKEN_OPEN_BRACE);
    } else {
      expr = ast_new(parser, AST_SET, begin);
      add_item(parser, expr, first);
      parse_items(parser, expr, TOKEN_CLOSE_BRACE);
    }
  }
  parser_expect(parser, TOKEN_CLOSE_BRACE, "to close '{'");
  expr->begin = begin;
  expr->end = parser->previous->end;
  return expr;
}

// strings: STRING+
static AstExpr *parse_strings(Parser *parser) {
  const Token *first = parser_next(parser);
  AstKind kind = first->kind == TOKEN_STRING ? AST_STRING : first->kind == TOKEN_FSTRING ? AST_FSTRING : AST_OPAQUE;
  const char *text = first->text;
  while (parser_at(parser, TOKEN_STRING) || parser_at(parser, TOKEN_FSTRING) || parser_at(parser, TOKEN_BYTES)) {
    const Token *next = parser_next(parser);
    if (next->kind == TOKEN_FSTRING && kind == AST_STRING) kind = AST_FSTRING;
    if (kind != AST_OPAQUE) text = arena_format(parser->compilation->arena, "%s%s", text, next->text);
  }
  AstExpr *expr = ast_new(parser, kind, first->begin);
  expr->text = text;
  return expr;
}

static AstExpr *parse_number(Parser *parser) {
  const Token *token = parser_next(parser);
  AstKind kind = token->kind == TOKEN_INT ? AST_INT : token->kind == TOKEN_FLOAT ? AST_FLOAT : AST_OPAQUE;
  AstExpr *expr = ast_new(parser, kind, token->begin);
  if (kind == AST_INT)
    expr->integer = token->integer, expr->too_big = token->too_big;
  else if (kind == AST_FLOAT)
    expr->number = token->number;
  return expr;
}

// atom: NAME | 'True' | 'False' | 'None' | '...' | strings | NUMBER | group | tuple | list | dict | set | comprehension
static AstExpr *parse_atom(Parser *parser) {
  switch (parser->token->kind) {
    case TOKEN_NAME: {
      const Token *token = parser_next(parser);
      AstExpr *expr = ast_new(parser, AST_NAME, token->begin);
      expr->text = token->text;
      return expr;
    }
    case TOKEN_TRUE:
    case TOKEN_FALSE:
    case TOKEN_NONE:
    case TOKEN_ELLIPSIS: {
      const Token *token = parser_next(parser);
      AstExpr *expr = ast_new(parser, AST_CONSTANT, token->begin);
      expr->op = token->kind;
      return expr;
    }
    case TOKEN_INT:
    case TOKEN_FLOAT:
    case TOKEN_IMAGINARY: return parse_number(parser);
    case TOKEN_STRING:
    case TOKEN_FSTRING:
    case TOKEN_BYTES: return parse_strings(parser);
    case TOKEN_OPEN_PAREN: return parse_paren(parser);
    case TOKEN_OPEN_BRACKET: return parse_list(parser);
    case TOKEN_OPEN_BRACE: return parse_brace(parser);
    default:  // a table of all tokens would say no more
      parser_fail(parser, "an expression");
      return failed(parser);
  }
}

// tilelang prints annotations as keywords, also those whose names have dots: T.copy(a, b, tl.hint=1). No Python has that.
static bool at_dotted_keyword(const Parser *parser) {
  const Token *token = parser->token;
  while (token->kind == TOKEN_NAME && token[1].kind == TOKEN_DOT) token += 2;
  return token != parser->token && token->kind == TOKEN_NAME && token[1].kind == TOKEN_ASSIGN;
}

static const char *parse_dotted_keyword(Parser *parser) {
  const char *name = parser_next(parser)->text;
  while (parser_accept(parser, TOKEN_DOT)) {
    const char *part = parser_next(parser)->text;
    name = intern(parser->compilation, arena_format(parser->compilation->arena, "%s.%s", name, part));
  }
  parser_next(parser);
  return name;
}

// argument: NAME '=' expression | '*' expression | '**' expression | named [comp_for]
static AstArgument parse_argument(Parser *parser) {
  AstArgument argument = {.begin = parser->token->begin};
  if (parser_accept(parser, TOKEN_TIMES))
    argument.stars = 1;
  else if (parser_accept(parser, TOKEN_POWER))
    argument.stars = 2;
  else if (parser_at(parser, TOKEN_NAME) && parser->token[1].kind == TOKEN_ASSIGN)
    argument.name = parser_next(parser)->text, parser_next(parser);
  else if (at_dotted_keyword(parser))
    argument.name = parse_dotted_keyword(parser);
  argument.value = argument.stars || argument.name ? parse_expr(parser) : parse_named(parser);
  // tilelang prints annotations whose names have dots as keywords: T.copy(..., tl.ws_op_id="q")
  if (!argument.stars && !argument.name && parser_at(parser, TOKEN_ASSIGN) && argument.value->kind == AST_ATTRIBUTE &&
      argument.value->left->kind == AST_NAME) {
    argument.name = intern(parser->compilation, arena_format(parser->compilation->arena, "%s.%s", argument.value->left->text, argument.value->name));
    parser_next(parser);
    argument.value = parse_expr(parser);
  }
  if (at_comprehension(parser)) argument.value = parse_comprehension(parser, argument.value, NULL, TOKEN_OPEN_PAREN);
  return argument;
}

static AstExpr *parse_call(Parser *parser, AstExpr *function) {
  AstExpr *expr = new_pair(parser, AST_CALL, function, NULL);
  parser_next(parser);
  while (!parser->failed && !parser_at(parser, TOKEN_CLOSE_PAREN)) {
    AstArgument argument = parse_argument(parser);
    vector_push(parser->compilation->arena, &expr->arguments, argument);
    if (!parser_accept(parser, TOKEN_COMMA)) break;
  }
  parser_expect(parser, TOKEN_CLOSE_PAREN, "or ',' in a call");
  expr->end = parser->previous->end;
  return expr;
}

// slice: [expression] ':' [expression] [':' [expression]] | star_named
static AstExpr *parse_slice(Parser *parser) {
  uint32_t begin = parser->token->begin;
  AstExpr *lower = parser_at(parser, TOKEN_COLON) ? NULL : parse_star_named(parser);
  if (!parser_at(parser, TOKEN_COLON)) return lower;
  parser_next(parser);
  AstExpr *upper = NULL, *step = NULL;
  bool ends = parser_at(parser, TOKEN_COLON) || parser_at(parser, TOKEN_COMMA) || parser_at(parser, TOKEN_CLOSE_BRACKET);
  if (!ends) upper = parse_expr(parser);
  if (parser_accept(parser, TOKEN_COLON) && !parser_at(parser, TOKEN_COMMA) && !parser_at(parser, TOKEN_CLOSE_BRACKET))
    step = parse_expr(parser);
  AstExpr *expr = ast_new(parser, AST_SLICE, begin);
  expr->left = lower;
  expr->right = upper;
  expr->test = step;
  return expr;
}

// subscript: primary '[' slice (',' slice)* [','] ']'
static AstExpr *parse_subscript(Parser *parser, AstExpr *object) {
  parser_next(parser);
  AstExpr *index = parse_slice(parser);
  if (parser_at(parser, TOKEN_COMMA)) {
    AstExpr *tuple = ast_new(parser, AST_TUPLE, index->begin);
    add_item(parser, tuple, index);
    while (!parser->failed && parser_accept(parser, TOKEN_COMMA) && !parser_at(parser, TOKEN_CLOSE_BRACKET))
      add_item(parser, tuple, parse_slice(parser));
    tuple->end = parser->previous->end;
    index = tuple;
  }
  parser_expect(parser, TOKEN_CLOSE_BRACKET, "to close '['");
  return new_pair(parser, AST_SUBSCRIPT, object, index);
}

// primary: atom ('.' NAME | '(' arguments ')' | '[' slices ']')*
static AstExpr *parse_primary(Parser *parser) {
  AstExpr *expr = parse_atom(parser);
  while (!parser->failed) {
    if (parser_at(parser, TOKEN_OPEN_PAREN)) {
      expr = parse_call(parser, expr);
    } else if (parser_at(parser, TOKEN_OPEN_BRACKET)) {
      expr = parse_subscript(parser, expr);
    } else if (parser_accept(parser, TOKEN_DOT)) {
      const Token *name = parser->token;
      if (!parser_expect(parser, TOKEN_NAME, "after '.'")) break;
      expr = new_pair(parser, AST_ATTRIBUTE, expr, NULL);
      expr->name = name->text;
      expr->name_begin = name->begin;
    } else {
      break;
    }
  }
  return expr;
}

// factor: ('+' | '-' | '~') factor | ['await'] primary ['**' factor]
static AstExpr *parse_factor(Parser *parser) {
  if (!parser_enter(parser)) return failed(parser);
  const Token *token = parser->token;
  AstExpr *expr;
  if (token->kind == TOKEN_PLUS || token->kind == TOKEN_MINUS || token->kind == TOKEN_TILDE) {
    parser_next(parser);
    AstExpr *operand = parse_factor(parser);
    expr = ast_new(parser, AST_UNARY, token->begin);
    expr->op = token->kind;
    expr->left = operand;
  } else if (parser_accept(parser, TOKEN_AWAIT)) {
    parse_primary(parser);
    expr = ast_new(parser, AST_OPAQUE, token->begin);
  } else {
    expr = parse_primary(parser);
    if (!parser->failed && parser_accept(parser, TOKEN_POWER)) {
      AstExpr *exponent = parse_factor(parser);
      expr = new_pair(parser, AST_BINARY, expr, exponent);
      expr->op = TOKEN_POWER;
    }
  }
  parser_leave(parser);
  return expr;
}

// Levels of binary operators, loosest first: 0 or, 1 and, 2 not, 3 comparison, 4 |, 5 ^, 6 &, 7 shifts, 8 sums, 9 products.
static bool operator_at_level(TokenKind kind, unsigned level) {
  switch (level) {
    case 4: return kind == TOKEN_BAR;
    case 5: return kind == TOKEN_CARET;
    case 6: return kind == TOKEN_AMPERSAND;
    case 7: return kind == TOKEN_LEFT_SHIFT || kind == TOKEN_RIGHT_SHIFT;
    case 8: return kind == TOKEN_PLUS || kind == TOKEN_MINUS;
    case 9:
      return kind == TOKEN_TIMES || kind == TOKEN_DIVIDE || kind == TOKEN_FLOORDIV || kind == TOKEN_MODULO || kind == TOKEN_AT;
  }
  return false;
}

// sum: product (('+' | '-') product)*, and the same for the other left-associative levels
static AstExpr *parse_arithmetic(Parser *parser, unsigned level) {
  if (level == 10) return parse_factor(parser);
  AstExpr *left = parse_arithmetic(parser, level + 1);
  while (!parser->failed && operator_at_level(parser->token->kind, level)) {
    TokenKind op = parser_next(parser)->kind;
    left = new_pair(parser, AST_BINARY, left, parse_arithmetic(parser, level + 1));
    left->op = (uint8_t)op;
    left->end = parser->previous->end;
  }
  return left;
}

static bool accept_compare(Parser *parser, CompareOp *op) {
  switch (parser->token->kind) {
    case TOKEN_EQUAL: *op = COMPARE_EQ; break;
    case TOKEN_NOT_EQUAL: *op = COMPARE_NE; break;
    case TOKEN_LESS: *op = COMPARE_LT; break;
    case TOKEN_LESS_EQUAL: *op = COMPARE_LE; break;
    case TOKEN_GREATER: *op = COMPARE_GT; break;
    case TOKEN_GREATER_EQUAL: *op = COMPARE_GE; break;
    case TOKEN_IN: *op = COMPARE_IN; break;
    case TOKEN_IS:
      parser_next(parser);
      *op = parser_accept(parser, TOKEN_NOT) ? COMPARE_IS_NOT : COMPARE_IS;
      return true;
    case TOKEN_NOT:
      if (parser->token[1].kind != TOKEN_IN) return false;
      parser_next(parser);
      *op = COMPARE_NOT_IN;
      break;
    default: return false;  // any other token ends the comparison
  }
  parser_next(parser);
  return true;
}

// comparison: bitwise_or (compare_op bitwise_or)*
static AstExpr *parse_comparison(Parser *parser) {
  enum { MOST_COMPARES = 64 };
  AstExpr *first = parse_arithmetic(parser, 4);
  CompareOp op;
  if (parser->failed || !accept_compare(parser, &op)) return first;
  AstExpr *expr = ast_new(parser, AST_COMPARE, first->begin);
  expr->ops = arena_allocate(parser->compilation->arena, MOST_COMPARES);
  add_item(parser, expr, first);
  do {
    expr->ops[expr->items.count - 1] = (uint8_t)op;
    add_item(parser, expr, parse_arithmetic(parser, 4));
    if (expr->items.count == MOST_COMPARES) parser_fail(parser, "the end of a chain of comparisons");
  } while (!parser->failed && accept_compare(parser, &op));
  expr->end = parser->previous->end;
  return expr;
}

// disjunction: conjunction ('or' conjunction)*;  conjunction: inversion ('and' inversion)*;  inversion: 'not' inversion | comparison
static AstExpr *parse_binary(Parser *parser, unsigned level) {
  if (level >= 4) return parse_arithmetic(parser, level);
  if (level == 2) {
    const Token *token = parser->token;
    if (!parser_accept(parser, TOKEN_NOT)) return parse_comparison(parser);
    if (!parser_enter(parser)) return failed(parser);
    AstExpr *operand = parse_binary(parser, 2);
    parser_leave(parser);
    AstExpr *expr = ast_new(parser, AST_UNARY, token->begin);
    expr->op = TOKEN_NOT;
    expr->left = operand;
    return expr;
  }
  AstExpr *left = parse_binary(parser, level + 1);
  TokenKind op = level == 0 ? TOKEN_OR : TOKEN_AND;
  if (parser->failed || !parser_at(parser, op)) return left;
  AstExpr *expr = ast_new(parser, AST_AND_OR, left->begin);
  expr->op = (uint8_t)op;
  add_item(parser, expr, left);
  while (!parser->failed && parser_accept(parser, op)) add_item(parser, expr, parse_binary(parser, level + 1));
  expr->end = parser->previous->end;
  return expr;
}

// lambda: 'lambda' [parameters] ':' expression
static AstExpr *parse_lambda(Parser *parser) {
  uint32_t begin = parser_next(parser)->begin;
  AstParameters *parameters = arena_new(parser->compilation->arena, AstParameters);
  *parameters = parse_parameters(parser, TOKEN_COLON);
  parser_expect(parser, TOKEN_COLON, "after the parameters of a lambda");
  AstExpr *body = parse_expr(parser);
  AstExpr *expr = ast_new(parser, AST_LAMBDA, begin);
  expr->parameters = parameters;
  expr->right = body;
  return expr;
}

// expression: disjunction ['if' disjunction 'else' expression] | lambda
AstExpr *parse_expr(Parser *parser) {
  if (!parser_enter(parser)) return failed(parser);
  AstExpr *expr;
  if (parser_at(parser, TOKEN_LAMBDA)) {
    expr = parse_lambda(parser);
  } else {
    expr = parse_binary(parser, 0);
    if (!parser->failed && parser_accept(parser, TOKEN_IF)) {
      AstExpr *test = parse_binary(parser, 0);
      parser_expect(parser, TOKEN_ELSE, "in a conditional expression");
      expr = new_pair(parser, AST_CONDITIONAL, expr, parse_expr(parser));
      expr->test = test;
      expr->end = parser->previous->end;
    }
  }
  parser_leave(parser);
  return expr;
}

// named: NAME ':=' expression | expression
static AstExpr *parse_named(Parser *parser) {
  AstExpr *left = parse_expr(parser);
  if (parser->failed || left->kind != AST_NAME || !parser_accept(parser, TOKEN_WALRUS)) return left;
  AstExpr *right = parse_expr(parser);
  return new_pair(parser, AST_WALRUS, left, right);
}

static bool ends_expressions(const Parser *parser) {
  switch (parser->token->kind) {
    case TOKEN_NEWLINE:
    case TOKEN_SEMICOLON:
    case TOKEN_ASSIGN:
    case TOKEN_COLON:
    case TOKEN_IN:
    case TOKEN_CLOSE_PAREN:
    case TOKEN_END: return true;
    default: return false;  // any other token starts an expression or is reported by it
  }
}

// yield: 'yield' ['from' expression | star_expressions]
static AstExpr *parse_yield(Parser *parser) {
  uint32_t begin = parser_next(parser)->begin;
  if (parser_accept(parser, TOKEN_FROM))
    parse_expr(parser);
  else if (!ends_expressions(parser) && parser_enter(parser))
    parse_expr_list(parser), parser_leave(parser);
  return ast_new(parser, AST_OPAQUE, begin);
}

// star_expressions: star_named (',' star_named)* [','] | yield
AstExpr *parse_expr_list(Parser *parser) {
  if (parser_at(parser, TOKEN_YIELD)) return parse_yield(parser);
  AstExpr *first = parse_star_named(parser);
  if (parser->failed || !parser_at(parser, TOKEN_COMMA)) return first;
  AstExpr *tuple = ast_new(parser, AST_TUPLE, first->begin);
  add_item(parser, tuple, first);
  while (!parser->failed && parser_accept(parser, TOKEN_COMMA) && !ends_expressions(parser))
    add_item(parser, tuple, parse_star_named(parser));
  tuple->end = parser->previous->end;
  return tuple;
}

// star_targets: star_target (',' star_target)* [','], up to 'in'
AstExpr *parse_target_list(Parser *parser) {
  AstExpr *first = NULL, *tuple = NULL;
  do {
    if (first && parser_at(parser, TOKEN_IN)) break;
    uint32_t begin = parser->token->begin;
    bool star = parser_accept(parser, TOKEN_TIMES);
    AstExpr *target = parse_arithmetic(parser, 4);  // not a comparison: it would take the 'in'
    if (star) {
      AstExpr *starred = ast_new(parser, AST_STARRED, begin);
      starred->left = target;
      target = starred;
    }
    if (tuple)
      add_item(parser, tuple, target);
    else
      first = target;
    if (!tuple && parser_at(parser, TOKEN_COMMA)) {
      tuple = ast_new(parser, AST_TUPLE, first->begin);
      add_item(parser, tuple, first);
    }
  } while (!parser->failed && parser_accept(parser, TOKEN_COMMA));
  if (tuple) tuple->end = parser->previous->end;
  return tuple ? tuple : first;
}

// parameters: (NAME [':' annotation] ['=' expression] | '*' [NAME] | '**' NAME | '/') separated by ','
AstParameters parse_parameters(Parser *parser, TokenKind close) {
  AstParameters list = {0};
  bool keyword_only = false;
  while (!parser->failed && !parser_at(parser, close)) {
    AstParameter parameter = {.begin = parser->token->begin, .keyword_only = keyword_only};
    if (parser_accept(parser, TOKEN_TIMES))
      parameter.stars = 1, keyword_only = true;
    else if (parser_accept(parser, TOKEN_POWER))
      parameter.stars = 2;
    bool marker = (parameter.stars == 1 && parser_at(parser, TOKEN_COMMA)) || parser_accept(parser, TOKEN_DIVIDE);
    if (!marker) {
      const Token *name = parser->token;
      if (!parser_expect(parser, TOKEN_NAME, "as a parameter")) break;
      parameter.name = name->text;
      if (close == TOKEN_CLOSE_PAREN && parser_accept(parser, TOKEN_COLON)) parameter.annotation = parse_star_named(parser);
      if (parser_accept(parser, TOKEN_ASSIGN)) parameter.initial = parse_expr(parser);
      parameter.end = name->end;
      vector_push(parser->compilation->arena, &list, parameter);
    }
    if (!parser_accept(parser, TOKEN_COMMA)) break;
  }
  return list;
}
