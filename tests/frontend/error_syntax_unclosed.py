# run: opt
# exit: 1
y = (1, 2
def after():
    pass


def broken(:
    x = 1


class C:
    pass

# expect:
# error_syntax_unclosed.py:3:5: error: '(' is never closed
#     y = (1, 2
#         ^
# error_syntax_unclosed.py:8:11: error: '(' is never closed
#     def broken(:
#               ^
# error_syntax_unclosed.py:8:12: error: expected a name as a parameter, found ':'
#     def broken(:
#                ^
