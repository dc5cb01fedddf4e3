#include "core/platform/process_file.hpp"

#include <fstream>
#include <sstream>
#include <utility>

namespace pay200 {

std::string process_file(pid_t pid, const char* name) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/" + name, std::ios::binary);
  return read_process_file(file);
}

std::string read_process_file(std::istream& file) {
  std::ostringstream text;
  if (file) text << file.rdbuf();  // it keeps what is thrown to itself
  return std::move(text).str();
}

}  // namespace pay200
