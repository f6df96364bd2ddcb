# run: opt
# exit: 1
x = 3  4
y = ?

# expect:
# error_syntax_byte.py:3:7: error: byte 0x01 can't stand here
#     x = 3   4
#           ^
# error_syntax_byte.py:4:5: error: '?' can't stand here
#     y = ?
#         ^
