// Inside of codegen: the host program and its build file.
#pragma once
#include "base/text.h"
#include "ir/plan.h"

const char *host_source(Compilation *compilation, const Plan *plan);
const char *host_cmake(Compilation *compilation, const Plan *plan);

// The lines of host_support.cpp, which every main.cpp holds; NULL at the end.
extern const char *const HOST_SUPPORT[];
// The lines of launcher.py, which is launch.py; NULL at the end.
extern const char *const LAUNCHER[];
