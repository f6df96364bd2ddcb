// Unary ops have a header each; this one declares what they share.
#pragma once
#include "api/compute/common.h"

