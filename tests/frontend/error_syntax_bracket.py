# run: opt
# exit: 1
x = f(1,
      2

# expect:
# error_syntax_bracket.py:3:6: error: '(' is never closed
#     x = f(1,
#          ^
