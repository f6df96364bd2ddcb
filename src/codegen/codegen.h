// Kernel IR -> the text of a Metalium program. Prints what the IR and the plan say and decides nothing.
#pragma once
#include "ir/plan.h"

typedef struct Artifact {
  const char *name;  // file name within the output directory
  const char *text;
} Artifact;

typedef VECTOR(Artifact) ArtifactList;

// Reports the calls that the plan's release of Metalium does not have. What it passes can be emitted.
void codegen_check(Compilation *compilation, const Plan *plan);

// One source file per kernel (names from the plan), main.cpp, CMakeLists.txt, launch.py, plan.json. Reports diagnostics for what the
// dialect cannot spell; the list is then incomplete.
ArtifactList codegen_emit(Compilation *compilation, const Module *module, const Plan *plan);
