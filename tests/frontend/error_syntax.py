# run: opt
# exit: 1
x = = 3


z = 'never closed
w = """closed"""
v = 0x
u = 1abc
t = 3 $ 4
s = a b
f(x) = 3
1 += 2
for in x:
    pass
if x
    pass
import
r = [1, 2)
try:
    pass
q = lambda x 3

# expect:
# error_syntax.py:6:5: error: this string is never closed
#     z = 'never closed
#         ^~~~~~~~~~~~~
# error_syntax.py:8:5: error: invalid digits in a number of base 16
#     v = 0x
#         ^~
# error_syntax.py:10:7: error: '$' can't stand here
#     t = 3 $ 4
#           ^
# error_syntax.py:3:5: error: expected an expression, found '='
#     x = = 3
#         ^
# error_syntax.py:9:6: error: expected the end of the line after the statement, found a name
#     u = 1abc
#          ^~~
# error_syntax.py:11:7: error: expected the end of the line after the statement, found a name
#     s = a b
#           ^
# error_syntax.py:12:1: error: this can't be assigned to
#     f(x) = 3
#     ^~~~
# error_syntax.py:13:1: error: this can't be assigned to
#     1 += 2
#     ^
# error_syntax.py:14:5: error: expected an expression, found 'in'
#     for in x:
#         ^~
# error_syntax.py:16:5: error: expected ':' before a block, found the end of the line
#     if x
#         ^
# error_syntax.py:18:7: error: expected a name of a module, found the end of the line
#     import
#           ^
# error_syntax.py:19:10: error: expected ']' to close '[', found ')'
#     r = [1, 2)
#              ^
# error_syntax.py:22:1: error: expected 'except' or 'finally', found a name
#     q = lambda x 3
#     ^
# error_syntax.py:22:14: error: expected ':' after the parameters of a lambda, found a number
#     q = lambda x 3
#                  ^
