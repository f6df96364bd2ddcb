// Checks of host programs. The message's arguments are not formatted.
#pragma once
#include <stdexcept>
#include <string>

#define TT_THROW(message, ...) throw std::runtime_error(message)
#define TT_FATAL(condition, ...)                                                                                  \
    do {                                                                                                          \
        if (!(condition)) {                                                                                       \
            throw std::runtime_error(std::string(__FILE__) + ":" + std::to_string(__LINE__) + ": not " #condition); \
        }                                                                                                         \
    } while (0)
#define TT_ASSERT(condition, ...) TT_FATAL(condition)
