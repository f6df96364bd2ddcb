# run: opt
# exit: 1
x = 3x

# expect:
# error_syntax_number.py:3:5: error: invalid number
#     x = 3x
#         ^~
