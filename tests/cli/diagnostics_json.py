# run: opt --json
# exit: 1
import tilelang.language as T


@T.macro
def store(tile, value):
    tile[0, 0, 0] = value


@T.prim_func
def main(A: T.Tensor((4, 4), "float16")):
    with T.Kernel(1) as bx:
        store(A, 1)
        A[..., 0] = 1
        A[0, 0] = "größe\n" + unknown_name

# expect:
# {"severity": "error", "message": "`A` has 2 dimensions, but is indexed with 3", "file": "diagnostics_json.py", "line": 8, "column": 5, "end_line": 8, "end_column": 18, "notes": [{"severity": "note", "message": "in `store`, called here", "file": "diagnostics_json.py", "line": 14, "column": 9, "end_line": 14, "end_column": 20}]}
# {"severity": "unsupported", "message": "`...` in an index: write `:` for each dimension", "file": "diagnostics_json.py", "line": 15, "column": 9, "end_line": 15, "end_column": 18, "notes": []}
# {"severity": "error", "message": "unknown name `unknown_name`", "file": "diagnostics_json.py", "line": 16, "column": 33, "end_line": 16, "end_column": 45, "notes": []}
