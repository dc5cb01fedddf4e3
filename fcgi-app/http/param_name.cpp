#include "fcgi-app/http/param_name.hpp"

#include "fcgi-app/http/request.hpp"

namespace pay200::http {

std::string param_name(std::string_view header) {
  std::string name;
  if (!equal_ignoring_case(header, "Content-Type") &&
      !equal_ignoring_case(header, "Content-Length")) {
    name = "HTTP_";
  }
  for (const char c : header) {
    const bool lower = c >= 'a' && c <= 'z';
    name += c == '-' ? '_' : lower ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return name;
}

}  // namespace pay200::http
