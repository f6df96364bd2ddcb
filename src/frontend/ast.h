// The syntax tree of one Python source file, as the parser leaves it: nothing is resolved, nothing is evaluated.
#pragma once
#include "frontend/lexer.h"

typedef struct AstExpr AstExpr;
typedef struct AstStmt AstStmt;
typedef VECTOR(AstExpr *) AstExprList;
typedef VECTOR(AstStmt *) AstBlock;

typedef enum AstKind {
  AST_NAME,         // name
  AST_INT,          // integer
  AST_FLOAT,        // number
  AST_STRING,       // text; adjacent literals are joined
  AST_FSTRING,      // text: raw, with {} in it; evaluated on demand
  AST_CONSTANT,     // op: TOKEN_NONE, TOKEN_TRUE, TOKEN_FALSE, TOKEN_ELLIPSIS
  AST_OPAQUE,       // parses, but is never evaluated: bytes, imaginary numbers, yield, await
  AST_TUPLE,        // items
  AST_LIST,         // items
  AST_SET,          // items
  AST_DICT,         // items: key, value, key, value...; key NULL for **value
  AST_UNARY,        // op, left
  AST_BINARY,       // op, left, right
  AST_COMPARE,      // items: operands; ops: one less
  AST_AND_OR,       // op, items
  AST_CONDITIONAL,  // left if test else right
  AST_LAMBDA,       // parameters, right
  AST_CALL,         // left(arguments)
  AST_ATTRIBUTE,    // left.name
  AST_SUBSCRIPT,    // left[right]
  AST_SLICE,        // left:right:test, each may be NULL
  AST_STARRED,      // *left
  AST_WALRUS,       // left := right
  AST_COMPREHENSION,  // op: TOKEN_OPEN_BRACKET list, _PAREN generator, _BRACE set or dict (right set); left: element
} AstKind;

typedef enum CompareOp {
  COMPARE_EQ, COMPARE_NE, COMPARE_LT, COMPARE_LE, COMPARE_GT, COMPARE_GE, COMPARE_IN, COMPARE_NOT_IN, COMPARE_IS, COMPARE_IS_NOT
} CompareOp;

typedef struct AstArgument {
  const char *name;  // keyword, or NULL
  uint32_t begin;    // of the keyword or the value
  uint8_t stars;     // 1: *value, 2: **value
  AstExpr *value;
} AstArgument;

typedef struct AstParameter {
  const char *name;
  uint32_t begin, end;
  uint8_t stars;      // 1: *args, 2: **kwargs
  bool keyword_only;
  AstExpr *annotation, *initial;  // may be NULL
} AstParameter;

typedef VECTOR(AstParameter) AstParameters;

typedef struct AstClause {  // of a comprehension
  AstExpr *target, *iterable;
  AstExprList conditions;
} AstClause;

struct AstExpr {
  uint8_t kind;   // AstKind
  uint8_t op;     // TokenKind
  bool too_big;   // AST_INT beyond 63 bits
  bool parenthesised;
  uint32_t begin, end;
  union {
    int64_t integer;
    double number;
    const char *text;
    struct {
      AstExpr *left, *right;
      union {
        AstExpr *test;
        struct {
          const char *name;
          uint32_t name_begin;
        };
        AstParameters *parameters;
        VECTOR(AstArgument) arguments;
        VECTOR(AstClause) clauses;
      };
    };
    struct {
      AstExprList items;
      uint8_t *ops;  // CompareOp
    };
  };
};

typedef enum AstStmtKind {
  AST_STMT_EXPR,       // value
  AST_STMT_ASSIGN,     // targets = value
  AST_STMT_ANNOTATE,   // target: annotation [= value]
  AST_STMT_AUGMENT,    // target op= value; op: the TokenKind of the binary operator
  AST_STMT_IF,         // test, body, orelse
  AST_STMT_WHILE,      // test, body, orelse
  AST_STMT_FOR,        // target, value, body, orelse
  AST_STMT_WITH,       // items: context, target (may be NULL), context, target...; body
  AST_STMT_DEF,
  AST_STMT_CLASS,      // name, decorators, body
  AST_STMT_RETURN,     // value, may be NULL
  AST_STMT_ASSERT,     // test, value: message, may be NULL
  AST_STMT_RAISE,      // value, may be NULL
  AST_STMT_DEL,        // value
  AST_STMT_IMPORT,     // imports
  AST_STMT_SCOPE,      // global and nonlocal: names
  AST_STMT_TRY,        // body; handlers in orelse
  AST_STMT_PASS, AST_STMT_BREAK, AST_STMT_CONTINUE,
} AstStmtKind;

typedef struct AstImport {
  const char *module;  // "tilelang.language"; for `from m import n`: m, for `from ..m import n`: "..m"
  const char *name;    // n, "*", or NULL
  const char *alias;   // bound name
  bool whole;          // `import a.b` binds a, without alias
  uint32_t begin, end;
} AstImport;

typedef struct AstFunction {
  const char *name;
  uint32_t name_begin, name_end;
  AstExprList decorators;
  AstParameters parameters;
  AstExpr *returns;  // may be NULL
  AstBlock body;
} AstFunction;

struct AstStmt {
  uint8_t kind;  // AstStmtKind
  uint8_t op;
  uint32_t begin, end;  // of a compound statement: its header
  union {
    struct {
      AstExpr *target, *value, *annotation, *test;
      AstBlock body, orelse;
      AstExprList items;  // targets of an assignment, items of with, names
    };
    AstFunction *function;
    struct {
      const char *name;
      uint32_t name_begin, name_end;
      AstExprList decorators, bases;
      AstBlock class_body;
      bool unknown_bases;  // keywords or stars among them
    };
    VECTOR(AstImport) imports;
  };
};

typedef struct AstModule {
  uint32_t source;
  AstBlock body;
} AstModule;

// Always returns a module; syntax errors are reported and their statements left out.
AstModule *parse_module(Compilation *compilation, uint32_t source);
// The file holds one expression (the value of -D). NULL with diagnostics on a syntax error.
AstExpr *parse_expression(Compilation *compilation, uint32_t source);
