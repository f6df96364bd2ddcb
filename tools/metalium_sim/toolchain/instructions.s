# Read by the assembler before each output of the compiler (and once more where link-time optimisation joins several).
.ifndef tilecc_instructions
.set tilecc_instructions, 1

# A Tensix instruction: its 32 bits rotated left by two, so that the two low bits say that the word is none of RISC-V.
.macro .ttinsn encoding:vararg
.4byte (((\encoding) & 0x3fffffff) << 2) | (((\encoding) >> 30) & 3)
.endm

# SFPU vectors (floats to GCC) live in ft0 to ft7. A copy is an SFPMOV of all lanes; there is no place to spill a vector to.
.irp number, 0, 1, 2, 3, 4, 5, 6, 7
.set LREG_ft\number, \number
.endr
.macro fmv.s to, from
.ttinsn 0x7c000002 | (LREG_\from << 8) | (LREG_\to << 4)
.endm
.macro flw operands:vararg
.error "more SFPU vectors are alive than there are registers"
.endm
.macro fsw operands:vararg
.error "more SFPU vectors are alive than there are registers"
.endm
.endif
