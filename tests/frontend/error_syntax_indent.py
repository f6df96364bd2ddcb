# run: opt
# exit: 1
def f():
x = 1


def g():
        y = 2
    z = 3

# expect:
# error_syntax_indent.py:9:5: error: the indentation fits no block that is open here
#         z = 3
#         ^
# error_syntax_indent.py:4:1: error: expected an indented block, found a name
#     x = 1
#     ^
