#pragma once
// One message of every kind that the link and the sandbox exchange, as message.hpp lays them out.

#include <string>
#include <vector>

#include "core/acquirer/iso8583/message.hpp"

namespace pay200::iso8583::samples {

struct Sample {
  std::string name;
  Message message;
};

/// Names are unique and fit for test names.
std::vector<Sample> all();

Message purchase();

}  // namespace pay200::iso8583::samples
