"""A text file as an array of C strings, one a line: embed.py INPUT OUTPUT NAME. The build runs it over host_support.cpp."""
import sys

source, output, name = sys.argv[1:]
with open(source, encoding="utf-8") as file:
    lines = file.read().split("\n")[:-1]
escaped = ['    "%s",\n' % line.replace("\\", "\\\\").replace('"', '\\"').replace("?", "\\?") for line in lines]
with open(output, "w", encoding="utf-8") as file:
    file.write(f"// Made from {source.split('/')[-1]} by embed.py.\n#include \"codegen/host.h\"\n\n")
    file.write(f"const char *const {name}[] = {{\n" + "".join(escaped) + "    NULL,\n};\n")
